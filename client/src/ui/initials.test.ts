import { expect, test } from "vitest";
import { initials } from "./initials.ts";

test.each([
  ["Maëlle Le Goff", "ML"],
  ["Idris Benali", "IB"],
  ["émile", "ÉM"],
  ["anne.morel-sg", "AM"],
  ["(Presse) Cellule", "CE"],
  ["", "?"],
  ["🙂", "?"],
])("%s is shown as %s", (name, shown) => expect(initials(name)).toBe(shown));
