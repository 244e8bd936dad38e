/** What opens out of a screen: dialogs, panels, menus, and what a form says when something is wrong. */
import { expect, test, type Locator, type Page } from "@playwright/test";
import type { PreviewScreen } from "#client/app/preview-names.ts";
import { expectColours, expectSizes } from "./looks.ts";
import { openPreview } from "./preview.ts";

/** What somebody does, one thing after the other. */
type Step = (page: Page) => Promise<unknown>;

interface Opened {
  readonly name: string;
  readonly screen: PreviewScreen;
  readonly steps: readonly Step[];
}

const press =
  (name: string | RegExp): Step =>
  (page) =>
    page.getByRole("button", { name, exact: typeof name === "string" }).first().click();

const pressKey =
  (key: string): Step =>
  (page) =>
    page.keyboard.press(key);

const fill =
  (field: string | RegExp, text: string): Step =>
  (page) =>
    page.locator("input, textarea").and(page.getByLabel(field)).fill(text);

const fillEach =
  (fields: RegExp, text: string): Step =>
  async (page) => {
    for (const field of await page.getByLabel(fields).all()) await field.fill(text);
  };

const see =
  (what: (page: Page) => Locator): Step =>
  (page) =>
    expect(what(page)).toBeVisible();

const choose = (menu: string | RegExp, entry: string): readonly Step[] => [press(menu), (page) => page.getByRole("menuitem", { name: entry }).click()];
const ofAccount = (entry: string): readonly Step[] => choose(/^Compte de/, entry);

const room = (name: string): readonly Step[] => [
  (page) =>
    page
      .getByRole("navigation", { name: "Vos conversations" })
      .getByRole("button", { name: new RegExp(`^${name}`) })
      .click(),
  see((page) => page.getByRole("heading", { name, level: 1 })),
];

const pointAt =
  (text: string): Step =>
  (page) =>
    page.getByRole("article").filter({ hasText: text }).first().hover();

const sendInto = (name: string): readonly Step[] => [...room(name), fill(/^Écrire à/, "Merci."), pressKey("Enter"), see((page) => page.getByRole("dialog"))];

const searchPeople = (text: string): readonly Step[] => [
  fill("Nom ou adresse", text),
  see((page) => page.getByRole("list", { name: "Personnes trouvées" }).getByRole("button").first()),
];

const signIn: readonly Step[] = [fill("Nom d’utilisateur", "camille.laurent"), fill("Mot de passe", "0123456789"), press("Continuer"), see((page) => page.getByRole("alert"))];
const details: readonly Step[] = [...room("Coordination"), press("Détails du salon")];
const members: readonly Step[] = [...room("Coordination"), press("Personnes du salon"), see((page) => page.getByText("Dans le salon"))];
const inviteNora: readonly Step[] = [...members, press("Inviter une personne"), ...searchPeople("nora")];
const newRoom = choose("Nouveau", "Nouveau salon");

/** From the title by the keyboard alone: the cross, then no, then yes; Escape is a no. */
const tabThroughConfirmation: Step = async (page) => {
  const dialog = page.getByRole("dialog", { name: "Inviter cette personne ?" });
  await expect(dialog.getByRole("heading").first()).toBeFocused();
  for (const name of ["Fermer", "Ne pas le faire", "Je confirme"]) {
    await page.keyboard.press("Tab");
    await expect(dialog.getByRole("button", { name })).toBeFocused();
  }
};

