/** The worked examples that are ceremonies, with real keys: an emergency, and a change of officers by old and new threshold. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { decide } from "#policies/evaluate/decide.ts";
import type { AccessRequest } from "#policies/model/access-request.ts";
import type { Envelope, Officer, RootPayload } from "#policies/model/policy-bundle.ts";
import { officerKey, signRoot } from "#policies/sign/sign-root.ts";
import { deploymentLayout, type DeploymentLayout } from "../deployment/layout.ts";
import { both } from "../output/language.ts";
import type { Problem } from "../output/problem.ts";
import type { Result } from "../result.ts";
import { readDocuments } from "./documents.ts";
import { checkedRefusal, emergencyRules } from "./emergency-rules.ts";
import { officerKeyPath } from "./example-officers.ts";
import { readHeldPolicy, writeRoots, type HeldPolicy } from "./policy-files.ts";
import { signDraft } from "./sign-draft.ts";
import { signDeploymentOverlay } from "./sign-overlay.ts";

const EXAMPLES = resolve(import.meta.dirname, "../../policies/examples");
const NOW = Date.parse("2026-12-01T09:00:00Z");
const HOUR = 60 * 60 * 1000;
const BEFORE = ["anne.morel", "bruno.petit", "claire.roux"];
const AFTER = ["claire.roux", "denis.faure", "elise.marty"];

let layout: DeploymentLayout;
beforeEach(() => {
  layout = deploymentLayout(mkdtempSync(join(tmpdir(), "chancery-ceremonies-")));
});
afterEach(() => rmSync(layout.directory, { recursive: true, force: true }));

const value = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
};
const codes = (result: Result<unknown, readonly Problem[]>): readonly string[] => (result.ok ? [] : result.failure.map(({ code }) => code));

/** An officer with a key of their own; one who is there already keeps it. */
function officer(id: string): Officer {
  const path = officerKeyPath(layout, id);
  mkdirSync(join(path, ".."), { recursive: true });
  spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path], { input: "n\n" });
  return { id, name: id, title: both("Responsable", "Officer"), key: value(officerKey(readFileSync(`${path}.pub`, "utf8"))) };
}
const signers = (...ids: readonly string[]) => ids.map((id) => ({ officer: id, keyFile: officerKeyPath(layout, id) }));
const rootOf = (version: number, ids: readonly string[]): RootPayload => ({
  type: "root",
  version,
  example: false,
  issued_at: "2026-11-01T00:00:00Z",
  expires: "2027-11-01T00:00:00Z",
  officers: ids.map(officer),
  root_threshold: 2,
  layers: { national: { officers: ids, threshold: 2 } },
  pulse: null,
});
const held = async (now = NOW): Promise<HeldPolicy> => {
  const found = value(await readHeldPolicy(layout, now));
  if (found === null) throw new Error("there is a root");
  return found;
};
const sign = async (example: string, ids: readonly string[], now = NOW) =>
  signDraft({ layout, documents: value(await readDocuments(join(EXAMPLES, example), now)), held: await held(now), signers: signers(...ids), validDays: 30, anew: true, now });

/** A deployment of the example: its first root and the rules, signed. */
async function begin(example: string): Promise<Envelope> {
  const first = value(await signRoot(rootOf(1, BEFORE), null, signers("anne.morel", "bruno.petit")));
  value(await writeRoots(layout, [first]));
  cpSync(join(EXAMPLES, example), layout.layers.national.documents, { recursive: true });
  value(await sign(example, ["anne.morel", "bruno.petit"]));
  return first;
}

