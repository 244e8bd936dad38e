import { ACTIONS } from "../model/policy.ts";
import { boolean, both, choice, list, needed, object, optional, text, type Form } from "./form.ts";
import { instantText } from "./policy-form.ts";

const words = text(2000);

/** The form of `policy.test.yaml`. */
export const testsForm: Form = object({
  now: needed(instantText, both("le moment auquel tous les essais ont lieu", "the moment at which all tests take place")),
  tests: needed(
    list(
      object({
        name: needed(words),
        action: needed(choice(...ACTIONS)),
        actor: needed(words),
        target: optional(words, null, both("invite : la personne invitée", "invite: who is invited")),
        class: optional(words, null, both("catégorie du salon ; absente : inconnue", "class of the room; left out: unknown")),
        room_id: optional(words, null),
        encrypted: optional(boolean, null, both("send : chiffré, le salon comme le message", "send: encrypted, both the room and the message")),
        stale: optional(boolean, false, both("comme si les règles avaient expiré", "as if the rules had expired")),
        expect: needed(choice("allow", "deny")),
        rule: needed(words, both("la règle qui décide", "the rule that decides")),
        would_deny: optional(list(words, 0), []),
      }),
      1,
    ),
  ),
});
