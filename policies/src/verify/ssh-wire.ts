/** The string encoding of SSH (RFC 4251 section 5): a big-endian length, then as many bytes. */
import { bytesOfBase64, bytesOfText, concatenate } from "./bytes.ts";

export const sshString = (content: Uint8Array | string): Uint8Array<ArrayBuffer> => {
  const bytes = typeof content === "string" ? bytesOfText(content) : content;
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length);
  return concatenate([length, bytes]);
};

/** Reads what is left of a blob from its beginning; every read is null once something was missing. */
export class SshReader {
  #rest: Uint8Array | null;

  constructor(blob: Uint8Array) {
    this.#rest = blob;
  }

  bytes(length: number): Uint8Array | null {
    const rest = this.#rest;
    this.#rest = rest !== null && rest.length >= length ? rest.subarray(length) : null;
    return this.#rest === null || rest === null ? null : rest.subarray(0, length);
  }

  uint32(): number | null {
    const bytes = this.bytes(4);
    return bytes === null ? null : new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
  }

  string(): Uint8Array | null {
    const length = this.uint32();
    return length === null ? null : this.bytes(length);
  }

  text(): string | null {
    const bytes = this.string();
    return bytes === null ? null : Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  }

  /** Whether everything was read and nothing was missing. */
  get done(): boolean {
    return this.#rest?.length === 0;
  }
}

const KEY_TYPE = "ssh-ed25519";

/** What a blob of a key or of a signature holds, or the type that is not supported. */
export type TypedBlob = { readonly supported: true; readonly content: Uint8Array } | { readonly supported: false };

/** Reads a key or signature blob: the type `ssh-ed25519`, then `length` bytes. null when it has not this form. */
export const ed25519Blob = (blob: Uint8Array, length: number): TypedBlob | null => {
  const reader = new SshReader(blob);
  const type = reader.text();
  if (type === null) return null;
  if (type !== KEY_TYPE) return { supported: false };
  const content = reader.string();
  return content !== null && content.length === length && reader.done ? { supported: true, content } : null;
};

/** The 32 bytes of an OpenSSH public key `ssh-ed25519 AAAA…` without comment, or null. */
export const ed25519KeyOf = (line: string): Uint8Array | null => {
  const [type, base64, ...others] = line.split(" ");
  const blob = type === KEY_TYPE && base64 !== undefined && others.length === 0 ? bytesOfBase64(base64) : null;
  const key = blob === null ? null : ed25519Blob(blob, 32);
  return key?.supported === true ? key.content : null;
};