describe("an emergency", { timeout: 60_000 }, () => {
  const request = (parts: Partial<AccessRequest>): AccessRequest => ({
    action: "join",
    actor: "@idris.benali:sante.etat.example",
    target: null,
    room: { id: "!salon", class: "internal", encrypted: true },
    event_encrypted: parts.action === "send" ? true : null,
    creation: null,
    met: [],
    now: "2026-12-01T10:00:00Z",
    ...parts,
  });
  const answer = async (parts: Partial<AccessRequest>, at = NOW): Promise<string> => {
    const inForce = (await held(at)).trusted.inForce("national", parts.now ?? "2026-12-01T10:00:00Z");
    if (inForce === null) throw new Error("rules are in force");
    const decision = decide(inForce.deciding, request(parts));
    return `${decision.effect} ${decision.rule_id}`;
  };
  const ENTERING = { target: "@idris.benali:sante.etat.example" };
  const INTERIOR = "@camille.laurent:interieur.etat.example";

  /** What `chancery policy revoke --action join invite send --set sante` signs. */
  const suspend = async (ids: readonly string[], hours: number, now = NOW) => {
    const found = await held(now);
    const current = found.bundles.get("national");
    if (current === undefined) throw new Error("rules are in force");
    const words = { reason: both("Le serveur de la Santé n’est plus sûr.", "The server of Health is no longer safe."), remedy: both("Appelez le Secrétariat général.", "Call the General Secretariat.") };
    const refusal = value(checkedRefusal(current.bundle.policy, { actions: ["join", "invite", "send"], users: [], sets: ["sante"], externals: false, classes: [], ...words }));
    return signDeploymentOverlay({ layout, held: { ...found, current }, rules: emergencyRules(refusal), hours, signers: signers(...ids), now });
  };

  test("one officer suspends a ministry at once; the others go on; it ends by itself", async () => {
    await begin("emergency");
    expect(await answer({ ...ENTERING })).toBe("allow R-0800");
    expect(value(await suspend(["anne.morel"], 72)).kind).toBe("complete");
    expect(await answer({ ...ENTERING })).toBe("deny E-0001");
    expect(await answer({ action: "send" })).toBe("deny E-0001");
    expect(await answer({ action: "invite", actor: INTERIOR, target: "@idris.benali:sante.etat.example" })).toBe("deny E-0002");
    expect(await answer({ action: "send", actor: INTERIOR })).toBe("allow R-0800");
    expect(await answer({ ...ENTERING, now: "2026-12-04T09:00:00Z" }, NOW + 72 * HOUR)).toBe("allow R-0800");
  });

  test("prolonging it takes two, and the next version of the rules ends it", async () => {
    await begin("emergency");
    value(await suspend(["anne.morel"], 72));
    const later = NOW + 70 * HOUR;
    expect(value(await suspend(["anne.morel"], 72, later)).kind).toBe("draft");
    expect(value(await suspend(["bruno.petit"], 72, later)).kind).toBe("complete");
    expect(await answer({ ...ENTERING, now: "2026-12-04T12:00:00Z" }, later)).toBe("deny E-0001");
    expect(value(await sign("emergency", ["bruno.petit", "claire.roux"], later)).kind).toBe("complete");
    expect(await answer({ ...ENTERING, now: "2026-12-04T12:00:00Z" }, later)).toBe("allow R-0800");
  });
});

describe("a change of officers", { timeout: 60_000 }, () => {
  const rotate = async (first: Envelope, ids: readonly string[]) => {
    const second = value(await signRoot(rootOf(2, AFTER), rootOf(1, BEFORE), signers(...ids)));
    const offered = await (await held()).trusted.offerRoot(second);
    if (offered.ok) value(await writeRoots(layout, [first, second]));
    return offered.ok ? "accepted" : offered.failure.code;
  };

  test.each([
    ["the new officers alone", ["denis.faure", "elise.marty"], "threshold_not_met"],
    ["enough of the old, too few of the new", ["anne.morel", "bruno.petit", "denis.faure"], "threshold_not_met"],
    ["enough of the new, too few of the old", ["claire.roux", "denis.faure", "elise.marty"], "threshold_not_met"],
    ["enough of both", ["anne.morel", "bruno.petit", "denis.faure", "elise.marty"], "accepted"],
    ["enough of both, with one who stays and counts for both", ["anne.morel", "claire.roux", "denis.faure"], "accepted"],
  ])("signed by %s: %j", async (_who, ids, outcome) => {
    expect(await rotate(await begin("change-of-officers"), ids)).toBe(outcome);
  });

  test("afterwards those who left sign nothing, and the new ones sign the same rules again", async () => {
    expect(await rotate(await begin("change-of-officers"), ["anne.morel", "claire.roux", "elise.marty"])).toBe("accepted");
    const before = (await held()).bundles.get("national")?.bundle;
    expect(codes(await sign("change-of-officers", ["anne.morel", "bruno.petit"]))).toEqual(["officer_unknown"]);
    expect(value(await sign("change-of-officers", ["denis.faure", "elise.marty"])).kind).toBe("complete");
    const after = (await held()).bundles.get("national")?.bundle;
    expect([after?.version, after?.signed_by.map(({ id }) => id)]).toEqual([2, ["denis.faure", "elise.marty"]]);
    expect([before?.version, after?.policy]).toEqual([1, before?.policy]);
  });
});
