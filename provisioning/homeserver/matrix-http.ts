/** One request to a homeserver, with its answer as a value. Fetch and clock are handed in. */
import { setTimeout as delay } from "node:timers/promises";
import { REFUSAL_KEY } from "#policies/model/wire-names.ts";
import { fieldOf, type Shape, readShape } from "../reading/shape.ts";
import { failed, ok, type Result } from "../result.ts";

export interface MatrixRequest<T> {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** path with every variable part already encoded; begins with `/_` */
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly answer: Shape<T>;
}

/** A refusal's rule, when the policy module refused. */
export interface RuleRefusal {
  readonly ruleId: string;
  /** why published policy was rejected, a code of SPECIFICATION.md section 7; null for everything else */
  readonly rejected: string | null;
}

export type RequestFailure =
  /** nobody answered */
  | { readonly code: "unreachable"; readonly path: string; readonly message: string }
  /** the homeserver said no (Client-Server API, standard error response) */
  | { readonly code: "refused"; readonly path: string; readonly status: number; readonly errcode: string; readonly message: string; readonly refusal: RuleRefusal | null }
  /** an answer that is not what the specification says */
  | { readonly code: "answer_invalid"; readonly path: string; readonly status: number };

export interface MatrixHttp {
  request<T>(request: MatrixRequest<T>): Promise<Result<T, RequestFailure>>;
}

export interface MatrixHttpOptions {
  readonly fetch: typeof fetch;
  /** resolves after so many milliseconds */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** told before waiting for a rate limit */
  readonly onRateLimited?: (milliseconds: number) => void;
  readonly signal?: AbortSignal;
}

/** What the policy module adds to the refusal of a published root, chunk or bundle. */
const POLICY_REJECTED_KEY = "org.chancery.policy.rejected";

/** Longest wait that one rate-limited request is given, in milliseconds. */
const PATIENCE = 60_000;
const REQUEST_DEADLINE = 30_000;

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

function refusedRule(body: unknown): RuleRefusal | null {
  const ruleId = textOf(fieldOf(fieldOf(body, REFUSAL_KEY), "rule_id"));
  return ruleId === null ? null : { ruleId, rejected: textOf(fieldOf(body, POLICY_REJECTED_KEY)) };
}

/** @param baseUrl such as `http://127.0.0.1:18008`, without a slash at the end */
export function matrixHttp(baseUrl: string, options: MatrixHttpOptions): MatrixHttp {
  const once = async (request: MatrixRequest<unknown>): Promise<{ status: number; body: unknown } | RequestFailure> => {
    const headers: Record<string, string> = { accept: "application/json" };
    if (request.token !== undefined) headers["authorization"] = `Bearer ${request.token}`;
    if (request.body !== undefined) headers["content-type"] = "application/json";
    const deadline = AbortSignal.timeout(REQUEST_DEADLINE);
    try {
      const response = await options.fetch(`${baseUrl}${request.path}`, {
        method: request.method,
        headers,
        redirect: "error",
        signal: options.signal ? AbortSignal.any([deadline, options.signal]) : deadline,
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      });
      const content = await response.text();
      try {
        return { status: response.status, body: JSON.parse(content) as unknown };
      } catch {
        return { code: "answer_invalid", path: request.path, status: response.status };
      }
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : error instanceof Error ? error.message : "";
      return { code: "unreachable", path: request.path, message: cause };
    }
  };

  return {
    async request<T>(request: MatrixRequest<T>): Promise<Result<T, RequestFailure>> {
      for (let waited = 0; ; ) {
        const answer = await once(request);
        if ("code" in answer) return failed(answer);
        if (answer.status >= 200 && answer.status < 300) {
          const read = readShape(request.answer, answer.body);
          return read.ok ? ok(read.value) : failed({ code: "answer_invalid", path: request.path, status: answer.status });
        }
        const errcode = textOf(fieldOf(answer.body, "errcode"));
        if (errcode === null) return failed({ code: "answer_invalid", path: request.path, status: answer.status });
        const retryAfter = fieldOf(answer.body, "retry_after_ms");
        const pause = typeof retryAfter === "number" && retryAfter >= 0 ? retryAfter + 50 : 1000;
        if (answer.status === 429 && waited + pause <= PATIENCE) {
          options.onRateLimited?.(pause);
          await options.wait(pause);
          waited += pause;
          continue;
        }
        return failed({
          code: "refused",
          path: request.path,
          status: answer.status,
          errcode,
          message: textOf(fieldOf(answer.body, "error")) ?? "",
          refusal: refusedRule(answer.body),
        });
      }
    },
  };
}

/** The real thing. */
export const loopbackHttp = (baseUrl: string, options: Partial<MatrixHttpOptions> = {}): MatrixHttp =>
  matrixHttp(baseUrl, { fetch: globalThis.fetch, wait: (milliseconds) => delay(milliseconds), ...options });
