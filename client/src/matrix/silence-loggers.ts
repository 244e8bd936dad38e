/**
 * The SDK's log lines name rooms, people and devices, so this client writes none of them, anywhere. Its loggers come from
 * `loglevel` and are made at import time as well as later, hence both the factory and the existing ones are replaced.
 */
import loglevel from "loglevel";
import type { Logger } from "matrix-js-sdk/lib/logger.js";

const nothing = (): void => undefined;

/** For `createClient` and the crypto library, whose children must be silent too. */
export const SILENT_LOGGER: Logger = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  getChild: () => SILENT_LOGGER,
};

/** Call once, after the SDK was imported and before a client is made. */
export function silenceLoggers(): void {
  const silent = (): (() => void) => nothing;
  loglevel.methodFactory = silent;
  for (const logger of [loglevel, ...Object.values(loglevel.getLoggers())]) {
    logger.methodFactory = silent;
    logger.rebuild();
  }
}
