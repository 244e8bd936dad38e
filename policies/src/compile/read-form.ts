/** Reads YAML nodes by a form: a value with everything written out, or problems with their places. */
import { isMap, isScalar, isSeq, type Node, type Scalar } from "yaml";
import type { LocalisedText } from "../model/localised-text.ts";
import { both, type Form, type ListForm, type ObjectForm, type RecordForm, type TextForm } from "./form.ts";
import { nearestName } from "./nearest-name.ts";
import { lookAlike, readOtherwise } from "./suspicious-text.ts";
import type { YamlSource } from "./yaml-source.ts";

/** Where a value stands in the document, as in `rules.3.who`. */
export type Places = Map<string, Node>;

const INTEGER = /^-?(?:0|[1-9][0-9]*)$/;

interface Reading {
  readonly source: YamlSource;
  readonly places: Places;
}

/** Stands for what could not be read; the problem has been reported. */
export const UNREADABLE = Symbol("unreadable");

const at = (path: string, name: string | number): string => (path === "" ? String(name) : `${path}.${String(name)}`);

const wrongType = ({ source }: Reading, node: Node, wanted: LocalisedText, suggestion: string | null = null): typeof UNREADABLE => {
  source.report(node, "wrong_type", both(`On attend ici ${wanted.fr}.`, `Expected here: ${wanted.en}.`), suggestion);
  return UNREADABLE;
};

const wrongValue = ({ source }: Reading, node: Node, wanted: LocalisedText, suggestion: string | null = null): typeof UNREADABLE => {
  source.report(node, "wrong_value", both(`Valeur incorrecte ; on attend ${wanted.fr}.`, `Not a right value; expected: ${wanted.en}.`), suggestion);
  return UNREADABLE;
};

const isEmpty = (node: Node): boolean => isScalar(node) && node.value === null;

/** What a scalar says in the document, quotes apart. */
const written = (node: Scalar): string => node.source ?? String(node.value);

const readText = (reading: Reading, node: Node, form: TextForm): unknown => {
  if (!isScalar(node)) return wrongType(reading, node, both("un texte", "a text"));
  if (typeof node.value !== "string") return wrongType(reading, node, both("un texte", "a text"), JSON.stringify(written(node)));
  const { value } = node;
  if (value.trim() === "") return wrongValue(reading, node, both("un texte qui n’est pas vide", "a text that is not empty"));
  if (Array.from(value).length > form.most) {
    return wrongValue(reading, node, both(`au plus ${String(form.most)} caractères`, `at most ${String(form.most)} characters`));
  }
  const suspicion = readOtherwise(value, node.type === "PLAIN") ?? form.suspicion?.(value) ?? null;
  if (suspicion !== null) {
    reading.source.report(node, suspicion.code, suspicion.message, suspicion.suggestion);
    return UNREADABLE;
  }
  const fits = (form.pattern === undefined || new RegExp(form.pattern.form, "u").test(value)) && (form.holds?.(value) ?? true);
  return fits ? value : wrongValue(reading, node, form.pattern?.what ?? both("un autre texte", "another text"), dayAsInstant(value, form));
};

/** An officer who writes a day where an instant belongs means its end. */
const dayAsInstant = (value: string, form: TextForm): string | null => {
  const instant = `${value}T23:59:59Z`;
  return form.holds?.(instant) === true && form.most === instant.length ? instant : null;
};

const readScalar = (reading: Reading, node: Node, form: Exclude<Form, ListForm | RecordForm | ObjectForm>): unknown => {
  switch (form.is) {
    case "text":
      return readText(reading, node, form);
    case "choice": {
      if (isScalar(node) && typeof node.value === "string" && form.values.includes(node.value)) return node.value;
      const wanted = form.values.join(" | ");
      return wrongValue(reading, node, both(wanted, wanted), isScalar(node) ? nearestName(written(node), form.values) : null);
    }
    case "boolean":
      if (isScalar(node) && typeof node.value === "boolean" && (written(node) === "true" || written(node) === "false")) return node.value;
      return wrongType(reading, node, both("true ou false", "true or false"), isScalar(node) ? booleanMeant(written(node)) : null);
    case "integer":
      if (isScalar(node) && Number.isSafeInteger(node.value) && INTEGER.test(written(node)) && !Object.is(node.value, -0)) return node.value;
      return wrongType(reading, node, both("un nombre entier", "an integer"));
  }
};

const booleanMeant = (word: string): string | null => {
  const lower = word.toLowerCase();
  if (["yes", "y", "on", "true", "oui", "vrai"].includes(lower)) return "true";
  return ["no", "n", "off", "false", "non", "faux"].includes(lower) ? "false" : null;
};

