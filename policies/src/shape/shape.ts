/**
 * Exact shapes of parsed JSON. A shape looks at a value and answers null when it has the form, else the place and what was
 * wrong there, as in `$.rules[3].effect: one of allow, deny`. Objects have exactly the fields named: none more, none less.
 */
export type Shape = (value: unknown, path: string) => string | null;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const boolean: Shape = (value, path) => (typeof value === "boolean" ? null : `${path}: true or false`);

/** Any string, the empty one included. */
export const anyString: Shape = (value, path) => (typeof value === "string" ? null : `${path}: a string`);

/** A string that is not empty, of at most `most` code points. */
export const text =
  (most: number): Shape =>
  (value, path) =>
    typeof value === "string" && value.length > 0 && Array.from(value).length <= most ? null : `${path}: 1 to ${String(most)} characters`;

export const integer =
  (least: number, most: number): Shape =>
  (value, path) =>
    typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most
      ? null
      : `${path}: an integer from ${String(least)} to ${String(most)}`;

export const oneOf =
  (...allowed: readonly (string | boolean)[]): Shape =>
  (value, path) =>
    allowed.some((one) => one === value) ? null : `${path}: one of ${allowed.join(", ")}`;

/** A string of which `holds` is true; `what` names the form in an error. */
export const stringThat =
  (holds: (value: string) => boolean, what: string): Shape =>
  (value, path) =>
    typeof value === "string" && holds(value) ? null : `${path}: ${what}`;

export const nullable =
  (shape: Shape): Shape =>
  (value, path) =>
    value === null ? null : shape(value, path);

export const list =
  (item: Shape, least = 0, most = Number.MAX_SAFE_INTEGER): Shape =>
  (value, path) => {
    if (!Array.isArray(value) || value.length < least || value.length > most) return `${path}: a list of ${String(least)} or more`;
    for (let index = 0; index < value.length; index += 1) {
      const problem = item(value[index], `${path}[${String(index)}]`);
      if (problem !== null) return problem;
    }
    return null;
  };

/** A list of strings in which none comes twice. */
export const listOfDistinct = (item: Shape, least = 0, most = Number.MAX_SAFE_INTEGER): Shape => {
  const shape = list(item, least, most);
  return (value, path) =>
    shape(value, path) ?? (Array.isArray(value) && new Set(value).size !== value.length ? `${path}: none twice` : null);
};

/** An object with names of one's own choosing. */
export const record =
  (name: Shape, item: Shape): Shape =>
  (value, path) => {
    if (!isObject(value)) return `${path}: an object`;
    for (const [key, entry] of Object.entries(value)) {
      const problem = name(key, `${path} name ${JSON.stringify(key)}`) ?? item(entry, `${path}.${key}`);
      if (problem !== null) return problem;
    }
    return null;
  };

/** An object with these fields, perhaps some of `optional`, and no others. */
export const optionalFields = (fields: { readonly [field: string]: Shape }, optional: { readonly [field: string]: Shape }): Shape => {
  const all = new Map([...Object.entries(fields), ...Object.entries(optional)]);
  const required = Object.keys(fields);
  return (value, path) => {
    if (!isObject(value)) return `${path}: an object`;
    for (const field of required) if (!Object.hasOwn(value, field)) return `${path}.${field}: missing`;
    for (const [field, entry] of Object.entries(value)) {
      const shape = all.get(field);
      const problem = shape === undefined ? `${path}.${field}: unknown field` : shape(entry, `${path}.${field}`);
      if (problem !== null) return problem;
    }
    return null;
  };
};

/** An object with exactly these fields. */
export const object = (fields: { readonly [field: string]: Shape }): Shape => optionalFields(fields, {});

/** `shape`, and then a condition on the whole that answers a problem or null. */
export const also =
  (shape: Shape, condition: Shape): Shape =>
  (value, path) =>
    shape(value, path) ?? condition(value, path);
