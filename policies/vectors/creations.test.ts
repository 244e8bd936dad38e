import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { creationRequest } from "../src/evaluate/room-creation-body.ts";

interface CreationVectors {
  readonly format: 1;
  readonly cases: readonly { readonly name: string; readonly body: unknown; readonly expect: { readonly class: string | null; readonly creation: unknown } }[];
}

const vectors = JSON.parse(readFileSync(new URL("creations.json", import.meta.url), "utf8")) as CreationVectors; // our own file

describe("creation vectors", () => {
  it.each(vectors.cases)("$name", ({ body, expect: wanted }) => {
    const { classId, creation } = creationRequest(body);
    expect({ class: classId, creation }).toEqual(wanted);
  });
});
