/** Inflates what came over the network, and never more of it than was announced. */
import { concatenate } from "./bytes.ts";

export type Inflated = { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly problem: "beyond_limit" | "not_deflate" };

/**
 * @param deflated DEFLATE (RFC 1951), with nothing after it
 * @param most bytes; what inflates to more is let go of there, not read on
 */
export const inflate = async (deflated: Uint8Array<ArrayBuffer>, most: number): Promise<Inflated> => {
  const stream = new Blob([deflated]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const reader: ReadableStreamDefaultReader<Uint8Array> = stream.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { bytes: concatenate(parts) };
      size += value.length;
      if (size > most) return { problem: "beyond_limit" };
      parts.push(value);
    }
  } catch {
    return { problem: "not_deflate" }; // the stream's only way to say so
  } finally {
    await reader.cancel().catch(() => undefined); // a stream that failed has nothing to call off
  }
};
