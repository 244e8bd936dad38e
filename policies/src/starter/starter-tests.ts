import type { StarterAnswers } from "./starter-documents.ts";

interface TestParts {
  readonly name: string;
  readonly action: string;
  readonly actor: string;
  readonly target?: string;
  readonly class: string;
  readonly encrypted?: true;
  readonly expect: "allow" | "deny";
  readonly rule: string;
}

const lines = ({ name, action, actor, target, class: classId, encrypted, expect, rule }: TestParts): string =>
  [
    `  - name: ${JSON.stringify(name)}`,
    `    action: ${action}`,
    `    actor: ${JSON.stringify(actor)}`,
    ...(target === undefined ? [] : [`    target: ${JSON.stringify(target)}`]),
    `    class: ${classId}`,
    ...(encrypted === undefined ? [] : ["    encrypted: true"]),
    `    expect: ${expect}`,
    `    rule: ${rule}`,
    "",
  ].join("\n");

/** One test at least for each rule of the documents. */
export const starterTests = ({ server, externals }: Pick<StarterAnswers, "server" | "externals">): string => {
  const [agent, colleague, service] = ["camille", "idris", "chancery-service"].map((name) => `@${name}:${server}`) as [string, string, string]; // three in, three out
  const external = "@nora:externe.example";
  const outsiders: readonly TestParts[] = externals
    ? [
        { name: "Un externe invité entre dans un salon ouvert · An invited external enters an open room", action: "join", actor: external, class: "open_external", expect: "allow", rule: "R-0202" },
        { name: "Un agent parle avec un externe · An agent speaks with an external", action: "invite", actor: agent, target: external, class: "direct", expect: "allow", rule: "R-0205" },
      ]
    : [{ name: "Un externe n’a pas de conversation directe · An external has no direct conversation", action: "join", actor: external, class: "direct", expect: "deny", rule: "F-11" }];
  const tests: readonly TestParts[] = [
    { name: "Un agent ouvre un salon · An agent opens a room", action: "create_room", actor: agent, class: "internal", expect: "allow", rule: "R-0001" },
    { name: "Un agent n’ouvre pas le salon des règles · An agent does not open the governance room", action: "create_room", actor: agent, class: "governance", expect: "deny", rule: "R-0002" },
    { name: "Le compte de service ouvre le salon des règles · The service account opens the governance room", action: "create_room", actor: service, class: "governance", expect: "allow", rule: "R-0001" },
    { name: "Le compte de service ne lit pas · The service account does not read", action: "invite", actor: agent, target: service, class: "internal", expect: "deny", rule: "R-0110" },
    { name: "Le compte de service n’écrit pas · The service account does not write", action: "send", actor: service, class: "internal", encrypted: true, expect: "deny", rule: "R-0111" },
    { name: "Un externe n’entre pas parmi les agents · An external does not come among agents", action: "join", actor: external, class: "internal", expect: "deny", rule: "R-0200" },
    { name: "Un agent en invite un autre · An agent invites another", action: "invite", actor: agent, target: colleague, class: "internal", expect: "allow", rule: "R-0201" },
    { name: "Un externe n’invite personne · An external invites nobody", action: "invite", actor: external, target: agent, class: "direct", expect: "deny", rule: "R-0204" },
    { name: "Deux agents se parlent · Two agents speak", action: "send", actor: agent, class: "direct", encrypted: true, expect: "allow", rule: "R-0205" },
    { name: "Chacun lit les règles · Everybody reads the rules", action: "join", actor: external, class: "governance", expect: "allow", rule: "R-0206" },
    { name: "Un agent écrit · An agent writes", action: "send", actor: agent, class: "internal", encrypted: true, expect: "allow", rule: "R-0207" },
    { name: "Un agent remplace un salon · An agent replaces a room", action: "upgrade_room", actor: agent, class: "internal", expect: "allow", rule: "R-0300" },
    { name: "Un externe ne reçoit pas de pouvoir · An external gets no power", action: "change_power", actor: agent, target: external, class: "direct", expect: "deny", rule: "R-0400" },
    ...outsiders,
  ];
  return tests.map(lines).join("");
};
