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

const PLAIN = "ssh-ed25519";
const ON_TOKEN = "sk-ssh-ed25519@openssh.com";

/** What a blob of a key or of a signature holds after its type, unread; or the type that is not supported. */
export type TypedBlob = { readonly supported: true; readonly onToken: boolean; readonly rest: SshReader } | { readonly supported: false };

/** Reads the type of a key or signature blob. null when there is none. */
export const typedBlob = (blob: Uint8Array): TypedBlob | null => {
  const rest = new SshReader(blob);
  const type = rest.text();
  if (type === null) return null;
  return type === PLAIN || type === ON_TOKEN ? { supported: true, onToken: type === ON_TOKEN, rest } : { supported: false };
};

/** An Ed25519 key; one on a FIDO token speaks for one application only. */
export interface SigningKey {
  /** 32 bytes */
  readonly point: Uint8Array;
  /** null: no token */
  readonly application: string | null;
}

/** Reads what follows the type of a key blob: 32 bytes, and the application of a key on a token. null when it has not this form. */
export const signingKeyIn = ({ onToken, rest }: TypedBlob & { readonly supported: true }): SigningKey | null => {
  const point = rest.string();
  const application = onToken ? rest.text() : null;
  return point?.length === 32 && rest.done ? { point, application } : null;
};

/** The key in an OpenSSH public key `ssh-ed25519 AAAA…` or `sk-ssh-ed25519@openssh.com AAAA…` without comment, or null. */
export const signingKeyOf = (line: string): SigningKey | null => {
  const [type, base64, ...others] = line.split(" ");
  const bytes = base64 === undefined || others.length > 0 ? null : bytesOfBase64(base64);
  const blob = bytes === null ? null : typedBlob(bytes);
  return blob?.supported === true && type === (blob.onToken ? ON_TOKEN : PLAIN) ? signingKeyIn(blob) : null;
};
