import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { describe, expect, it } from "vitest";

const LIMIT = 20 * 1024;
const ENTRY = "virtual:what-the-client-loads";
const PARTS = ["evaluate/decide.ts", "evaluate/subject.ts", "evaluate/may-join-class.ts", "evaluate/room-creation-body.ts", "verify/trusted-policy-set.ts"];

/** Evaluator and verifier as the client gets them, Ed25519 included. */
const clientCode = async (): Promise<string> => {
  const result = await build({
    configFile: false,
    logLevel: "silent",
    root: fileURLToPath(new URL(".", import.meta.url)),
    plugins: [
      {
        name: "entry",
        resolveId: (id: string) => (id === ENTRY ? id : null),
        load: (id: string) => (id === ENTRY ? PARTS.map((part) => `export * from ${JSON.stringify(fileURLToPath(new URL(`../${part}`, import.meta.url)))};`).join("\n") : null),
      },
    ],
    build: { write: false, minify: true, target: "chrome140", rollupOptions: { input: ENTRY, preserveEntrySignatures: "strict" } },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (output === undefined || !("output" in output)) throw new Error("Vite wrote nothing");
  return output.output.map((chunk) => (chunk.type === "chunk" ? chunk.code : "")).join("");
};

describe("evaluator and verifier in the client", { timeout: 60_000 }, () => {
  it("stay small and need nothing of Node", async () => {
    const code = await clientCode();
    expect(code).toContain("chancery-bundle@1");
    expect(code).toContain("F-04");
    expect(code).not.toMatch(/node:|require\(|__vite-browser-external/);
    const size = gzipSync(code, { level: 9 }).length;
    expect(size).toBeLessThanOrEqual(LIMIT);
    expect(size).toBeGreaterThan(5000);
  });
});
