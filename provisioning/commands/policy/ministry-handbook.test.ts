/** The officers' handbooks say how a ministry gets its layer: every command of the section is run, and what is written after it is what it prints. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { FakePolicyServer } from "../../homeserver/fake-policy-server.ts";
import { runChancery } from "../chancery-run.ts";
import { makeKeys, publishedDeployment } from "../published-deployment.ts";

const HANDBOOKS = resolve(import.meta.dirname, "../../../docs/handbooks");

let directory: string;
let server: FakePolicyServer;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "chancery-ministry-handbook-"));
  ({ server } = await publishedDeployment(directory, "interministerial"));
  makeKeys(directory, ["hugo", "ines"]);
}, 60_000);
afterEach(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

test.each([
  ["policy-officers.en.md", "Layers: a ministry stricter than the state", "en"],
  ["policy-officers.fr.md", "Des couches : un ministère plus strict que l’État", "fr"],
] as const)("%s: “%s” is what happens", { timeout: 120_000 }, async (handbook, heading, language) => {
  const section = readFileSync(join(HANDBOOKS, handbook), "utf8").split(/^(?=## )/m).find((part) => part.startsWith(`## ${heading}\n`)) ?? "";
  const blocks = [...section.matchAll(/```sh\n(.*?)```(?:\s+```text\n(.*?)```)?/gs)];
  expect(blocks.length).toBe(3);
  for (const [, commands = "", output] of blocks) {
    let printed = "";
    for (const command of commands.trimEnd().split("\n")) {
      const [program, ...args] = command.split(" ");
      const ended = await runChancery(directory, [...args, "--deployment", "d"], language);
      expect([program, command, ended.status]).toEqual(["chancery", command, 0]);
      printed += ended.out;
    }
    if (output !== undefined) expect(printed).toBe(output);
  }
  expect(server.inForce()?.narrower.map(({ layer, deciding }) => [layer, deciding.version])).toEqual([["ministry", 1]]);
});
