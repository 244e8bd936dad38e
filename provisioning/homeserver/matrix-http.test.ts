import { describe, expect, test } from "vitest";
import { openObject, text } from "../reading/shape.ts";
import { matrixHttp, type MatrixHttp } from "./matrix-http.ts";
import { requestProblem } from "./request-problem.ts";
import { both } from "../output/language.ts";
import { problemLines } from "../output/terminal.ts";

const answering = (...answers: (Response | Error)[]): { http: MatrixHttp; waits: number[]; asked: RequestInit[] } => {
  const waits: number[] = [];
  const asked: RequestInit[] = [];
  const http = matrixHttp("http://127.0.0.1:1", {
    fetch: async (_url, init) => {
      asked.push(init ?? {});
      const answer = answers.shift();
      if (answer === undefined || answer instanceof Error) throw answer ?? new TypeError("no further answer");
      return answer;
    },
    wait: async (milliseconds) => void waits.push(milliseconds),
  });
  return { http, waits, asked };
};
const json = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status });
const ask = (http: MatrixHttp) => http.request({ method: "GET", path: "/_matrix/client/v3/x", token: "syt_secret", answer: openObject({ name: text }) });

describe("one request to the homeserver", () => {
  test("waits out rate limits, but not for ever", async () => {
    const limited = (): Response => json(429, { errcode: "M_LIMIT_EXCEEDED", error: "slow down", retry_after_ms: 25_000 });
    const { http, waits } = answering(limited(), limited(), limited());
    const result = await ask(http);
    expect(waits).toEqual([25_050, 25_050]);
    expect(result.ok ? null : result.failure.code).toBe("refused");
  });

  test("an answer of another form is not taken", async () => {
    for (const answer of [json(200, { name: 1 }), json(200, []), new Response("<html>", { status: 200 }), new Response("<html>", { status: 502 })]) {
      const result = await ask(answering(answer).http);
      expect(result.ok ? null : result.failure.code).toBe("answer_invalid");
    }
  });

  test("never follows the server elsewhere with its token", async () => {
    const { http, asked } = answering(json(200, { name: "a" }));
    await ask(http);
    expect(asked[0]?.redirect).toBe("error");
  });

  test("a refusal by the policy names its rule, and no message carries the token", async () => {
    const refusal = json(403, { errcode: "M_FORBIDDEN", error: "Refused by rule R-0200", "org.chancery.refusal": { rule_id: "R-0200", action: "invite", layer: "national", policy_version: 1 } });
    const result = await ask(answering(refusal).http);
    if (result.ok) throw new Error("it was refused");
    const lines = problemLines("fr", requestProblem(both("l’invitation", "the invitation"), result.failure));
    expect(lines[0]).toBe("R-0200: les règles en vigueur refusent ceci : l’invitation.");
    expect(JSON.stringify([result, lines])).not.toContain("syt_secret");
  });

  test("nobody there is told from a refusal", async () => {
    const result = await ask(answering(new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED 127.0.0.1:1") })).http);
    expect(result).toEqual({ ok: false, failure: { code: "unreachable", path: "/_matrix/client/v3/x", message: "connect ECONNREFUSED 127.0.0.1:1" } });
  });
});
