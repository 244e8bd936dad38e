/** Every form in which a secret may lie in what a browser has stored, and the search for all of them at once. */

/** By name; a text, or raw bytes. */
export type Secrets = Readonly<Record<string, string | Uint8Array>>;

const base64At = (bytes: Buffer, offset: number): string =>
  // The characters that also depend on what surrounds the secret are left out.
  Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64").slice(Math.ceil((offset * 8) / 6), -4);

/** Texts that say the bytes: hex, Base64 in both alphabets at each of its three offsets, JSON. */
function textsOf(bytes: Buffer): string[] {
  const base64 = [0, 1, 2].map((offset) => base64At(bytes, offset));
  const urlBase64 = base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  const hex = bytes.toString("hex");
  return [...base64, ...urlBase64, hex, hex.toUpperCase()];
}

/** An array of numbers as the browser's structured clone writes it: `I`, then the number as a zigzag varint. */
function clonedArray(bytes: Buffer): Buffer {
  return Buffer.from([...bytes].flatMap((byte) => (byte < 64 ? [0x49, byte * 2] : [0x49, ((byte * 2) & 0x7f) | 0x80, byte >> 6])));
}

const utf8AndUtf16 = (text: string): Buffer[] => [Buffer.from(text, "utf8"), Buffer.from(text, "utf16le")];

function formsOf(secret: string | Uint8Array): Buffer[] {
  const bytes = Buffer.from(secret as Uint8Array);
  const texts = textsOf(bytes).flatMap(utf8AndUtf16);
  if (typeof secret === "string") return [...utf8AndUtf16(secret), Buffer.from(encodeURIComponent(secret)), ...texts];
  return [bytes, clonedArray(bytes), ...[bytes.join(","), bytes.join(", ")].flatMap(utf8AndUtf16), ...texts];
}

/** All forms of all secrets are looked for in one pass: there are hundreds, and a browser's profile has many megabytes. */
export class HiddenForms {
  /** by their first two bytes */
  readonly #needles = new Map<number, { readonly form: Buffer; readonly name: string }[]>();

  constructor(secrets: Secrets) {
    for (const [name, secret] of Object.entries(secrets)) {
      for (const form of formsOf(secret)) {
        if (form.length < 4) throw new Error(`${name} is too short to be looked for`);
        const start = form.readUInt16LE(0);
        this.#needles.set(start, [...(this.#needles.get(start) ?? []), { form, name }]);
      }
    }
  }

  /** @returns the names of the secrets that are in there, in some form. */
  in(content: string | Buffer): readonly string[] {
    // A text that came from bytes has each as one character; any other is looked at as it is written in a file.
    const contents = typeof content === "string" ? [Buffer.from(content, "utf8"), Buffer.from(content, "latin1")] : [content];
    return [...new Set(contents.flatMap((bytes) => [...this.#inBytes(bytes)]))];
  }

  #inBytes(bytes: Buffer): ReadonlySet<string> {
    const found = new Set<string>();
    const starts = new Uint8Array(0x10000);
    for (const start of this.#needles.keys()) starts[start] = 1;
    for (let at = 0; at + 1 < bytes.length; at += 1) {
      const start = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
      if (starts[start] === 0) continue;
      for (const { form, name } of this.#needles.get(start) ?? []) {
        if (!found.has(name) && bytes.subarray(at, at + form.length).equals(form)) found.add(name);
      }
    }
    return found;
  }
}
