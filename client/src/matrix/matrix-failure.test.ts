import { ConnectionError, HTTPError, MatrixError } from "matrix-js-sdk";
import { describe, expect, test } from "vitest";
import { failureOf, sessionEnd } from "./matrix-failure.ts";

const refusal = { rule_id: "R-0200", action: "join", layer: "national", policy_version: 3 };
const refusedBy = (body: unknown) => failureOf(new MatrixError({ errcode: "M_FORBIDDEN", error: "no", "org.chancery.refusal": body }, 403));

describe("what goes wrong at the homeserver", () => {
  test("a refusal by a rule keeps its rule, action and version", () => {
    expect(refusedBy(refusal)).toEqual({
      code: "refused",
      refusal: { action: "join", ruleId: "R-0200", rule: null, owner: null, policyVersion: 3, issuedAt: null, contact: null, by: "server" },
    });
    expect(refusedBy({ ...refusal, rule_id: "E-0001" })).toMatchObject({ refusal: { ruleId: "E-0001" } });
    expect(refusedBy({ ...refusal, layer: "ministry" })).toMatchObject({ refusal: { of: "ministry" } });
    expect(refusedBy({ rule_id: "F-06", action: "send", layer: null, policy_version: null }).code).toBe("refused");
  });

  test.each([
    ["no object", "R-0200"],
    ["an unknown action", { ...refusal, action: "read" }],
    ["a rule number of another form", { ...refusal, rule_id: "<img src=x>" }],
    ["a version that is no number", { ...refusal, policy_version: "3" }],
    ["an unknown layer", { ...refusal, layer: "world" }],
  ])("a refusal with %s is a plain prohibition", (_what, body) => {
    expect(refusedBy(body)).toEqual({ code: "forbidden" });
  });

  test("no connection, a time-out and a proxy without homeserver are all network", () => {
    for (const error of [new ConnectionError("fetch failed"), new DOMException("x", "TimeoutError"), new HTTPError("x", 502), new MatrixError({ errcode: "M_UNKNOWN" }, 503)]) {
      expect(failureOf(error)).toEqual({ code: "network" });
    }
  });

  test("a rate limit says how long to wait", () => {
    expect(failureOf(new MatrixError({ errcode: "M_LIMIT_EXCEEDED", retry_after_ms: 1234 }, 429))).toEqual({ code: "rate_limited", retryAfterMs: 1234 });
    expect(failureOf(new MatrixError({ errcode: "M_LIMIT_EXCEEDED", retry_after_ms: "soon" }, 429))).toEqual({ code: "rate_limited", retryAfterMs: 5_000 });
  });

  test("an unexpected error never carries its text", () => {
    expect(failureOf(new Error("@camille.laurent-interieur:etat.example in !room"))).toEqual({ code: "unexpected", detail: "Error" });
    expect(failureOf(new MatrixError({ errcode: "M_BAD_JSON", error: "secret" }, 400))).toEqual({ code: "unexpected", detail: "M_BAD_JSON" });
  });

  test("the end of a session is soft only when the server says so in so many words", () => {
    expect(sessionEnd(new MatrixError({ errcode: "M_UNKNOWN_TOKEN", soft_logout: true }, 401))).toEqual({ soft: true });
    expect(sessionEnd(new MatrixError({ errcode: "M_UNKNOWN_TOKEN", soft_logout: "true" }, 401))).toEqual({ soft: false });
    expect(sessionEnd(new MatrixError({ errcode: "M_FORBIDDEN" }, 403))).toBeNull();
  });
});
