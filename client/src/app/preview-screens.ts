/** Which fake application shows which screen. */
import { fakeApplication, type FakeApplication } from "#client/domain/ports/fakes/fake-application.ts";
import { EXAMPLE_DEPLOYMENT } from "#client/domain/ports/fakes/example/deployment.ts";
import { camille } from "#client/domain/ports/fakes/example/people.ts";
import { EXAMPLE_EMOJI, fakeEmojiVerifier } from "#client/domain/ports/fakes/fake-emoji-verifier.ts";
import { fakeSecurityGate } from "#client/domain/ports/fakes/fake-security-gate.ts";
import { fakeSignedInSession } from "#client/domain/ports/fakes/fake-signed-in-session.ts";
import type { Application, ApplicationState } from "#client/domain/ports/application.ts";
import type { Deployment } from "#client/domain/ports/deployment.ts";
import type { EmojiVerification } from "#client/domain/ports/emoji-verifier.ts";
import type { RestoreProgress } from "#client/domain/ports/security-gate.ts";
import { failed } from "#client/domain/result.ts";
import type { SecurityState } from "#client/domain/security-state.ts";
import { confirming, holding, refusing, stale, states, verifying, withMinistry } from "./preview-conversations.ts";
import { many } from "./preview-many.ts";
import type { PreviewScreen } from "./preview-names.ts";

const userId = camille.userId;
const at = (state: ApplicationState) => (): FakeApplication => fakeApplication({ state });

function gate(security: SecurityState, emoji: EmojiVerification = { at: "idle" }, restoring: RestoreProgress | null = null) {
  return (): FakeApplication => {
    const fake = fakeSecurityGate(security, fakeEmojiVerifier(emoji));
    fake.restoring.set(restoring);
    return fakeApplication({ state: { at: "gate", userId }, gate: fake });
  };
}

/** Another state's name, crest and colours: its data file is all that differs. */
const OTHER_STATE: Deployment = {
  ...EXAMPLE_DEPLOYMENT,
  serverName: "gov.example",
  brand: {
    name: { fr: "Courrier de la République", en: "Republic Messenger" },
    crest:
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><path d="M6 5h28v16c0 8-6 12-14 15C12 33 6 29 6 21z" fill="#3a2a78"/><path d="m20 10 2.600 5.600 6 .7-4.400 4.200 1.200 6-5.400-3-5.400 3 1.200-6-4.400-4.200 6-.7z" fill="#f6d36b"/></svg>',
    tokens: {
      light: { accent: "#3a2a78", "accent-hover": "#291d58", "accent-soft": "#ebe8f6", ground: "#f3f3f7" },
      dark: { accent: "#b9aef0", "accent-hover": "#cfc7f7", "accent-soft": "#241d40", ground: "#0e0d14" },
    },
    helpdesk: { fr: "Assistance\u00a0: poste 4040", en: "Helpdesk: extension 4040" },
  },
};

const SCREENS: { readonly [screen in PreviewScreen]: () => Application } = {
  starting: at({ at: "starting" }),
  "sign-in": at({ at: "signed_out", notice: "none" }),
  "signed-out": at({ at: "signed_out", notice: "you_signed_out" }),
  removed: at({ at: "signed_out", notice: "removed_by_administration" }),
  "sign-in-offline": () => fakeApplication({ signIn: async () => failed({ code: "network" }) }),
  "sign-in-busy": () => fakeApplication({ signIn: async () => failed({ code: "rate_limited", retryAfterMs: 8000 }) }),
  "sign-in-branded": () => fakeApplication({ deployment: OTHER_STATE }),
  checking: gate({ at: "checking" }),
  "first-device": gate({ at: "first_device" }),
  "recovery-key": gate({ at: "recovery_unproven" }),
  "verify-device": gate({ at: "unverified_device" }),
  "verify-asked": gate({ at: "unverified_device" }, { at: "asked", by: userId, deviceId: null, ownDevice: true }),
  "verify-compare": gate({ at: "unverified_device" }, { at: "compare", emoji: EXAMPLE_EMOJI }),
  "verify-waiting": gate({ at: "unverified_device" }, { at: "waiting" }),
  "verify-restoring": gate({ at: "unverified_device" }, { at: "idle" }, { restored: 1240, total: 3518 }),
  "other-window": at({ at: "other_window" }),
  "no-policy": () => fakeApplication({ state: { at: "no_policy", reason: "endpoint_unreachable", retryAt: Date.now() + 25_000 } }),
  "session-ended-soft": at({ at: "session_ended", soft: true, userId }),
  "session-ended-hard": at({ at: "session_ended", soft: false, userId }),
  "keyring-locked": at({ at: "keyring_locked" }),
  "store-too-new": at({ at: "store_problem", problem: "too_new" }),
  "store-deleted": at({ at: "store_problem", problem: "deleted" }),
  "store-keys-deleted": at({ at: "store_problem", problem: "keys_deleted" }),
  "store-full": at({ at: "store_problem", problem: "full" }),
  "store-unreadable": at({ at: "store_problem", problem: "unreadable" }),
  "not-configured": at({ at: "not_configured", detail: "deployment.json: root: missing" }),
  conversations: at({ at: "ready", userId }),
  "conversations-loading": () => fakeApplication({ state: { at: "ready", userId }, session: fakeSignedInSession({ rooms: null }) }),
  "conversations-empty": () => fakeApplication({ state: { at: "ready", userId }, session: fakeSignedInSession({ rooms: [] }) }),
  "conversations-refusing": refusing,
  "conversations-held": holding,
  "conversations-confirming": confirming,
  "conversations-verifying": verifying,
  "conversations-stale": stale,
  "conversations-states": states,
  "conversations-ministry": withMinistry,
  "conversations-many": many,
};

export const previewApplication = (screen: PreviewScreen): Application => SCREENS[screen]();
