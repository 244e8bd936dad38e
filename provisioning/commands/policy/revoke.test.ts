/** `chancery policy revoke` and `pulse`, with the whole program and real keys. That they bite on a homeserver is a journey: e2e/journeys/policy-push.spec.ts. */
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { beforeAll, beforeEach, afterAll, expect, test } from "vitest";
import { answerOf, runChancery, type Ended } from "../chancery-run.ts";

const DOCUMENTS = resolve(import.meta.dirname, "../../../policies/documents");
const PATIENCE = { timeout: 120_000 };
const NORA = "@nora.diallo-externe:etat.example";

let directory: string;
const overlay = (): string => join(directory, "d", "policy", "overlay.json");
const chancery = (...args: string[]): Promise<Ended> => runChancery(directory, ["--json", ...args, "--deployment", "d"]);
const revoke = (...args: string[]): Promise<Ended> => chancery("policy", "revoke", ...args);
const errorOf = async (running: Promise<Ended>): Promise<string> => {
  const ended = await running;
  return `${ended.status} ${(answerOf(ended) as { errors?: readonly { code: string }[] }).errors?.[0]?.code}`;
};

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "chancery-revoke-"));
  await chancery("officers", "init");
  cpSync(DOCUMENTS, join(directory, "d", "policy", "documents"), { recursive: true });
  expect((await chancery("policy", "sign", "--officer", "anne.morel", "bruno.petit")).status).toBe(0);
}, 60_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));
beforeEach(() => {
  rmSync(overlay(), { force: true });
});

test("one officer refuses at once, after seeing what that takes from whom; the second time it takes two who say the same", PATIENCE, async () => {
  const first = await revoke("--officer", "anne.morel", "--action", "join", "send", "invite", "--user", NORA, "--class", "open_external", "--hours", "24");
  expect(first.err).toContain("Narrower (allowed before, refused after):");
  expect(first.err).toContain(NORA);
  expect(answerOf(first)).toMatchObject({
    kind: "complete",
    bundle: 1,
    version: 1,
    signedBy: ["anne.morel"],
    rules: [
      { id: "E-0001", effect: "deny", actions: ["invite", "join", "send"], who: { users: [NORA] }, target: null, room: { class: ["open_external"] } },
      { id: "E-0002", effect: "deny", actions: ["invite"], who: null, target: { users: [NORA] } },
    ],
  });
  const again = ["--action", "join", "--externals", "--hours", "12"];
  expect(answerOf(await revoke("--officer", "anne.morel", ...again))).toMatchObject({ kind: "draft" });
  expect(await errorOf(revoke("--officer", "anne.morel", ...again))).toBe("1 officer_signed_already");
  expect(await errorOf(revoke("--officer", "bruno.petit", "--action", "join", "--hours", "12"))).toBe("1 text_differs"); // for everybody: not what Anne signed
  expect(await errorOf(revoke("--officer", "bruno.petit", "--action", "join", "--externals", "--hours", "13"))).toBe("1 text_differs");
  expect(answerOf(await revoke("--officer", "bruno.petit", ...again))).toMatchObject({ kind: "complete", version: 2, signedBy: ["anne.morel", "bruno.petit"] });

  expect(await errorOf(revoke("--officer", "claire.roux", "anne.morel", "--withdraw", "--action", "join"))).toBe("2 usage");
  const lifted = await revoke("--officer", "claire.roux", "anne.morel", "--withdraw");
  expect(lifted.err).toContain("Wider (refused before, allowed after):");
  expect(answerOf(lifted)).toMatchObject({ kind: "complete", version: 3, rules: [] });
  expect(await errorOf(revoke("--officer", "claire.roux", "anne.morel", "--withdraw"))).toBe("1 nothing_to_withdraw");
});

test.each([
  [["--officer", "anne.morel"], "2 usage"],
  [["--action", "join"], "2 usage"],
  [["--officer", "anne.morel", "--action", "read"], "2 usage"],
  [["--officer", "anne.morel", "--action", "join", "--hours", "73"], "2 usage"],
  [["--officer", "mallory", "--action", "join"], "1 officer_unknown"],
  [["--officer", "anne.morel", "--action", "join", "--set", "interier"], "1 unknown_set"],
  [["--officer", "anne.morel", "--action", "join", "--class", "interministeriel"], "1 unknown_class"],
  [["--officer", "anne.morel", "--action", "join", "--user", "nora.diallo-externe:etat.example"], "1 glob_never_matches"],
  [["--officer", "anne.morel", "--action", "join", "--user", "@.*:etat.example"], "1 regex_glob"],
  [["--officer", "anne.morel", "--withdraw"], "1 nothing_to_withdraw"],
])("%j is refused, and nothing is signed", PATIENCE, async (args, code) => {
  expect(await errorOf(revoke(...args))).toBe(code);
  expect(existsSync(overlay())).toBe(false);
});

test("a pulse needs a root that names a policy host", PATIENCE, async () => {
  const key = join(directory, "d", "officers", "anne.morel", "key");
  expect(await errorOf(chancery("policy", "pulse", "--host", "anne.morel", "--key", key))).toBe("1 role_missing");
  expect(await errorOf(chancery("policy", "pulse", "--host", "anne.morel"))).toBe("2 usage");
});
