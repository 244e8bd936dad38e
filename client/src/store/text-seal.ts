import type { TextSeal } from "../domain/ports/local-store.ts";
import type { RecordCipher } from "./record-cipher.ts";

/** @param purpose - what the texts are for; of another purpose, or a record, none opens. Records are named by 64 hex digits. */
export function textSeal(cipher: RecordCipher, purpose: string): TextSeal {
  return {
    seal: async (text) => toBase64Url(await cipher.seal(purpose, text)),
    async open(sealed) {
      const bytes = fromBase64Url(sealed);
      if (bytes === null) return null;
      const text = await cipher.open(purpose, bytes);
      return text.ok ? text.value : null;
    },
  };
}

const toBase64Url = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
