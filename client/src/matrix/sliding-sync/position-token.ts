/** A position as the one opaque token that sync version 2 knows. */
import { isRecord } from "../../domain/json-shape.ts";
import type { Position } from "./wire.ts";

const PREFIX = "sliding:";

export const positionToken = (position: Position): string => PREFIX + JSON.stringify(position);

/** @returns null for a token of the server's own. @throws SyntaxError for one of ours that was damaged: a bug. */
export function parsePositionToken(token: string): Position | null {
  if (!token.startsWith(PREFIX)) return null;
  const value: unknown = JSON.parse(token.slice(PREFIX.length));
  if (!isRecord(value)) throw new SyntaxError("not a position");
  const { pos, toDevice, window } = value;
  if (typeof pos !== "string" || (toDevice !== null && typeof toDevice !== "string") || (window !== null && typeof window !== "number")) throw new SyntaxError("not a position");
  return { pos, toDevice, window };
}
