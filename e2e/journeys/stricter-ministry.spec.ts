import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { deploymentLayout } from "../../provisioning/deployment/layout.ts";
import { chancery } from "../support/chancery.ts";
import { expectAccessible } from "../support/accessibility.ts";
import type { Account, RunningDeployment } from "../support/deployment.ts";
import { expect, test } from "../support/journey.ts";
import { Operator } from "../support/operator.ts";

const MINISTRY_OFFICERS = ["hugo.marchand", "ines.robert"] as const;

/** The nation's classes and groups, everything allowed, and one rule: this one person opens no interministerial room. */
function writeMinistryDocuments(deployment: RunningDeployment, person: Account): void {
  const { national, ministry } = deploymentLayout(deployment.deployment).layers;
  const nation = parse(readFileSync(join(national.documents, "policy.yaml"), "utf8")) as { readonly defaults: Readonly<Record<string, string>> };
  const reason = { fr: "Le cabinet sait quels salons interministériels existent.", en: "The office knows which interministerial rooms there are." };
  const policy = {
    ...nation,
    id: "interieur",
    title: { fr: "Règles du ministère de l’Intérieur", en: "Rules of the Ministry of the Interior" },
    owner: { fr: "Cabinet du ministre", en: "Office of the Minister" },
    contact: "regles@interieur.etat.example",
    layer: "ministry",
    defaults: Object.fromEntries(Object.keys(nation.defaults).map((action) => [action, "allow"])),
    // the nation has a rule of this number too, about something else
    rules: [
      {
        id: "R-0200",
        title: { fr: "Ouvrir un salon au nom de l’Intérieur", en: "Opening a room in the name of the Interior" },
        effect: "deny",
        actions: ["create_room"],
        who: { users: [person.userId] },
        room: { class: ["interministerial"] },
        because: { reason, remedy: { fr: "Demandez au cabinet d’ouvrir le salon.", en: "Ask the office to open the room." } },
      },
    ],
  };
  mkdirSync(ministry.documents, { recursive: true });
  writeFileSync(join(ministry.documents, "policy.yaml"), stringify(policy));
  const request = { name: "Ada n’ouvre pas de salon · Ada opens no room", actor: person.userId, action: "create_room", class: "interministerial", expect: "deny", rule: "R-0200" };
  writeFileSync(join(ministry.documents, "policy.test.yaml"), stringify({ now: "2026-11-23T12:00:00Z", tests: [request] }));
  writeFileSync(join(ministry.documents, "public-rooms.yaml"), readFileSync(join(national.documents, "public-rooms.yaml")));
}

test("a ministry's officers sign rules stricter than the state's; an open client and the homeserver obey both, and the refusal has the ministry's words", async ({ agent, deployment, openClient }) => {
  const [ada, basile] = [await agent("Ada"), await agent("Basile")];
  const client = await openClient();
  await client.enterFirstTime(ada);
  await client.createRoom("Avant", /Interministériel/);

  const keys = mkdtempSync(join(tmpdir(), "chancery-ministry-"));
  const keyOf = (name: string): string => join(keys, name);
  for (const name of MINISTRY_OFFICERS) execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", keyOf(name)]);
  const joining = MINISTRY_OFFICERS.flatMap((name) => ["--joining", `${name}=${keyOf(name)}.pub`]);
  chancery(deployment, "officers", "change", "--layer", "ministry", ...joining, "--threshold", "2", "--officer", "anne.morel", "bruno.petit", "claire.roux");
  writeMinistryDocuments(deployment, ada);
  chancery(deployment, "policy", "check", "--layer", "ministry");
  for (const name of MINISTRY_OFFICERS) chancery(deployment, "policy", "sign", "--layer", "ministry", "--key", `${name}=${keyOf(name)}`, "--officer", name);
  chancery(deployment, "policy", "publish");

  await client.openRules();
  await expect(client.heading("Les règles du ministère")).toBeVisible();
  await client.choose("Nouveau", "Nouveau salon");
  await client.press("Pourquoi « Interministériel » n’est pas proposée");
  const refusal = client.page.getByRole("dialog").last();
  await expect(refusal.getByText("Le cabinet sait quels salons interministériels existent.")).toBeVisible();
  await expect(refusal.getByText(/^Cabinet du ministre, règles n°\s1/)).toBeVisible();
  await expect(refusal.getByText("regles@interieur.etat.example")).toBeVisible();
  await expectAccessible(client.page);
  await client.press("Lire la règle entière");
  await expect(client.page.getByRole("table", { name: "Les règles du ministère" }).getByRole("row", { name: /R-0200/ })).toBeFocused();

  const operator = new Operator(deployment);
  await expect(operator.room("interministerial", "Droit au serveur", ada.userId, [])).rejects.toThrow(/403.*R-0200.*"layer":"ministry"/);
  await operator.room("interministerial", "Un collègue", basile.userId, []);
});
