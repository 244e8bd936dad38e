/**
 * A ministry's own layer, the whole way with the whole program and real keys: the root names it, its officers sign, it is published with
 * the nation's, and whoever is refused is told by which layer. The homeserver is a fake that verifies as the module does.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repositoryLayout, type DeploymentLayout } from "../../deployment/layout.ts";
import type { FakePolicyServer } from "../../homeserver/fake-policy-server.ts";
import { answerOf, runChancery, type Ended } from "../chancery-run.ts";
import { makeKeys, publishedDeployment } from "../published-deployment.ts";

const REPOSITORY = repositoryLayout(resolve(import.meta.dirname, "../../.."));
const EXAMPLE = join(REPOSITORY.examples, "stricter-ministry");
const PATIENCE = { timeout: 120_000 };
const NATION = ["--officer", "anne.morel", "bruno.petit", "claire.roux"];
const MINISTRY = ["--layer", "ministry", "--key", "hugo.marchand=hugo.marchand", "--key", "ines.robert=ines.robert"];
const CAMILLE = "@camille.laurent:interieur.etat.example";
const MAELLE = "@maelle.legoff:finances.etat.example";

let directory: string;
let layout: DeploymentLayout;
let server: FakePolicyServer;

const chancery = (...args: string[]): Promise<Ended> => runChancery(directory, ["--json", ...args, "--deployment", "d"]);
const said = async (...args: string[]): Promise<string> => (await runChancery(directory, [...args, "--deployment", "d"])).out;
const done = async (...args: string[]): Promise<unknown> => {
  const ended = await chancery(...args);
  expect([ended.status, ended.out]).toEqual([0, expect.anything()]);
  return answerOf(ended);
};
interface ErrorFacts {
  readonly code: string;
  readonly what: string;
  readonly remedy: string | null;
}
const errorOf = async (...args: string[]): Promise<ErrorFacts | undefined> => (answerOf(await chancery(...args)) as { errors?: readonly ErrorFacts[] }).errors?.[0];
const codeOf = async (...args: string[]): Promise<string | undefined> => (await errorOf(...args))?.code;
const change = (...args: string[]): readonly string[] => ["officers", "change", "--layer", "ministry", "--joining", "hugo.marchand=hugo.marchand.pub", "--joining", "ines.robert=ines.robert.pub", "--name", "hugo.marchand=Hugo Marchand", "--threshold", "2", ...args];
const creates = (actor: string): readonly string[] => ["--action", "create_room", "--class", "interministerial", "--actor", actor];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "chancery-ministry-"));
  ({ layout, server } = await publishedDeployment(directory, "interministerial"));
  makeKeys(directory, ["hugo.marchand", "ines.robert", "poste-1"]);
}, 120_000);
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

test("before the root names it, nobody signs for a ministry: the layers there are and the way out are named", PATIENCE, async () => {
  expect(await errorOf("policy", "sign", EXAMPLE, "--officer", "anne.morel")).toMatchObject({ code: "layer_unknown", what: "root no. 1 does not name the layer ministry; it names: national.", remedy: expect.stringContaining("chancery officers change --layer ministry") });
  for (const command of [["show"], ["publish"], ["revoke", "--officer", "anne.morel", "--action", "join"], ["rollback", "--to", "1", "--officer", "anne.morel"], ["render", "--signed"], ["explain", "--signed", ...creates(CAMILLE)]]) {
    expect([command, await codeOf("policy", ...command, "--layer", "ministry")]).toEqual([command, "layer_unknown"]);
  }
});

test("the nation's officers name the ministry's in the root, and those have no say about the root", PATIENCE, async () => {
  expect(await codeOf("officers", "change", "--layer", "ministry", "--joining", "hugo.marchand=hugo.marchand.pub", ...NATION)).toBe("usage");
  const begun = await chancery(...change("--officer", "anne.morel"));
  expect(begun.err).toContain("Root no. 2, 2 signatures of 3:");
  expect(begun.err).toContain("layer ministry: 2 signatures of 2 (hugo.marchand, ines.robert)");
  const alone = await chancery(...change("--key", "hugo.marchand=hugo.marchand", "--key", "ines.robert=ines.robert", "--officer", "hugo.marchand", "ines.robert"));
  expect(answerOf(alone)).toMatchObject({ kind: "draft", signatures: 3 }); // theirs hold, and do not count
  const named = await runChancery(directory, [...change("--anew", ...NATION), "--deployment", "d"]);
  expect(named.out).toContain("Now let the officers of the layer ministry sign its first rules (policy sign --layer ministry)");
  expect(await done("policy", "show")).toMatchObject({ root: { version: 2 }, layers: [{ layer: "national", version: 1 }], missing: ["ministry"] });
  expect(await said("policy", "show")).toContain("The root names the layer ministry, of which nothing is signed here");
});

test("a root that names a layer is not published before the layer's first rules", PATIENCE, async () => {
  expect(await codeOf("policy", "publish")).toBe("layer_unsigned");
  expect(server.published).toEqual([]);
  expect(await done("policy", "explain", "--signed", ...creates(CAMILLE))).toMatchObject({ layer: "ministry", decision: { effect: "deny", rule_id: "F-05" } });
  expect(await codeOf("policy", "publish", "--layer", "ministry")).toBe("no_bundle");
});

test("the ministry's officers, and nobody else, sign its rules from its own working copy", PATIENCE, async () => {
  const { documents, draft, bundle, versions } = layout.layers.ministry;
  expect(await codeOf("policy", "new", "--layer", "ministry", "--example", "interministerial")).toBe("layer_differs");
  // From the nation's classes and sets, with no rule yet; or from the example.
  expect(await done("policy", "new", "blank", "--layer", "ministry", "--name-fr", "Intérieur", "--name-en", "Interior", "--contact", "regles@interieur.etat.example")).toMatchObject({ folder: join(directory, "blank"), rules: 0, tests: 1 });
  expect(await done("policy", "lint", "blank")).toMatchObject({ misfits: [], warnings: [] });
  expect(await done("policy", "new", "--layer", "ministry", "--example", "stricter-ministry")).toMatchObject({ folder: documents });
  for (const command of ["check", "test", "lint", "compile"]) await done("policy", command, "--layer", "ministry");
  const policy = join(documents, "policy.yaml");
  const text = readFileSync(policy, "utf8");
  writeFileSync(policy, text.replace("history_visibility: joined", "history_visibility: invited").replace("servers: [sante.etat.example]", "servers: [social.etat.example]"));
  const misfits = await chancery("policy", "lint", "--layer", "ministry");
  expect([misfits.status, answerOf(misfits)]).toMatchObject([1, { misfits: [{ code: "class_differs", classId: "interministerial" }, { code: "taken_for_external", sets: ["sante"] }] }]);
  expect((await chancery("policy", "sign", "--officer", "anne.morel", "--layer", "ministry")).err).toContain("Ministry of Health: they are externals in this layer");
  writeFileSync(policy, text);
  expect(await codeOf("policy", "sign", documents, "--layer", "national", "--officer", "anne.morel")).toBe("layer_differs");
  expect(await codeOf("policy", "sign", "--layer", "ministry", "--officer", "anne.morel")).toBe("officer_unknown");
  expect(await codeOf("policy", "sign", "--key", "hugo.marchand=hugo.marchand", "--officer", "hugo.marchand")).toBe("officer_unknown"); // for the nation
  expect(await done("policy", "sign", ...MINISTRY, "--officer", "hugo.marchand")).toMatchObject({ kind: "draft", layer: "ministry", signatures: 1, threshold: 2, draft });
  expect(existsSync(layout.layers.national.draft)).toBe(false);
  expect(await done("policy", "sign", ...MINISTRY, "--officer", "ines.robert")).toMatchObject({ kind: "complete", layer: "ministry", version: 1, signedBy: ["hugo.marchand", "ines.robert"] });
  expect([existsSync(bundle), existsSync(draft), readdirSync(versions)]).toEqual([true, false, ["version-1"]]);
  expect(await done("policy", "verify")).toMatchObject({ layer: "national", layers: [{ layer: "national" }, { layer: "ministry", signedBy: ["hugo.marchand", "ines.robert"] }] });
});

test("both layers are published, each once, and are in force together", PATIENCE, async () => {
  expect(await done("policy", "publish")).toMatchObject({ layer: "national", layers: [{ layer: "national", changed: true }, { layer: "ministry", version: 1, changed: true }], missing: [] });
  expect(server.published.filter((entry) => !entry.startsWith("org.chancery.policy.chunk"))).toEqual(["org.chancery.policy.root 1", "org.chancery.policy.root 2", "org.chancery.policy.bundle national", "org.chancery.policy.bundle ministry"]);
  expect(server.inForce()?.narrower.map(({ layer, deciding }) => [layer, deciding.version])).toEqual([["ministry", 1]]);
  const before = server.published.length;
  expect(await done("policy", "publish")).toMatchObject({ layers: [{ changed: false }, { changed: false }] });
  expect(server.published.length).toBe(before);
  expect(await done("policy", "show", "--in-force")).toMatchObject({ layers: [{ layer: "national" }, { layer: "ministry", version: 1 }], pulse: null });
  expect(await done("policy", "show", "--in-force", "--layer", "ministry")).toMatchObject({ layer: "ministry", policy: { id: "stricter-ministry" } });
});

test("explain says which layer refuses, in its words and with its contact, and what the others answer", PATIENCE, async () => {
  for (const which of [[], ["--signed"]]) {
    expect(await done("policy", "explain", ...which, ...creates(CAMILLE))).toMatchObject({
      layer: "ministry",
      contact: "regles@interieur.etat.example",
      decision: { effect: "deny", rule_id: "R-1001", layer: "ministry" },
      others: [{ layer: "national", decision: { effect: "allow" } }],
    });
    expect(await done("policy", "explain", ...which, ...creates(MAELLE))).toMatchObject({ layer: "national", decision: { effect: "allow", rule_id: "R-0103" }, others: [{ layer: "ministry", decision: { rule_id: "D-create_room" } }] });
  }
  const refused = await said("policy", "explain", "--signed", ...creates(CAMILLE));
  expect(refused.split("\n").slice(0, 4)).toEqual([
    "Refused by the layer ministry: Rules of the Ministry of the Interior, version 1 (regles@interieur.etat.example)",
    "Refused by R-1001 (Opening a room in the name of the Interior)",
    "  The minister’s office knows which interministerial rooms there are.",
    "  → Ask the minister’s office to open the room.",
  ]);
  expect(refused).toContain("The other layers:\n  national (");
  expect(await said("policy", "explain", "--signed", ...creates(MAELLE))).toContain("Allowed by every layer: national, ministry\n");
  // One layer alone can be asked, and documents that are named stand for themselves.
  expect(await done("policy", "explain", "--signed", "--layer", "national", ...creates(CAMILLE))).toMatchObject({ layer: "national", decision: { effect: "allow" }, others: [] });
  expect(await done("policy", "explain", EXAMPLE, ...creates(CAMILLE))).toMatchObject({ decision: { rule_id: "R-1001" }, others: [] });
});

test("what would change a refusal is what changes it in all layers together", PATIENCE, async () => {
  const { ways } = (await done("policy", "explain", "--signed", "--action", "publish", "--class", "interministerial", "--actor", CAMILLE)) as { ways: readonly { change: { kind: string } }[] };
  const alone = (await done("policy", "explain", "--signed", "--layer", "ministry", ...creates(CAMILLE))) as { ways: readonly { change: { kind: string; sets?: readonly string[] } }[] };
  const together = (await done("policy", "explain", "--signed", ...creates(CAMILLE))) as typeof alone;
  expect(ways).toEqual([]);
  const people = ({ ways: found }: typeof alone): readonly string[] => found.flatMap(({ change: { kind, sets = [] } }) => (kind === "actor" ? [sets.join("+")] : []));
  // By the ministry's rules alone a service account could open a room; the nation has it not.
  expect(people(together).every((sets) => people(alone).includes(sets))).toBe(true);
  expect(people(together)).toContain("cabinet+interieur");
});

test("who-can asks all layers together, and tells apart whom one of them does", PATIENCE, async () => {
  const answer = await said("policy", "who-can", "--signed", "--action", "create_room", "--class", "interministerial");
  const [can = "", cannot = ""] = answer.split("Cannot:");
  expect(can).toContain("Ministry of the Interior + Office of the Minister of the Interior");
  expect(can).toContain("Ministry of Finance   R-0103");
  expect(cannot).toMatch(/ {2}Ministry of the Interior {3}R-1001 .*, layer ministry/);
});

test("an emergency of the ministry, a pulse over both layers, and show lists them", PATIENCE, async () => {
  await done("officers", "change", "--host", "poste-1=poste-1.pub", ...NATION);
  expect(await done("policy", "revoke", "--layer", "ministry", "--key", "hugo.marchand=hugo.marchand", "--officer", "hugo.marchand", "--action", "join", "--class", "interministerial", "--user", "@*:interieur.etat.example")).toMatchObject({ kind: "complete", layer: "ministry", version: 1 });
  expect(existsSync(layout.layers.ministry.overlay)).toBe(true);
  expect(await done("policy", "pulse", "--host", "poste-1", "--key", "poste-1")).toMatchObject({ root: 3, layers: { national: { bundle: { version: 1 }, overlay: null }, ministry: { bundle: { version: 1 }, overlay: { version: 1 } } } });
  expect(await done("policy", "publish")).toMatchObject({ layers: [{ layer: "national", overlay: null }, { layer: "ministry", overlay: { version: 1, changed: true } }], pulse: { changed: true } });
  const joins = ["--action", "join", "--class", "interministerial", "--actor", CAMILLE];
  expect(await done("policy", "explain", "--signed", ...joins)).toMatchObject({ layer: "ministry", decision: { rule_id: "E-0001" } });
  for (const where of [[], ["--in-force"]]) {
    expect(await done("policy", "show", ...where)).toMatchObject({ layers: [{ layer: "national", overlay: null }, { layer: "ministry", overlay: { version: 1, expired: false, signedBy: ["hugo.marchand"] } }], pulse: { signedBy: ["poste-1"], expired: false } });
  }
  const shown = await said("policy", "show");
  expect(shown).toContain("Emergency measure no. 1, signed by Hugo Marchand, until ");
  expect(shown).toContain("E-0001  denies  Emergency measure  [join; interministerial]");
  expect(shown).toMatch(/Vouched for by poste-1 on .*: root no\. 3, ministry no\. 1 with emergency measure no\. 1, national no\. 1/);
});

test("the ministry's next version is compared with its own last one, published alone, and rolled back", PATIENCE, async () => {
  const policy = join(layout.layers.ministry.documents, "policy.yaml");
  const text = readFileSync(policy, "utf8");
  writeFileSync(policy, text.replace("en: Ask the minister’s office to open the room.", "en: Write to the minister’s office."));
  expect(await said("policy", "diff", "--layer", "ministry")).toContain("R-1001 because.remedy.en");
  const both = ["--officer", "hugo.marchand", "ines.robert"];
  expect(await done("policy", "sign", ...MINISTRY, ...both)).toMatchObject({ layer: "ministry", version: 2 });
  const before = server.published.length;
  expect(await done("policy", "publish", "--layer", "ministry")).toMatchObject({ layer: "ministry", layers: [{ layer: "ministry", version: 2, changed: true, overlay: null }] });
  expect(server.published.slice(before)).not.toContain("org.chancery.policy.bundle national");
  expect(await done("policy", "rollback", "--to", "1", ...MINISTRY, ...both)).toMatchObject({ kind: "complete", layer: "ministry", version: 3, from: 1 });
  expect(readFileSync(policy, "utf8")).toBe(text);
  expect(existsSync(join(layout.layers.ministry.documents, "schema", "policy-document.schema.json"))).toBe(true);
  expect(await done("policy", "publish")).toMatchObject({ layers: [{ layer: "national", changed: false }, { layer: "ministry", version: 3, changed: true }] });
});

test("auditors see the chain of every layer, and a page can be made of the ministry's rules", PATIENCE, async () => {
  const audit = (await done("policy", "audit")) as { whole: boolean; bundles: readonly { layer: string; version: number }[] };
  expect([audit.whole, audit.bundles.map(({ layer, version }) => `${layer} ${version}`)]).toEqual([true, ["ministry 1", "ministry 2", "ministry 3", "national 1"]]);
  expect(await done("policy", "audit", "--layer", "ministry")).toMatchObject({ whole: true, bundles: [{ version: 1 }, { version: 2 }, { version: 3 }] });
  expect(await done("policy", "render", "--signed", "--layer", "ministry", "--output", "out")).toMatchObject({ version: 3, compared: true, files: [join(directory, "out", "stricter-ministry-v3.fr.html"), join(directory, "out", "stricter-ministry-v3.en.html")] });
});

test("officers of one layer change by themselves, and a layer can end", PATIENCE, async () => {
  expect(await codeOf("officers", "change", "--layer", "ministry", "--leaving", "anne.morel", ...NATION)).toBe("officer_unknown");
  expect(await codeOf("officers", "change", "--layer", "ministry", "--leaving", "ines.robert", ...NATION)).toBe("threshold_unreachable");
  expect(await done("officers", "change", "--layer", "ministry", "--leaving", "ines.robert", "--threshold", "1", ...NATION)).toMatchObject({ version: 4, threshold: 2, layers: { national: { threshold: 2 }, ministry: { officers: ["hugo.marchand"], threshold: 1 } } });
  // What both had signed is refused by the new root: first the one who stays signs.
  expect(await errorOf("policy", "publish")).toMatchObject({ code: "signer_unknown", remedy: expect.stringContaining("policy sign --layer ministry") });
  expect(await done("policy", "sign", ...MINISTRY, "--officer", "hugo.marchand")).toMatchObject({ version: 4, signedBy: ["hugo.marchand"] });
  expect(await done("policy", "publish")).toMatchObject({ layers: [{ layer: "national" }, { layer: "ministry", version: 4, changed: true }] });
  expect(await codeOf("officers", "change", "--end-layer", "service", ...NATION)).toBe("layer_unknown");
  expect(await done("officers", "change", "--end-layer", "ministry", ...NATION)).toMatchObject({ version: 5, officers: [{ id: "anne.morel" }, { id: "bruno.petit" }, { id: "claire.roux" }], layers: { national: {} } });
  expect(await done("policy", "publish")).toMatchObject({ layers: [{ layer: "national", changed: true }] });
  expect(server.inForce()?.narrower).toEqual([]);
  expect(await done("policy", "explain", "--signed", ...creates(CAMILLE))).toMatchObject({ layer: "national", decision: { effect: "allow" }, others: [] });
  expect(await done("policy", "verify")).toMatchObject({ layers: [{ layer: "national" }] });
});
