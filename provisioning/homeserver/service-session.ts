import type { Account } from "../deployment/accounts.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problemResult, type Problem } from "../output/problem.ts";
import { failed, type Result } from "../result.ts";
import type { MatrixHttp } from "./matrix-http.ts";
import { signIn, type MemberSession } from "./member-session.ts";
import { requestProblem } from "./request-problem.ts";

/** Signs the service account in, which alone may publish policy. */
export async function serviceSession(http: MatrixHttp, accounts: readonly Account[]): Promise<Result<MemberSession, Problem>> {
  const service = accounts.find((account) => account.role === "service");
  if (service === undefined) {
    return problemResult({
      code: "no_service_account",
      where: "accounts.json",
      what: both("ce déploiement n’a pas encore de compte de service.", "this deployment has no service account yet."),
      remedy: both("Lancez d’abord « chancery state apply ».", "Run `chancery state apply` first."),
      exit: EXIT.refused,
    });
  }
  const session = await signIn(http, service.user, service.password);
  return session.ok ? session : failed(requestProblem(both("l’ouverture de session du compte de service", "signing in as the service account"), session.failure));
}
