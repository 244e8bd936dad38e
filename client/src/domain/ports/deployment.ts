/** What one deployment is: the data file beside the client (browser) or owned by the machine's administrator (desktop). */
import type { LocalisedText } from "#policies/model/localised-text.ts";
import type { Envelope } from "#policies/model/policy-bundle.ts";

/** A state's own look: overrides of the tokens of `ui/tokens.css`, one set for each colour scheme. */
export interface Brand {
  readonly name: LocalisedText;
  /** an SVG document; shown as an image, never inlined */
  readonly crest: string | null;
  readonly tokens: { readonly light: Readonly<Record<string, string>>; readonly dark: Readonly<Record<string, string>> };
  readonly helpdesk: LocalisedText;
}

export interface Deployment {
  readonly homeserver: string;
  readonly serverName: string;
  readonly brand: Brand;
  /** the pinned root: where trust in rules begins */
  readonly root: Envelope;
  /** no bundle below this version is ever accepted */
  readonly minimumPolicyVersion: number;
  /** where the file came from: the browser must say that it trusts the server that delivers it */
  readonly pinnedBy: "machine" | "delivering_server";
}

/** Why the desktop has no usable deployment file. */
export type DeploymentRefusal = "missing" | "writable_by_user" | "unreadable" | "malformed" | "unsafe_homeserver" | "example_root";

/** Why there is no deployment. */
export interface DeploymentProblem {
  /** null: the detail says all that is known */
  readonly refusal: DeploymentRefusal | null;
  /** for the person who set the deployment up; as it is, in no particular language */
  readonly detail: string;
}
