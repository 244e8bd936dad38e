/** Why something signed is not trusted, in words. */
import type { OfferRefusal, RefusalCode } from "#policies/verify/refusal-code.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both, type LocalisedText } from "../output/language.ts";
import { problem, type Problem } from "../output/problem.ts";

const SENTENCES: Readonly<Record<RefusalCode, LocalisedText>> = {
  envelope_invalid: both("l’enveloppe n’a pas la forme attendue.", "the envelope does not have the expected form."),
  unsigned: both("rien n’est signé.", "nothing is signed."),
  signer_unknown: both("une signature est de quelqu’un qui n’est pas responsable de ces règles.", "a signature is by somebody who is no officer of these rules."),
  signer_duplicate: both("la même personne a signé deux fois.", "the same person signed twice."),
  signature_invalid: both("une signature ne correspond pas aux octets signés.", "a signature does not fit the signed bytes."),
  namespace_wrong: both("une signature a été faite pour un autre usage.", "a signature was made for another purpose."),
  key_type_unsupported: both("une clé n’est pas de type ed25519.", "a key is not of type ed25519."),
  application_wrong: both("une clé sur jeton est faite pour une autre application que SSH.", "a key on a token is for another application than SSH."),
  user_absent: both("une signature a été faite sans que personne touche le jeton.", "a signature was made without anybody touching the token."),
  threshold_not_met: both("il manque des signatures.", "signatures are missing."),
  json_invalid: both("le contenu n’est pas du JSON strict.", "the content is not strict JSON."),
  schema_invalid: both("le contenu n’a pas la forme attendue.", "the content does not have the expected form."),
  lang_unknown: both("le contenu est écrit dans une autre version du langage de règles.", "the content is written in another version of the policy language."),
  layer_unknown: both("la racine ne connaît pas cette couche.", "the root does not know this layer."),
  key_low_order: both("une clé de la racine est inutilisable.", "a key of the root is unusable."),
  officer_duplicate: both("la racine nomme deux fois la même personne ou la même clé.", "the root names the same person or key twice."),
  threshold_unreachable: both("la racine exige plus de signatures qu’il n’y a de responsables.", "the root demands more signatures than there are officers."),
  root_expired: both("la racine a expiré.", "the root has expired."),
  issued_in_future: both("la date d’émission est dans le futur.", "the date of issue lies in the future."),
  expired: both("ces règles ont expiré.", "these rules have expired."),
  version_old: both("une version plus récente est déjà en vigueur.", "a newer version is in force already."),
  version_same: both("cette version est déjà en vigueur.", "this version is in force already."),
  version_conflict: both("cette version est déjà en vigueur avec un autre contenu.", "this version is in force already with other content."),
  version_skipped: both("il manque une version de la racine.", "a version of the root is missing."),
  prev_mismatch: both("cette version ne suit pas celle qui est en vigueur.", "this version does not follow the one in force."),
  chunk_missing: both("une partie du contenu manque.", "a part of the content is missing."),
  chunk_mismatch: both("une partie du contenu n’est pas celle qui a été signée.", "a part of the content is not the one that was signed."),
  too_large: both("le contenu est trop grand.", "the content is too large."),
  floor_violated: both("ces règles abaissent ce qu’aucune règle ne peut abaisser.", "these rules lower what no rule can lower."),
  self_test_failed: both("ces règles sont évaluées ici autrement que par ceux qui les ont signées.", "these rules are evaluated otherwise here than by those who signed them."),
  role_missing: both("la racine ne nomme aucun poste qui certifie la fraîcheur des règles.", "the root names no policy host that says which rules are current."),
  lasts_too_long: both("la durée dépasse ce qui est permis.", "it lasts longer than it may."),
  bundle_mismatch: both("ces refus d’urgence portent sur d’autres règles que celles en vigueur.", "these emergency refusals are upon other rules than those in force."),
  overlay_allows: both("une mesure d’urgence ne peut que refuser.", "an emergency overlay can only refuse."),
  overlay_refuses_reading: both("une mesure d’urgence ne peut pas empêcher de lire.", "an emergency overlay cannot refuse reading."),
  renewed_alone: both("une mesure d’urgence ne se renouvelle pas sans une deuxième signature.", "an emergency overlay is not renewed without a second signature."),
};

/** What to do, where that is not plain. */
const REMEDIES: Readonly<Partial<Record<RefusalCode, LocalisedText>>> = {
  issued_in_future: both("Vérifiez l’heure de cette machine (date), puis relancez la même commande.", "Check this machine's clock (date), then run the same command again."),
};

export const refusalProblem = (where: string, refusal: OfferRefusal): Problem =>
  problem({
    code: refusal.code,
    where,
    what: SENTENCES[refusal.code],
    remedy: REMEDIES[refusal.code] ?? null,
    detail: refusal.detail === null ? [] : [refusal.detail],
    exit: EXIT.refused,
  });
