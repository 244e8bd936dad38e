import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parsePlaybookEvent } from "./playbook-event.ts";
import type { PlaybookProgress, PlaybookRun } from "./playbook-run.ts";
import { runPlaybook } from "./run-playbook.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "chancery-playbook-"));
  await mkdir(join(folder, "tools", "bin"), { recursive: true });
  await mkdir(join(folder, "ansible", "playbooks"), { recursive: true });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** A tools environment whose Python is this shell script. */
const ansible = async (script: string): Promise<void> => {
  const python = join(folder, "tools", "bin", "python");
  await writeFile(python, `#!/bin/sh\n${script}\n`);
  await chmod(python, 0o755);
};
const line = (event: object): string => `echo '${JSON.stringify(event)}'`;
const run = (more: Partial<PlaybookRun> = {}): PlaybookRun => ({
  playbook: join(folder, "ansible", "playbooks", "embedded.yml"),
  variables: { synapse_port: 22090, secret: "do-not-show" },
  toolsEnvironment: join(folder, "tools"),
  ...more,
});
const ended = (task: string, outcome: string, message?: string): string => line({ event: "task_finished", task, outcome, seconds: 0.5, message });
const finished = line({ event: "finished" });

describe("running a playbook", () => {
  it("counts what was done, changed and skipped, and tells each task as it goes", async () => {
    await ansible([line({ event: "task_started", task: "A" }), ended("A", "ok"), ended("B", "changed"), ended("C", "skipped"), finished].join("\n"));
    const heard: PlaybookProgress[] = [];
    const result = await runPlaybook(run({ onProgress: (event) => heard.push(event) }));
    expect(result).toMatchObject({ ok: true, value: { changed: 1, ok: 2, skipped: 1, changedTasks: ["B"] } });
    expect(heard.map((event) => `${event.kind} ${event.task}`)).toEqual(["task_started A", "task_finished A", "task_finished B", "task_finished C"]);
  });

  it("names the task that failed, with Ansible's message", async () => {
    await ansible(`${ended("Configure", "failed", "no such profile")}\n${finished}\nexit 2`);
    expect(await runPlaybook(run())).toEqual({ ok: false, failure: { code: "task_failed", task: "Configure", message: "no such profile" } });
  });

  it("tells a full disk from other failures", async () => {
    await ansible(`${ended("Install", "failed", "OSError: [Errno 28] No space left on device")}\nexit 2`);
    expect(await runPlaybook(run())).toMatchObject({ ok: false, failure: { code: "no_space" } });
  });

  it("says what Ansible said when it never reached a task", async () => {
    await ansible("echo 'ERROR! the role synapse was not found' >&2; exit 4");
    expect(await runPlaybook(run())).toMatchObject({ failure: { code: "playbook_unusable", message: "ERROR! the role synapse was not found" } });
  });

  it("is not content with a zero exit code when the playbook did not come to its end", async () => {
    await ansible(`${ended("A", "ok")}\nexit 0`);
    expect(await runPlaybook(run())).toMatchObject({ ok: false, failure: { code: "playbook_unusable" } });
  });

  it("says where Ansible should have been", async () => {
    const path = join(folder, "tools", "bin", "python");
    expect(await runPlaybook(run())).toEqual({ ok: false, failure: { code: "ansible_missing", path } });
  });

  it("interrupts Ansible and says so", async () => {
    await ansible(`trap 'exit 99' INT\n${line({ event: "task_started", task: "Slow" })}\nwhile :; do sleep 0.05; done`);
    const stop = new AbortController();
    const result = await runPlaybook(run({ signal: stop.signal, onProgress: () => stop.abort() }));
    expect(result).toEqual({ ok: false, failure: { code: "interrupted" } });
  });

  it("hands variables in by a file that only the owner reads, and leaves nothing behind", async () => {
    // arguments: -m ansible playbook --inventory localhost, --extra-vars @FILE [--check] PLAYBOOK
    await ansible(`f="\${7#@}"; stat -c %a "$f" > ${folder}/mode; cp "$f" ${folder}/variables; echo "$@" > ${folder}/arguments; echo "$f" > ${folder}/place; ${finished}`);
    await runPlaybook(run({ check: true }));
    expect((await readFile(join(folder, "mode"), "utf8")).trim()).toBe("600");
    expect(JSON.parse(await readFile(join(folder, "variables"), "utf8"))).toEqual({ synapse_port: 22090, secret: "do-not-show" });
    const given = await readFile(join(folder, "arguments"), "utf8");
    expect(given).not.toContain("do-not-show");
    expect(given).toContain("--check");
    await expect(readFile((await readFile(join(folder, "place"), "utf8")).trim())).rejects.toThrow("ENOENT");
    expect(await readdir(folder)).not.toContain("home");
  });

  it("lets nothing of the caller's environment change what Ansible or Python load", async () => {
    for (const name of ["ANSIBLE_LIBRARY", "ANSIBLE_STRATEGY_PLUGINS", "PYTHONPATH", "PYTHONSTARTUP"]) vi.stubEnv(name, "/tmp/attacker");
    await ansible(`env > ${folder}/environment; ${finished}`);
    await runPlaybook(run());
    expect(await readFile(join(folder, "environment"), "utf8")).not.toContain("/tmp/attacker");
  });
});

describe("a line of the playbook's output", () => {
  it.each(["", "PLAY [all]", "{", "[]", '{"event":"task_finished","task":"A","outcome":"perhaps","seconds":1}', '{"event":"task_started","task":1}', '{"event":"task_finished","task":"A","outcome":"ok"}'])(
    "that is not one of the plugin's is left aside: %s",
    (text) => expect(parsePlaybookEvent(text)).toBeNull(),
  );
});
