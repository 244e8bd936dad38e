/** The JSON Schema of a form, with which editors complete and check while officers write. */
import type { LocalisedText } from "../model/localised-text.ts";
import type { Field, Form } from "./form.ts";

type Schema = { readonly [keyword: string]: unknown };

const inBoth = ({ fr, en }: LocalisedText): string => `${fr} · ${en}`;
const described = (schema: Schema, about: LocalisedText | undefined): Schema => (about === undefined ? schema : { description: inBoth(about), ...schema });

const fieldSchema = ({ form, about, otherwise }: Field): Schema =>
  described({ ...schemaOf(form), ...(otherwise === undefined || otherwise.value === null ? {} : { default: otherwise.value }) }, about);

const schemaOf = (form: Form): Schema => {
  switch (form.is) {
    case "text":
      return described({ type: "string", minLength: 1, maxLength: form.most, ...(form.pattern === undefined ? {} : { pattern: form.pattern.form }) }, form.pattern?.what);
    case "choice":
      return { enum: form.values, ...(form.meanings === undefined ? {} : { enumDescriptions: form.meanings.map(inBoth) }) };
    case "boolean":
      return { type: "boolean" };
    case "integer":
      return { type: "integer", minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };
    case "list":
      return { type: "array", items: schemaOf(form.item), minItems: form.least, uniqueItems: form.distinct };
    case "record":
      return { type: "object", propertyNames: schemaOf(form.name), additionalProperties: schemaOf(form.item) };
    case "object":
      return {
        type: "object",
        properties: Object.fromEntries(Object.entries(form.fields).map(([name, field]) => [name, fieldSchema(field)])),
        required: Object.entries(form.fields).flatMap(([name, { otherwise }]) => (otherwise === undefined ? [name] : [])),
        additionalProperties: false,
        ...(form.saysSomething ? { minProperties: 1 } : {}),
      };
  }
};

/** @param title what the document is */
export const jsonSchema = (form: Form, title: LocalisedText): Schema => ({
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: inBoth(title),
  ...schemaOf(form),
});
