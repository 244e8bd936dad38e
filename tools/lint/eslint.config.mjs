import svelte from "eslint-plugin-svelte";
import tseslint from "typescript-eslint";
import { layering } from "./layering-rule.ts";

export default tseslint.config(
  { ignores: ["node_modules/", ".chancery/", "dist/", "test-results/"] },
  ...tseslint.configs.recommended,
  ...svelte.configs.recommended,
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: tseslint.parser, extraFileExtensions: [".svelte"] } },
  },
  {
    plugins: { house: { rules: { layering } } },
    rules: {
      "house/layering": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/ban-ts-comment": ["error", { "ts-expect-error": true, "ts-ignore": true, "ts-nocheck": true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": "error",
      "max-lines": ["error", { max: 500, skipBlankLines: false, skipComments: false }],
      "no-console": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      eqeqeq: ["error", "always"],
    },
  },
  { files: ["tools/**", "provisioning/**", "policies/vectors/**", "e2e/**"], rules: { "no-console": "off" } },
  // Svelte's typed props are checked by svelte-check; TypeScript already refuses undefined names.
  { files: ["**/*.svelte"], rules: { "no-undef": "off", "svelte/no-at-html-tags": "error", "svelte/no-inline-styles": ["error", { allowTransitions: false }] } },
);
