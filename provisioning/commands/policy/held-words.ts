/** What is held of each layer (bundle, overlay) and the pulse over all of them, for machines and in words. */
import type { PolicyBundle, PolicyOverlay, PulsePayload } from "#policies/model/policy-bundle.ts";
import type { Layer, Rule } from "#policies/model/policy.ts";
import { layersInForce } from "#policies/verify/layers-in-force.ts";
import type { TrustedPolicySet, VerifiedPulse } from "#policies/verify/trusted-policy-set.ts";
import { both, type LocalisedText } from "../../output/language.ts";
import { indented } from "../../policy/policy-words.ts";
import { signedFacts } from "./bundle-words.ts";

/** @param now Instant */
export const overlayFacts = (overlay: PolicyOverlay, now: string): Record<string, unknown> => ({ ...signedFacts(overlay, now), rules: overlay.rules });

/** @param now Instant */
export const pulseFacts = (pulse: VerifiedPulse, now: string): Record<string, unknown> => ({
  issuedAt: pulse.issued_at,
  expires: pulse.expires,
  expired: now >= pulse.expires,
  signedBy: pulse.signed_by,
  root: pulse.root.version,
  layers: pulse.layers,
});

const EFFECTS: Readonly<Record<Rule["effect"], LocalisedText>> = { allow: both("permet", "allows"), deny: both("refuse", "denies"), require: both("demande", "requires") };

/** One line for each rule: what it does, and where. */
export const ruleLines = (rules: readonly Rule[]): readonly LocalisedText[] =>
  rules.map((rule) => {
    const classes = rule.room?.class ?? rule.room?.sets?.map((name) => `@${name}`) ?? rule.room?.class_not?.map((name) => `≠${name}`) ?? rule.room?.sets_not?.map((name) => `≠@${name}`) ?? ["*"];
    const about = `[${rule.actions.join(", ")}; ${classes.join(", ")}]`;
    const trial = rule.mode === "evaluate" ? both(" (à l’essai)", " (on trial)") : both("", "");
    const effect = EFFECTS[rule.effect];
    return both(`  ${rule.id}  ${effect.fr.padEnd(7)} ${rule.title.fr}  ${about}${trial.fr}`, `  ${rule.id}  ${effect.en.padEnd(7)} ${rule.title.en}  ${about}${trial.en}`);
  });

/** @param now Instant */
export function overlayLines(overlay: PolicyOverlay, now: string): readonly LocalisedText[] {
  const names = overlay.signed_by.map(({ name }) => name).join(", ");
  const over = now >= overlay.expires;
  const lifted = overlay.rules.length === 0;
  return [
    both(
      `Mesure d’urgence n° ${overlay.version}, signée par ${names}, ${lifted ? "qui lève la précédente" : `${over ? "terminée depuis le" : "jusqu’au"} ${overlay.expires}`}`,
      `Emergency measure no. ${overlay.version}, signed by ${names}, ${lifted ? "which lifts the one before" : `${over ? "over since" : "until"} ${overlay.expires}`}`,
    ),
    ...ruleLines(overlay.rules),
  ];
}

/** Which versions a pulse states: of each layer, and of its overlay. */
export function statedWords(layers: PulsePayload["layers"]): LocalisedText {
  const words = Object.entries(layers).map(([layer, { bundle, overlay }]) => {
    const urgent = overlay === null ? both("", "") : both(` avec la mesure d’urgence n° ${overlay.version}`, ` with emergency measure no. ${overlay.version}`);
    return both(`${layer} n° ${bundle.version}${urgent.fr}`, `${layer} no. ${bundle.version}${urgent.en}`);
  });
  return both(words.map(({ fr }) => fr).join(", "), words.map(({ en }) => en).join(", "));
}

/** @param now Instant */
export function pulseLines({ root, pulse }: TrustedPolicySet, now: string): readonly LocalisedText[] {
  if (root.pulse === null) return [];
  if (pulse === null) return [both("La racine nomme un poste qui certifie ; aucune certification n’est tenue ici (policy pulse).", "The root names a host that vouches; no pulse is held here (policy pulse).")];
  const stated = statedWords(pulse.layers);
  const over = now >= pulse.expires;
  return [
    both(
      `Certifié par ${pulse.signed_by.join(", ")} le ${pulse.issued_at}, ${over ? "terminé depuis le" : "jusqu’au"} ${pulse.expires} : racine n° ${pulse.root.version}, ${stated.fr}`,
      `Vouched for by ${pulse.signed_by.join(", ")} on ${pulse.issued_at}, ${over ? "over since" : "until"} ${pulse.expires}: root no. ${pulse.root.version}, ${stated.en}`,
    ),
  ];
}

/** Further layers that the root names, of which nothing is held and of which no pulse says that there is nothing. @param now Instant */
export const missingLayers = (trusted: TrustedPolicySet, now: string): readonly Layer[] => (layersInForce(trusted, now)?.narrower ?? []).flatMap(({ layer, held }) => (held === null ? [layer] : []));

export const missingLines = (layers: readonly Layer[]): readonly LocalisedText[] =>
  layers.map((layer) =>
    both(
      `La racine nomme la couche ${layer}, dont rien n’est signé ici : jusque-là, ce qui élargit est refusé (F-05).`,
      `The root names the layer ${layer}, of which nothing is signed here: until then what widens is refused (F-05).`,
    ),
  );

/** Says that a bundle no longer widens anything although it has not expired. @param now Instant */
export function freshnessLines(trusted: TrustedPolicySet, { layer, expires }: PolicyBundle, now: string): readonly LocalisedText[] {
  const freshness = trusted.inForce(layer, now)?.freshness;
  if (freshness === undefined || freshness.ends === "expiry" || now < freshness.until || now >= expires) return [];
  const why = freshness.ends === "behind" ? both("un poste certifie une version plus récente", "a host vouches for a newer version") : both("plus rien ne la certifie", "nothing vouches for it any more");
  return [indented(both(`Depuis le ${freshness.until}, ${why.fr} : ce qui élargit est refusé (F-05).`, `Since ${freshness.until} ${why.en}: what widens is refused (F-05).`))];
}
