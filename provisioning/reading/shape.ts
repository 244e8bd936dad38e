import { failed, ok, type Result } from "../result.ts";

/** One place where a value is not what it has to be. */
export interface Fault {
  /** path in the value, such as `rooms[2].alias`; empty for the whole */
  readonly at: string;
  /** what was expected there, in English: a type or a list of values */
  readonly expected: string;
}

/** Reads a value of unknown origin into `T`, or adds to `faults` and returns undefined. */
export type Shape<T> = (value: unknown, at: string, faults: Fault[]) => T | undefined;

const fault = (faults: Fault[], at: string, expected: string): undefined => {
  faults.push({ at, expected });
  return undefined;
};

export const anything: Shape<unknown> = (value) => value;
export const text: Shape<string> = (value, at, faults) => (typeof value === "string" && value !== "" ? value : fault(faults, at, "a text that is not empty"));
export const integer: Shape<number> = (value, at, faults) => (Number.isSafeInteger(value) && typeof value === "number" ? value : fault(faults, at, "an integer"));

export const matching =
  (pattern: RegExp, expected: string): Shape<string> =>
  (value, at, faults) =>
    typeof value === "string" && pattern.test(value) ? value : fault(faults, at, expected);

export const oneOf =
  <const T extends string>(...values: readonly T[]): Shape<T> =>
  (value, at, faults) =>
    values.find((candidate) => candidate === value) ?? fault(faults, at, `one of ${values.join(", ")}`);

export const orNull =
  <T>(shape: Shape<T>): Shape<T | null> =>
  (value, at, faults) =>
    value === null ? null : shape(value, at, faults);

export const listOf =
  <T>(shape: Shape<T>): Shape<readonly T[]> =>
  (value, at, faults) => {
    if (!Array.isArray(value)) return fault(faults, at, "a list");
    const before = faults.length;
    const items: T[] = [];
    value.forEach((item: unknown, index) => {
      const read = shape(item, `${at}[${index}]`, faults);
      if (read !== undefined) items.push(read);
    });
    return faults.length === before ? items : undefined;
  };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null && !Array.isArray(value);

type Shapes<T> = { readonly [Key in keyof T]: Shape<T[Key]> };

const fields =
  <T extends object>(shapes: Shapes<T>, closed: boolean): Shape<T> =>
  (value, at, faults) => {
    if (!isObject(value)) return fault(faults, at, "an object");
    const before = faults.length;
    const within = (name: string): string => (at === "" ? name : `${at}.${name}`);
    const read: Partial<T> = {};
    for (const name in shapes) {
      if (!Object.hasOwn(value, name)) fault(faults, within(name), "to be present");
      else {
        const part = shapes[name](value[name], within(name), faults);
        if (part !== undefined) read[name] = part;
      }
    }
    if (closed) for (const name of Object.keys(value)) if (!Object.hasOwn(shapes, name)) fault(faults, within(name), "not to be there: the field is unknown");
    // Every field of `shapes` was read, or a fault was added.
    return faults.length === before ? (read as T) : undefined;
  };

/** An object with exactly these fields: what people write. */
export const closedObject = <T extends object>(shapes: Shapes<T>): Shape<T> => fields(shapes, true);

/** An object with at least these fields: what a server answers, which may grow. */
export const openObject = <T extends object>(shapes: Shapes<T>): Shape<T> => fields(shapes, false);

/** An object whose field names are data. */
export const mapOf =
  <T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> =>
  (value, at, faults) => {
    if (!isObject(value)) return fault(faults, at, "an object");
    const before = faults.length;
    const entries: [string, T][] = [];
    for (const [name, item] of Object.entries(value)) {
      const read = shape(item, at === "" ? name : `${at}.${name}`, faults);
      if (read !== undefined) entries.push([name, read]);
    }
    return faults.length === before ? Object.fromEntries(entries) : undefined;
  };

/** The value of a field that an object may lack: undefined when it is no object or has none. */
export const fieldOf = (value: unknown, name: string): unknown => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined);

export function readShape<T>(shape: Shape<T>, value: unknown): Result<T, readonly Fault[]> {
  const faults: Fault[] = [];
  const read = shape(value, "", faults);
  return read !== undefined && faults.length === 0 ? ok(read) : failed(faults);
}

/** Reads JSON text into a shape. */
export function readJson<T>(shape: Shape<T>, json: string): Result<T, readonly Fault[]> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return failed([{ at: "", expected: "JSON" }]);
  }
  return readShape(shape, value);
}
