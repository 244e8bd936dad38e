/** Reads which state this client serves: a file beside the client (browser) or of the machine's administrator (desktop). */
import { LANGUAGES, type LocalisedText } from "#policies/model/localised-text.ts";
import type { Envelope } from "#policies/model/policy-bundle.ts";
import type { Brand, Deployment, DeploymentProblem } from "../domain/ports/deployment.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import type { DesktopBridge } from "./bridge.ts";

class Rejected extends Error {}

function reject(detail: string): never {
  throw new Rejected(detail);
}

function fields(value: unknown, path: string, names: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return reject(`${path}: an object is expected`);
  const found: Record<string, unknown> = { ...value };
  for (const name of names) if (!(name in found)) reject(`${path}.${name}: missing`);
  for (const name of Object.keys(found)) if (!names.includes(name)) reject(`${path}.${name}: not known`);
  return found;
}

function text(value: unknown, path: string): string {
  return typeof value === "string" && value !== "" ? value : reject(`${path}: a text is expected`);
}

function localised(value: unknown, path: string): LocalisedText {
  const found = fields(value, path, LANGUAGES);
  return { fr: text(found["fr"], `${path}.fr`), en: text(found["en"], `${path}.en`) };
}

function tokens(value: unknown, path: string): Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return reject(`${path}: an object is expected`);
  const found: Record<string, string> = {};
  for (const [name, token] of Object.entries(value)) {
    if (!/^[a-z0-9-]+$/.test(name)) reject(`${path}: ${name} is not the name of a token`);
    const colour = text(token, `${path}.${name}`);
    if (!/^#[0-9a-f]{6}$/i.test(colour)) reject(`${path}.${name}: a colour such as #18324a is expected`);
    found[name] = colour;
  }
  return found;
}

function brand(value: unknown): Brand {
  const found = fields(value, "brand", ["name", "crest", "tokens", "helpdesk"]);
  const schemes = fields(found["tokens"], "brand.tokens", ["light", "dark"]);
  return {
    name: localised(found["name"], "brand.name"),
    crest: found["crest"] === null ? null : text(found["crest"], "brand.crest"),
    tokens: { light: tokens(schemes["light"], "brand.tokens.light"), dark: tokens(schemes["dark"], "brand.tokens.dark") },
    helpdesk: localised(found["helpdesk"], "brand.helpdesk"),
  };
}

function envelope(value: unknown): Envelope {
  const found = fields(value, "root", ["payload", "signatures"]);
  const signatures = found["signatures"];
  if (!Array.isArray(signatures)) return reject("root.signatures: a list is expected");
  return {
    payload: text(found["payload"], "root.payload"),
    signatures: signatures.map((each: unknown, index) => {
      const path = `root.signatures[${index}]`;
      const signature = fields(each, path, ["officer", "signature"]);
      return { officer: text(signature["officer"], `${path}.officer`), signature: text(signature["signature"], `${path}.signature`) };
    }),
  };
}

const DNS_NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "[::1]", "localhost"]);

/** The origin of a homeserver: https, or http on the loopback interface only. A host such as `*` or `a;b`, which the URL standard knows, is none. */
function homeserver(value: unknown): string {
  const written = text(value, "homeserver");
  const url = URL.parse(written) ?? reject("homeserver: not an address");
  const loopback = LOOPBACK.has(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && loopback)) reject("homeserver: https is required, except on the loopback interface");
  if (url.origin !== written && `${url.origin}/` !== written) reject("homeserver: only scheme, host and port are expected");
  if (!loopback && !DNS_NAME.test(url.hostname)) reject("homeserver: not a host name");
  return url.origin;
}

/**
 * @param json the text of the deployment file
 * @param pinnedBy who vouches for the file
 * @returns the deployment, or the first thing that is wrong with it. Unknown fields are refused.
 */
export function parseDeployment(json: string, pinnedBy: Deployment["pinnedBy"]): Result<Deployment, DeploymentProblem> {
  try {
    const value: unknown = JSON.parse(json);
    const found = fields(value, "deployment", ["homeserver", "serverName", "brand", "root", "minimumPolicyVersion"]);
    const serverName = text(found["serverName"], "serverName");
    if (!/^[a-z0-9.:[\]-]+$/.test(serverName)) reject("serverName: not a server name");
    const minimum = found["minimumPolicyVersion"];
    if (typeof minimum !== "number" || !Number.isSafeInteger(minimum) || minimum < 1) return failed({ refusal: null, detail: "minimumPolicyVersion: a whole number from 1 on is expected" });
    return ok({
      homeserver: homeserver(found["homeserver"]),
      serverName,
      brand: brand(found["brand"]),
      root: envelope(found["root"]),
      minimumPolicyVersion: minimum,
      pinnedBy,
    });
  } catch (error) {
    if (error instanceof Rejected) return failed({ refusal: null, detail: error.message });
    if (error instanceof SyntaxError) return failed({ refusal: null, detail: "deployment: not JSON" });
    throw error;
  }
}

/** The file that the server delivers beside the client. */
export async function readDeliveredDeployment(fetchFile: typeof fetch): Promise<Result<Deployment, DeploymentProblem>> {
  try {
    const answer = await fetchFile("/deployment.json", { cache: "no-store", credentials: "omit", redirect: "error" });
    if (!answer.ok) return failed({ refusal: null, detail: `/deployment.json: HTTP ${answer.status}` });
    return parseDeployment(await answer.text(), "delivering_server");
  } catch {
    return failed({ refusal: null, detail: "/deployment.json: cannot be reached" });
  }
}

/** The file that belongs to the machine's administrator. */
export async function readMachineDeployment(bridge: Pick<DesktopBridge, "readDeployment">): Promise<Result<Deployment, DeploymentProblem>> {
  const file = await bridge.readDeployment();
  if (file.ok) return parseDeployment(file.json, "machine");
  return failed({ refusal: file.reason, detail: `deployment file: ${file.reason}` });
}
