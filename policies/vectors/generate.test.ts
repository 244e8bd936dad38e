import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { textOf, vectors } from "./generate.ts";

it.each(Object.entries(vectors))("%s is what its sources say, to the byte", (file, content) => {
  expect(readFileSync(new URL(file, import.meta.url), "utf8") === textOf(content)).toBe(true);
});
