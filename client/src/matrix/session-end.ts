import { HttpApiEvent, type MatrixClient } from "matrix-js-sdk";
import type { Unsubscribe } from "../domain/live.ts";
import { sessionEnd } from "./matrix-failure.ts";

/** Calls `listener` when the homeserver no longer knows the token; soft: the device may come back with a password. */
export function onSessionEnded(client: MatrixClient, listener: (end: { readonly soft: boolean }) => void): Unsubscribe {
  const ended = (error: unknown): void => {
    const end = sessionEnd(error);
    if (end !== null) listener(end);
  };
  client.on(HttpApiEvent.SessionLoggedOut, ended);
  return () => void client.off(HttpApiEvent.SessionLoggedOut, ended);
}
