/** Synapse's background updates: work on its database that goes on after a first start and after an upgrade. */
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problemResult, type Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";
import type { AdminApi } from "./admin-api.ts";
import { requestProblem } from "./request-problem.ts";

/** In milliseconds. */
const POLL = 250;
const PATIENCE = 120_000;
/** Between two updates there is a moment without one: it counts as finished when nothing ran so many times in a row. */
const QUIET = 4;

/**
 * Waits until none is at work.
 *
 * INVARIANT: no account is made before. One of the updates of a new database lists the accounts, empties the user directory a second later and
 * fills it from its list: an account made in between can sign in and write, but nobody ever finds it (measured with Synapse 1.163.2, in
 * three of three first starts).
 *
 * @param wait resolves after so many milliseconds
 */
export async function untilDatabaseIsSettled(admin: AdminApi, wait: (milliseconds: number) => Promise<void>, signal: AbortSignal): Promise<Result<void, Problem>> {
  let last = "";
  for (let quiet = 0, waited = 0; quiet < QUIET && !signal.aborted; waited += POLL) {
    const running = await admin.backgroundUpdate();
    if (!running.ok) return failed(requestProblem(both("la question de ce que la base de données fait encore", "asking what the database still does"), running.failure));
    quiet = running.value === null ? quiet + 1 : 0;
    last = running.value ?? last;
    if (waited >= PATIENCE && quiet === 0) {
      return problemResult({
        code: "homeserver_preparing",
        where: last,
        what: both("le serveur travaille encore à sa base de données ; un compte créé maintenant pourrait manquer à l’annuaire. Rien n’a été changé.", "the homeserver is still working on its database; an account made now might be missing from the directory. Nothing was changed."),
        remedy: both("Attendez, puis relancez la même commande.", "Wait, then run the same command again."),
        exit: EXIT.homeserver,
      });
    }
    if (quiet < QUIET) await wait(POLL);
  }
  return ok(undefined);
}
