import { svelte } from "@sveltejs/vite-plugin-svelte";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * The SDK's entry re-exports widgets, auto-discovery and stores that nothing here uses, and none of its packages says that an
 * unused module may be left out. Each of these modules only defines things when it is loaded.
 */
const ONLY_DEFINES = /[\\/]node_modules[\\/](matrix-js-sdk|matrix-widget-api|matrix-events-sdk)[\\/]/;

export default defineConfig({
  root: fromHere("."),
  base: "./",
  plugins: [svelte()],
  build: {
    target: "chrome140",
    outDir: fromHere("../dist/client"),
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { treeshake: { moduleSideEffects: (id) => !ONLY_DEFINES.test(id) } },
  },
});
