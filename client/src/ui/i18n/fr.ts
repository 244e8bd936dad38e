/**
 * French: the reference catalogue; every other language has the same keys with the same parameters (catalogues.test.ts).
 * ICU messages. Typography: ’ for the apostrophe, « » with U+202F inside, U+202F before ; ? ! and U+00A0 before : (written as such).
 */
import { conversationsFr } from "./conversations/fr.ts";
import { gateFr } from "./gate/fr.ts";
import { peopleFr } from "./people/fr.ts";
import { rulesFr } from "./rules/fr.ts";

export const fr = {
  ...gateFr,
  ...conversationsFr,
  ...peopleFr,
  ...rulesFr,

  // everywhere
  "app.name": "Messagerie",
  "language.choose": "Langue",
  "dialog.close": "Fermer",
  "details.close": "Fermer le volet",
  "field.show_password": "Afficher le mot de passe",
  "field.hide_password": "Masquer le mot de passe",
  "steps.of": "Étape {step} sur {of}",
  "class.unknown": "Classe inconnue",
  "seal.person": "Identité vérifiée",
  "seal.device": "Appareil en ordre",
  "seal.policy": "Règles signées",

  // accessibility
  "accessibility.title": "Accessibilité",
  "accessibility.aim": "Cette messagerie vise la conformité au RGAA (WCAG 2.2, niveau AA). Elle n’a pas encore été auditée par un tiers.",
  "accessibility.keyboard": "Tout se fait au clavier : la touche Tab passe d’un élément à l’autre, Entrée valide, Échap ferme.",
  "accessibility.display":
    "L’affichage suit les réglages de votre ordinateur : taille du texte, mode sombre, contraste élevé, animations réduites.",
  "accessibility.report": "Quelque chose vous gêne ? Dites-le à l’assistance. {helpdesk}",
  "accessibility.report_unknown": "Quelque chose vous gêne ? Dites-le à l’assistance de votre ministère.",
} as const satisfies { readonly [key: string]: string };
