import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Unit tests live beside the code: `*.test.ts` runs in Node, `*.dom.test.ts` in happy-dom. */
export default defineConfig({
  root,
  test: {
    projects: [
      {
        root,
        test: {
          name: "node",
          environment: "node",
          include: ["{policies,client,electron,provisioning,tools,e2e}/**/*.test.ts"],
          exclude: ["**/*.dom.test.ts", "**/node_modules/**"],
        },
      },
      {
        root,
        plugins: [svelte(), svelteTesting()],
        test: { name: "dom", environment: "happy-dom", include: ["client/**/*.dom.test.ts"] },
      },
    ],
  },
});
