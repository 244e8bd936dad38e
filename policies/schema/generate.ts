/** Writes the JSON Schemas of the officers' documents: `node policies/schema/generate.ts`. A test sees that they are up to date. */
import { writeFileSync } from "node:fs";
import { both } from "../src/compile/form.ts";
import { jsonSchema } from "../src/compile/json-schema.ts";
import { policyForm, publicRoomsForm } from "../src/compile/policy-form.ts";
import { testsForm } from "../src/compile/tests-form.ts";

export const schemas = {
  "policy-document.schema.json": jsonSchema(policyForm, both("Règles", "Rules")),
  "policy-tests.schema.json": jsonSchema(testsForm, both("Essais des règles", "Tests of the rules")),
  "public-rooms.schema.json": jsonSchema(publicRoomsForm, both("Salons publics", "Public rooms")),
};

export const textOf = (schema: unknown): string => `${JSON.stringify(schema, null, 2)}\n`;

if (import.meta.main) {
  for (const [file, schema] of Object.entries(schemas)) writeFileSync(new URL(file, import.meta.url), textOf(schema));
}
