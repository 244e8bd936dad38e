import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { repositoryLayout, type RepositoryLayout } from "../deployment/layout.ts";
import type { Problem } from "../output/problem.ts";
import type { Result } from "../result.ts";
import { buildIfChanged, clientBuild } from "./build-client.ts";

let directory: string;
let repository: RepositoryLayout;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "chancery-build-"));
  repository = repositoryLayout(directory);
  await mkdir(join(repository.clientSources, "src"), { recursive: true });
  await symlink(resolve(import.meta.dirname, "../../node_modules"), join(directory, "node_modules"));
  await writeFile(join(repository.clientSources, "vite.config.ts"), "export default {};");
  await writeFile(join(repository.clientSources, "index.html"), `<!doctype html><script type="module" src="/src/main.ts"></script>`);
  await writeFile(join(repository.clientSources, "src", "main.ts"), `document.title = "first";`);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const build = (signal = new AbortController().signal): Promise<Result<boolean, Problem>> => buildIfChanged(repository, clientBuild(repository), signal);
const script = async (): Promise<string> => {
  const [name] = await readdir(join(repository.client, "assets"));
  return readFile(join(repository.client, "assets", name ?? ""), "utf8");
};

describe("the client is built", { timeout: 60_000 }, () => {
  test("only when its sources are not those of the last build; its tests are no sources", async () => {
    expect(await build()).toEqual({ ok: true, value: true });
    await writeFile(join(repository.clientSources, "src", "main.test.ts"), "test");
    expect(await build()).toEqual({ ok: true, value: false });
    await writeFile(join(repository.clientSources, "src", "main.ts"), `document.title = "second";`);
    expect(await build()).toEqual({ ok: true, value: true });
    expect(await script()).toContain("second");
  });

  test("a build that fails leaves the last good one, and nothing half-made", async () => {
    await build();
    await writeFile(join(repository.clientSources, "src", "main.ts"), `import "./nowhere.ts";`);
    const result = await build();
    expect(result.ok ? null : result.failure.code).toBe("build_failed");
    expect(await script()).toContain("first");
    expect((await readdir(repository.shared)).sort()).toEqual(["client", "client.sources"]);
  });

  test("twice at the same time without either failing", async () => {
    expect(await Promise.all([build(), build()])).toEqual([
      { ok: true, value: true },
      { ok: true, value: true },
    ]);
    expect(await script()).toContain("first");
  });

  test("not after an interruption", async () => {
    const result = await build(AbortSignal.abort());
    expect(result.ok ? null : result.failure.code).toBe("interrupted");
    expect(await readdir(repository.shared)).toEqual([]);
  });
});
