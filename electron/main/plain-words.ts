/** The few words that the shell says itself, where no page is there to say them. */

export type ShellLanguage = "fr" | "en";

interface ShellWords {
  readonly edit: string;
  readonly view: string;
  readonly window: string;
  readonly undo: string;
  readonly redo: string;
  readonly cut: string;
  readonly copy: string;
  readonly paste: string;
  readonly selectAll: string;
  readonly actualSize: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly fullScreen: string;
  readonly minimise: string;
  readonly close: string;
  readonly quit: string;
  readonly developerTools: string;
  readonly stopped: { readonly title: string; readonly text: string };
  readonly notStarted: { readonly title: string; readonly text: string };
  /** followed by the switch or the variable */
  readonly forbidden: { readonly title: string; readonly text: string };
}

export const SHELL_WORDS: { readonly [language in ShellLanguage]: ShellWords } = {
  fr: {
    edit: "Édition",
    view: "Affichage",
    window: "Fenêtre",
    undo: "Annuler",
    redo: "Rétablir",
    cut: "Couper",
    copy: "Copier",
    paste: "Coller",
    selectAll: "Tout sélectionner",
    actualSize: "Taille réelle",
    zoomIn: "Agrandir",
    zoomOut: "Réduire",
    fullScreen: "Plein écran",
    minimise: "Réduire la fenêtre",
    close: "Fermer la fenêtre",
    quit: "Quitter",
    developerTools: "Outils de développement",
    stopped: {
      title: "La messagerie s’est arrêtée plusieurs fois de suite",
      text: "Vos messages et vos brouillons sont gardés. Rouvrez l’application ; si cela se répète, prévenez l’assistance de votre ministère.",
    },
    notStarted: {
      title: "La messagerie ne peut pas démarrer",
      text: "L’installation est incomplète ou abîmée. Rien n’a été effacé. Demandez à l’assistance de votre ministère de réinstaller l’application.",
    },
    forbidden: {
      title: "La messagerie ne démarre pas ainsi",
      text: "Elle a été lancée avec un réglage qui l’ouvrirait à d’autres programmes. Relancez-la sans :",
    },
  },
  en: {
    edit: "Edit",
    view: "View",
    window: "Window",
    undo: "Undo",
    redo: "Redo",
    cut: "Cut",
    copy: "Copy",
    paste: "Paste",
    selectAll: "Select all",
    actualSize: "Actual size",
    zoomIn: "Zoom in",
    zoomOut: "Zoom out",
    fullScreen: "Full screen",
    minimise: "Minimise",
    close: "Close window",
    quit: "Quit",
    developerTools: "Developer tools",
    stopped: {
      title: "Messaging stopped several times in a row",
      text: "Your messages and drafts are kept. Open the application again; if it happens again, tell the helpdesk of your ministry.",
    },
    notStarted: {
      title: "Messaging cannot start",
      text: "The installation is incomplete or damaged. Nothing was deleted. Ask the helpdesk of your ministry to install the application again.",
    },
    forbidden: {
      title: "Messaging does not start this way",
      text: "It was started with a setting that would open it to other programs. Start it again without:",
    },
  },
};

/** @param preferred the system's languages, most wanted first. @returns French unless English is wanted before it. */
export function shellLanguage(preferred: readonly string[]): ShellLanguage {
  const first = preferred.map((tag) => tag.toLowerCase().split("-")[0]).find((tag) => tag === "fr" || tag === "en");
  return first === "en" ? "en" : "fr";
}