const readList = (reading: Reading, node: Node, form: ListForm, path: string): unknown => {
  if (!isSeq<Node>(node)) return wrongType(reading, node, both("une liste (« - … »)", "a list (“- …”)"));
  const values = node.items.map((item, index) => readForm(reading, item, form.item, at(path, index)));
  if (values.length < form.least) return wrongValue(reading, node, both("au moins une entrée", "at least one entry"));
  if (!form.distinct) return values;
  values.forEach((value, index) => {
    if (values.indexOf(value) < index && value !== UNREADABLE) {
      reading.source.report(node.items[index] ?? null, "duplicate_value", both("Cette entrée est déjà dans la liste.", "This entry is in the list already."));
    }
  });
  return values;
};

interface Entry {
  readonly name: string;
  readonly key: Node;
  readonly value: Node | null;
}

/** A mapping's entries; null, and a problem, for anything else. */
const entriesOf = (reading: Reading, node: Node): readonly Entry[] | null => {
  if (!isMap<Scalar<string>, Node | null>(node)) {
    wrongType(reading, node, both("des champs (« nom: valeur »)", "fields (“name: value”)"));
    return null;
  }
  return node.items.map(({ key, value }) => ({ name: key.value, key, value: value !== null && isEmpty(value) ? null : value }));
};

const readEntry = (reading: Reading, { name, key, value }: Entry, form: Form, path: string): unknown => {
  reading.places.set(`${at(path, name)}#key`, key);
  if (value !== null) return readForm(reading, value, form, at(path, name));
  reading.source.report(key, "empty_value", both(`« ${name} » n’a pas de valeur : complétez la ligne ou retirez-la.`, `“${name}” has no value: complete the line or remove it.`));
  return UNREADABLE;
};

const readRecord = (reading: Reading, node: Node, form: RecordForm, path: string): unknown => {
  const entries = entriesOf(reading, node);
  if (entries === null) return UNREADABLE;
  return Object.fromEntries(
    entries.map((entry) => {
      readText(reading, entry.key, form.name);
      return [entry.name, readEntry(reading, entry, form.item, path)];
    }),
  );
};

const readObject = (reading: Reading, node: Node, form: ObjectForm, path: string): unknown => {
  const entries = entriesOf(reading, node);
  if (entries === null) return UNREADABLE;
  const { fields } = form;
  const values = new Map<string, unknown>();
  for (const entry of entries) {
    const field = Object.hasOwn(fields, entry.name) ? fields[entry.name] : undefined;
    if (field !== undefined) {
      values.set(entry.name, readEntry(reading, entry, field.form, path));
      continue;
    }
    const twin = lookAlike(entry.name);
    if (twin !== null && twin.suggestion !== null && Object.hasOwn(fields, twin.suggestion)) {
      reading.source.report(entry.key, twin.code, twin.message, twin.suggestion);
      continue;
    }
    const meant = nearestName(entry.name, Object.keys(fields));
    reading.source.report(entry.key, "unknown_field", both(`Champ inconnu : « ${entry.name} ».`, `Unknown field: “${entry.name}”.`), meant);
  }
  for (const [name, { otherwise }] of Object.entries(fields)) {
    if (values.has(name)) continue;
    if (otherwise === undefined && path === "defaults") {
      reading.source.report(node, "default_missing", both(`Chaque action a sa réponse par défaut ; il manque « ${name} ».`, `Every action has its default; “${name}” is missing.`), `${name}: deny`);
    } else if (otherwise === undefined) reading.source.report(node, "missing_field", both(`Il manque « ${name} ».`, `“${name}” is missing.`), `${name}:`);
    else values.set(name, otherwise.value);
  }
  if (form.saysSomething && entries.length === 0) {
    reading.source.report(node, "says_nothing", both("Rien n’est dit ici : ajoutez un critère ou retirez ce bloc.", "Nothing is said here: add a criterion or remove this block."));
  }
  return Object.fromEntries(values);
};

const readForm = (reading: Reading, node: Node, form: Form, path: string): unknown => {
  reading.places.set(path, node);
  switch (form.is) {
    case "list":
      return readList(reading, node, form, path);
    case "record":
      return readRecord(reading, node, form, path);
    case "object":
      return readObject(reading, node, form, path);
    default:
      return isEmpty(node) ? readEmpty(reading, node) : readScalar(reading, node, form);
  }
};

const readEmpty = ({ source }: Reading, node: Node): typeof UNREADABLE => {
  source.report(node, "empty_value", both("Une entrée sans valeur.", "An entry without a value."));
  return UNREADABLE;
};

/** A value read by a form, and where its parts stand. Only when `source.problems` is empty may the value be used. */
export const readDocument = (source: YamlSource, form: Form): { readonly value: unknown; readonly places: Places } => {
  const places: Places = new Map();
  if (source.root === null) {
    if (source.problems.length === 0) source.report(null, "empty_value", both("Le document est vide.", "The document is empty."));
    return { value: UNREADABLE, places };
  }
  return { value: readForm({ source, places }, source.root, form, ""), places };
};
