/** Bundles the main process (ESM) and the sandboxed preload (CommonJS: a sandboxed preload cannot be a module). */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ mode }) => ({
  root: fromHere("."),
  build: {
    outDir: fromHere("../.chancery/electron"),
    emptyOutDir: mode !== "preload",
    target: "node24",
    minify: false,
    lib: {
      entry: mode === "preload" ? fromHere("preload/preload.ts") : fromHere("main/main.ts"),
      formats: [mode === "preload" ? "cjs" : "es"],
      fileName: () => (mode === "preload" ? "preload.cjs" : "main.mjs"),
    },
    rolldownOptions: { external: [/^electron\//, /^node:/] },
  },
}));