const OPENED: readonly Opened[] = [
  { name: "sign-in-help", screen: "sign-in", steps: [press("Je n’arrive pas à me connecter")] },
  { name: "sign-in-empty", screen: "sign-in", steps: [press("Continuer")] },
  { name: "sign-in-without-network", screen: "sign-in-offline", steps: signIn },
  { name: "sign-in-too-often", screen: "sign-in-busy", steps: signIn },
  { name: "accessibility", screen: "sign-in", steps: [press("Accessibilité")] },
  { name: "prove-recovery-key", screen: "recovery-key", steps: [press("Je l’ai gardée, continuer")] },
  {
    name: "prove-recovery-key-wrong",
    screen: "recovery-key",
    steps: [press("Je l’ai gardée, continuer"), fillEach(/^Groupe \d+ sur \d+/, "zzzz"), pressKey("Enter"), see((page) => page.getByRole("alert"))],
  },
  { name: "enter-recovery-key", screen: "verify-device", steps: [press(/Avec ma clé de récupération/)] },
  { name: "neither-key-nor-device", screen: "verify-device", steps: [press("Je n’ai ni l’une ni l’autre")] },
  { name: "leave-account", screen: "session-ended-soft", steps: [press("Quitter ce compte")] },
  { name: "menu-new", screen: "conversations", steps: [press("Nouveau")] },
  { name: "menu-account", screen: "conversations", steps: [press(/^Compte de/)] },
  { name: "filter-spaces", screen: "conversations", steps: [(page) => page.getByRole("tab", { name: "Espaces" }).click()] },
  { name: "room", screen: "conversations", steps: room("Coordination") },
  { name: "room-with-externals", screen: "conversations", steps: room("Opérateurs réseaux") },
  { name: "room-public", screen: "conversations-states", steps: room("Presse") },
  { name: "room-direct", screen: "conversations", steps: room("Idris Benali") },
  { name: "room-states", screen: "conversations-states", steps: room("Idris Benali") },
  { name: "members", screen: "conversations", steps: members },
  { name: "details", screen: "conversations", steps: details },
  { name: "leave", screen: "conversations", steps: [...details, press("Quitter le salon")] },
  { name: "invite", screen: "conversations-refusing", steps: inviteNora },
  { name: "invite-refused", screen: "conversations-refusing", steps: [...inviteNora, press(/Pourquoi/)] },
  { name: "create-room", screen: "conversations-refusing", steps: newRoom },
  { name: "create-room-without-name", screen: "conversations", steps: [...newRoom, press("Créer le salon")] },
  { name: "start-direct", screen: "conversations", steps: [...choose("Nouveau", "Nouvelle conversation"), ...searchPeople("ma")] },
  { name: "join-wrong-address", screen: "conversations", steps: [...choose("Nouveau", "Rejoindre par adresse"), fill("Adresse du salon", "coordination"), press("Rejoindre")] },
  { name: "refused", screen: "conversations-refusing", steps: [press("Accepter"), see((page) => page.getByRole("heading", { name: /Vous ne pouvez pas rejoindre/ }))] },
  { name: "message-actions", screen: "conversations", steps: [...room("Coordination"), pointAt("Je propose")] },
  { name: "reply", screen: "conversations", steps: [...room("Coordination"), pointAt("La carte des zones"), press("Répondre")] },
  { name: "redact", screen: "conversations", steps: [...room("Coordination"), pointAt("Je propose"), press("Supprimer")] },
  { name: "hold-newcomer", screen: "conversations-held", steps: sendInto("Opérateurs réseaux") },
  { name: "hold-identity-changed", screen: "conversations-held", steps: sendInto("Coordination") },
  { name: "confirm", screen: "conversations-confirming", steps: [tabThroughConfirmation] },
  { name: "quick-search", screen: "conversations", steps: [pressKey("ControlOrMeta+K"), fill("Personne, salon ou commande", "co")] },
  { name: "shortcuts", screen: "conversations", steps: ofAccount("Raccourcis clavier") },
  { name: "sign-out", screen: "conversations", steps: ofAccount("Se déconnecter") },
  { name: "rules", screen: "conversations", steps: ofAccount("Règles en vigueur") },
  {
    name: "rules-ministry",
    screen: "conversations-ministry",
    steps: [
      ...ofAccount("Règles en vigueur"),
      (page) => page.getByText("Classes, groupes et réponses par défaut de ces règles").click(),
      (page) => page.getByRole("heading", { name: "Les règles du ministère" }).scrollIntoViewIfNeeded(),
    ],
  },
  {
    name: "rules-whole",
    screen: "conversations-stale",
    steps: [...ofAccount("Règles en vigueur"), (page) => page.getByText("Toute la règle").first().click(), (page) => page.getByRole("heading", { name: "Le socle" }).scrollIntoViewIfNeeded()],
  },
];

for (const { name, screen, steps } of OPENED) {
  test(name, async ({ page }) => {
    const complaints = await openPreview(page, screen, "fr");
    for (const step of steps) await step(page);
    await expectColours(page, name);
    await expectSizes(page, name);
    expect(complaints()).toEqual([]);
  });
}
