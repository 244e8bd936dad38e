/** Whom an action concerns besides whoever acts (SPECIFICATION.md section 3). */
import type { Action } from "#policies/model/policy.ts";

/** `alone`: nobody else; `entering`: who acts is who is concerned; `towards`: somebody else */
export type ActionKind = "alone" | "entering" | "towards";

const kindOf = (action: Action): ActionKind => (action === "join" ? "entering" : action === "invite" || action === "change_power" ? "towards" : "alone");

export const actionsBy = (actions: readonly Action[]): Readonly<Record<ActionKind, readonly Action[]>> => ({
  alone: actions.filter((action) => kindOf(action) === "alone"),
  entering: actions.filter((action) => kindOf(action) === "entering"),
  towards: actions.filter((action) => kindOf(action) === "towards"),
});
