import { svelte } from "@sveltejs/vite-plugin-svelte";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: fromHere("."),
  base: "./",
  plugins: [svelte()],
  build: { target: "chrome140", outDir: fromHere("../dist/client"), emptyOutDir: true, modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
});
