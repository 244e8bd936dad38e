import { liveSource, type LiveSource } from "../../live.ts";
import { failed, ok } from "../../result.ts";
import type { Application, ApplicationState, SignOutLoss } from "../application.ts";
import type { Deployment } from "../deployment.ts";
import type { SecurityGate } from "../security-gate.ts";
import type { SignedInSession } from "../signed-in-session.ts";
import { EXAMPLE_DEPLOYMENT } from "./example/deployment.ts";
import { camille } from "./example/people.ts";
import { fakeSecurityGate } from "./fake-security-gate.ts";
import { fakeSignedInSession } from "./fake-signed-in-session.ts";

export interface FakeApplication extends Application {
  readonly state: LiveSource<ApplicationState>;
}

/** What a fake application has; everything not given is that of the example state. */
export interface FakeApplicationParts {
  readonly state?: ApplicationState;
  readonly deployment?: Deployment;
  readonly gate?: SecurityGate;
  readonly session?: SignedInSession;
  readonly signOutLoses?: SignOutLoss;
  /** what answers a sign-in; by default any user goes in with the password `correct` */
  readonly signIn?: Application["signIn"];
}

/** An application in memory. Signing in leads to the gate; the gate being `ready` leads to the room list. */
export function fakeApplication(parts: FakeApplicationParts = {}): FakeApplication {
  const state = liveSource<ApplicationState>(parts.state ?? { at: "signed_out", notice: "none" });
  const gate = parts.gate ?? fakeSecurityGate({ at: "first_device" });
  const session = parts.session ?? fakeSignedInSession();
  const userId = camille.userId;
  gate.state.subscribe((security) => {
    if (security.at === "ready" && state.current().at === "gate") state.set({ at: "ready", userId });
  });
  return {
    deployment: parts.deployment ?? EXAMPLE_DEPLOYMENT,
    state,
    signInMethods: async () => ok(["password"]),
    async signIn(credentials) {
      const answer = parts.signIn ? await parts.signIn(credentials) : credentials.password === "correct" ? ok(undefined) : failed({ code: "wrong_password" } as const);
      if (answer.ok) state.set({ at: "gate", userId });
      return answer;
    },
    whatSignOutLoses: async () => parts.signOutLoses ?? { unsentMessages: 0, lastDevice: false },
    async signOut() {
      state.set({ at: "signed_out", notice: "you_signed_out" });
      return ok(undefined);
    },
    async goOnWithoutStore() {
      state.set({ at: "gate", userId });
    },
    async useHere() {
      state.set({ at: "ready", userId });
    },
    gate: () => (state.current().at === "gate" ? gate : null),
    session: () => (state.current().at === "ready" ? session : null),
  };
}
