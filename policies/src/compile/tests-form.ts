import { boolean, both, choice, list, needed, object, optional, text, type Form } from "./form.ts";
import { action, instantText, obligation, requirement } from "./policy-form.ts";

const words = text(2000);

/** The form of `policy.test.yaml`. */
export const testsForm: Form = object({
  now: needed(instantText, both("le moment auquel les essais ont lieu, sauf ceux qui disent at", "the moment at which tests take place, save those that say at")),
  tests: needed(
    list(
      object({
        name: needed(words, both("ce que l’essai montre", "what the test shows")),
        action: needed(action, both("ce qui est demandé", "what is asked for")),
        actor: needed(words, both("identifiant de la personne qui agit", "user ID of the person who acts")),
        target: optional(words, null, both("invite, change_power : la personne concernée", "invite, change_power: the person it is about")),
        class: optional(words, null, both("catégorie du salon ; absente : inconnue", "class of the room; left out: unknown")),
        room_id: optional(words, null, both("identifiant du salon", "ID of the room")),
        encrypted: optional(boolean, null, both("send : chiffré, le salon comme le message", "send: encrypted, both the room and the message")),
        at: optional(instantText, null, both("un autre moment que now, pour cet essai seulement", "another moment than now, for this test alone")),
        stale: optional(boolean, false, both("comme si les règles avaient expiré", "as if the rules had expired")),
        expect: needed(choice("allow", "deny"), both("la réponse attendue", "the answer expected")),
        rule: needed(words, both("la règle qui décide", "the rule that decides")),
        would_deny: optional(list(words, 0), [], both("règles à l’essai qui auraient refusé", "rules on trial that would have refused")),
        met: optional(list(requirement, 0), [], both("ce à quoi il a été veillé", "what has been seen to")),
        obligations: optional(list(obligation, 0), null, both("ce qui accompagne la permission", "what goes with the permission")),
        unmet: optional(list(requirement, 0), null, both("ce qu’une règle demande encore", "what a rule still asks for")),
      }),
      1,
    ),
    both("les essais", "the tests"),
  ),
});
