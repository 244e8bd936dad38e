/** What a document may look like. One description, from which both the compiler's reader and the published JSON Schema are made. */
import type { LocalisedText } from "../model/localised-text.ts";
import type { CompileCode } from "./compile-problem.ts";

export const both = (fr: string, en: string): LocalisedText => ({ fr, en });

export interface TextForm {
  readonly is: "text";
  /** a regular expression as JSON Schema has it (anchored by the writer), and what it means */
  readonly pattern?: { readonly form: string; readonly what: LocalisedText };
  /** a condition that no pattern can say */
  readonly holds?: (value: string) => boolean;
  /** looks right and is not; asked before the form */
  readonly suspicion?: (value: string) => { readonly code: CompileCode; readonly message: LocalisedText; readonly suggestion: string | null } | null;
  readonly most: number;
}
export interface ChoiceForm {
  readonly is: "choice";
  readonly values: readonly string[];
  /** what each value means, where the word alone does not say it */
  readonly meanings?: readonly LocalisedText[];
}
export interface BooleanForm {
  readonly is: "boolean";
}
export interface IntegerForm {
  readonly is: "integer";
}
export interface ListForm {
  readonly is: "list";
  readonly item: Form;
  readonly least: number;
  readonly distinct: boolean;
}
/** An object whose names its author chooses. */
export interface RecordForm {
  readonly is: "record";
  readonly name: TextForm;
  readonly item: Form;
}
export interface Field {
  readonly form: Form;
  readonly about?: LocalisedText;
  /** what stands in the normalised policy when the field is left out; absent: the field must be there */
  readonly otherwise?: { readonly value: unknown };
}
/** An object with these fields and no others. */
export interface ObjectForm {
  readonly is: "object";
  readonly fields: { readonly [name: string]: Field };
  /** at least one field must be there */
  readonly saysSomething: boolean;
}
export type Form = TextForm | ChoiceForm | BooleanForm | IntegerForm | ListForm | RecordForm | ObjectForm;

export const boolean: BooleanForm = { is: "boolean" };
export const integer: IntegerForm = { is: "integer" };
export const choice = (...values: readonly string[]): ChoiceForm => ({ is: "choice", values });
/** A choice of values with what each means. */
export const choiceOf = (meanings: { readonly [value: string]: LocalisedText }): ChoiceForm => ({ is: "choice", values: Object.keys(meanings), meanings: Object.values(meanings) });
export const text = (most: number, rest: Omit<TextForm, "is" | "most"> = {}): TextForm => ({ is: "text", most, ...rest });
export const list = (item: Form, least: number): ListForm => ({ is: "list", item, least, distinct: item.is === "text" || item.is === "choice" });
export const record = (name: TextForm, item: Form): RecordForm => ({ is: "record", name, item });
export const object = (fields: ObjectForm["fields"]): ObjectForm => ({ is: "object", fields, saysSomething: false });
export const objectThatSaysSomething = (fields: ObjectForm["fields"]): ObjectForm => ({ is: "object", fields, saysSomething: true });

export const needed = (form: Form, about?: LocalisedText): Field => ({ form, ...(about === undefined ? {} : { about }) });
export const optional = (form: Form, value: unknown, about?: LocalisedText): Field => ({ ...needed(form, about), otherwise: { value } });
