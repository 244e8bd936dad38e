// @ts-check
import { existsSync } from "node:fs";

const SETPRIV = "/usr/bin/setpriv";

/**
 * What to put before a command so that the kernel ends it (SIGTERM) when we are killed, where that can be had (PR_SET_PDEATHSIG, prctl(2)):
 * else it would go on, unseen, while the next run begins.
 *
 * @type {readonly string[]}
 */
export const END_WITH_US = existsSync(SETPRIV) ? [SETPRIV, "--pdeathsig", "TERM", "--"] : [];
