/** Signing in and out at the homeserver (Client-Server API, section "Login"). */
import { MatrixError, type MatrixClient } from "matrix-js-sdk";
import type { Failure } from "../domain/failure.ts";
import { parseUserId, type DeviceId, type UserId } from "../domain/ids.ts";
import type { SignInMethod } from "../domain/ports/application.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { anonymousClient, credentialedClient, type Credentials, type MatrixAccess } from "./matrix-access.ts";
import { failureOf } from "./matrix-failure.ts";

const FLOWS: Readonly<Record<string, SignInMethod>> = { "m.login.password": "password", "m.login.sso": "sso" };

/** How long the homeserver has to hear that somebody signed out, in ms; the local traces go whether it heard it or not. */
const FAREWELL_MS = 5_000;

/** @returns the ways to sign in that both the homeserver and this client know. */
export async function signInMethods(access: MatrixAccess): Promise<Result<readonly SignInMethod[], Failure>> {
  try {
    const { flows } = await anonymousClient(access).loginFlows();
    return ok(flows.flatMap((flow) => FLOWS[flow.type] ?? []));
  } catch (error) {
    return failed(failureOf(error));
  }
}

export interface PasswordSignIn {
  /** user ID or its local part, as typed */
  readonly user: string;
  readonly password: string;
  /** how this device is called in the person's list of devices */
  readonly deviceName: string;
  /** coming back after a soft logout: the device and the person that must come back */
  readonly returning: { readonly userId: UserId; readonly deviceId: DeviceId } | null;
}

function signInFailure(error: unknown): Failure {
  // Here M_FORBIDDEN means that the homeserver knows no such person with such a password.
  if (error instanceof MatrixError && error.errcode === "M_FORBIDDEN") return { code: "wrong_password" };
  return failureOf(error);
}

/**
 * @returns the credentials of the session; `forbidden` when another person than the returning one would be signed in (the
 * new token is given back at once).
 */
export async function signInWithPassword(access: MatrixAccess, signIn: PasswordSignIn): Promise<Result<Credentials, Failure>> {
  let credentials: Credentials;
  try {
    const answer = await anonymousClient(access).loginRequest({
      type: "m.login.password",
      identifier: { type: "m.id.user", user: signIn.user.trim() },
      password: signIn.password,
      initial_device_display_name: signIn.deviceName,
      ...(signIn.returning === null ? {} : { device_id: signIn.returning.deviceId }),
    });
    const userId = parseUserId(answer.user_id);
    if (userId === null || answer.device_id === "" || answer.access_token === "") return failed({ code: "unexpected", detail: "login answer" });
    // The device ID is the homeserver's own choice of an opaque text.
    credentials = { userId, deviceId: answer.device_id as DeviceId, accessToken: answer.access_token };
  } catch (error) {
    return failed(signInFailure(error));
  }
  const { returning } = signIn;
  if (returning !== null && (credentials.userId !== returning.userId || credentials.deviceId !== returning.deviceId)) {
    await signOutAtHomeserver(access, credentials);
    return failed({ code: "forbidden" });
  }
  return ok(credentials);
}

/** Tells the homeserver that the session is over, so that the token is void. @returns whether it heard. */
export async function signOutAtHomeserver(access: MatrixAccess, credentials: Credentials): Promise<boolean> {
  const client: MatrixClient = credentialedClient(access, credentials, FAREWELL_MS);
  try {
    await client.logout();
    return true;
  } catch {
    return false;
  }
}
