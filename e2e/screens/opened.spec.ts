/** What opens out of a screen: dialogs, panels, menus, and what a form says when something is wrong. */
import { expect, test, type Page } from "@playwright/test";
import type { PreviewScreen } from "#client/app/preview-names.ts";
import { expectColours, expectSizes } from "./looks.ts";
import { openPreview } from "./preview.ts";

interface Opened {
  readonly name: string;
  readonly screen: PreviewScreen;
  readonly open: (page: Page) => Promise<void>;
}

const press = (page: Page, name: string | RegExp): Promise<void> => page.getByRole("button", { name, exact: typeof name === "string" }).first().click();

async function choose(page: Page, menu: string | RegExp, entry: string): Promise<void> {
  await press(page, menu);
  await page.getByRole("menuitem", { name: entry }).click();
}

async function room(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation", { name: "Vos conversations" }).getByRole("button", { name: new RegExp(`^${name}`) }).click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: /^Écrire à/ }).fill(text);
  await page.keyboard.press("Enter");
}

async function actOn(page: Page, text: string, action: string): Promise<void> {
  await page.getByRole("article").filter({ hasText: text }).first().hover();
  await press(page, action);
}

async function searchPeople(page: Page, text: string): Promise<void> {
  await page.getByLabel("Nom ou adresse").fill(text);
  await expect(page.getByRole("list", { name: "Personnes trouvées" }).getByRole("button").first()).toBeVisible();
}

const OPENED: readonly Opened[] = [
  { name: "sign-in-help", screen: "sign-in", open: (page) => press(page, "Je n’arrive pas à me connecter") },
  { name: "sign-in-empty", screen: "sign-in", open: (page) => press(page, "Continuer") },
  { name: "accessibility", screen: "sign-in", open: (page) => press(page, "Accessibilité") },
  { name: "prove-recovery-key", screen: "recovery-key", open: (page) => press(page, "Je l’ai gardée, continuer") },
  {
    name: "prove-recovery-key-wrong",
    screen: "recovery-key",
    async open(page) {
      await press(page, "Je l’ai gardée, continuer");
      for (const field of await page.getByLabel(/^Groupe \d+ sur \d+/).all()) await field.fill("zzzz");
      await page.keyboard.press("Enter");
      await expect(page.getByRole("alert")).toBeVisible();
    },
  },
  { name: "enter-recovery-key", screen: "verify-device", open: (page) => press(page, /Avec ma clé de récupération/) },
  { name: "neither-key-nor-device", screen: "verify-device", open: (page) => press(page, "Je n’ai ni l’une ni l’autre") },
  { name: "leave-account", screen: "session-ended-soft", open: (page) => press(page, "Quitter ce compte") },
  { name: "menu-new", screen: "conversations", open: (page) => press(page, "Nouveau") },
  { name: "menu-account", screen: "conversations", open: (page) => press(page, /^Compte de/) },
  { name: "filter-spaces", screen: "conversations", open: (page) => page.getByRole("tab", { name: "Espaces" }).or(page.getByRole("radio", { name: "Espaces" })).or(page.getByRole("button", { name: "Espaces" })).first().click() },
  { name: "room", screen: "conversations", open: (page) => room(page, "Coordination") },
  { name: "room-with-externals", screen: "conversations", open: (page) => room(page, "Opérateurs réseaux") },
  { name: "room-public", screen: "conversations", open: (page) => room(page, "Presse") },
  { name: "room-direct", screen: "conversations", open: (page) => room(page, "Idris Benali") },
  {
    name: "members",
    screen: "conversations",
    async open(page) {
      await room(page, "Coordination");
      await press(page, "Personnes du salon");
      await expect(page.getByText("Dans le salon")).toBeVisible();
    },
  },
  {
    name: "details",
    screen: "conversations",
    async open(page) {
      await room(page, "Coordination");
      await press(page, "Détails du salon");
    },
  },
  {
    name: "leave",
    screen: "conversations",
    async open(page) {
      await room(page, "Coordination");
      await press(page, "Détails du salon");
      await press(page, "Quitter le salon");
    },
  },
  {
    name: "invite",
    screen: "conversations-refusing",
    async open(page) {
      await room(page, "Coordination");
      await press(page, "Personnes du salon");
      await press(page, "Inviter une personne");
      await searchPeople(page, "nora");
    },
  },
  {
    name: "invite-refused",
    screen: "conversations-refusing",
    async open(page) {
      await room(page, "Coordination");
      await press(page, "Personnes du salon");
      await press(page, "Inviter une personne");
      await searchPeople(page, "nora");
      await press(page, /Pourquoi/);
    },
  },
  { name: "create-room", screen: "conversations-refusing", open: (page) => choose(page, "Nouveau", "Nouveau salon") },
  {
    name: "create-room-without-name",
    screen: "conversations",
    async open(page) {
      await choose(page, "Nouveau", "Nouveau salon");
      await press(page, "Créer le salon");
    },
  },
  {
    name: "start-direct",
    screen: "conversations",
    async open(page) {
      await choose(page, "Nouveau", "Nouvelle conversation");
      await searchPeople(page, "ma");
    },
  },
  {
    name: "join-wrong-address",
    screen: "conversations",
    async open(page) {
      await choose(page, "Nouveau", "Rejoindre par adresse");
      await page.getByLabel("Adresse du salon").fill("coordination");
      await press(page, "Rejoindre");
    },
  },
  {
    name: "refused",
    screen: "conversations-refusing",
    async open(page) {
      await press(page, "Accepter");
      await expect(page.getByRole("heading", { name: /Vous ne pouvez pas rejoindre/ })).toBeVisible();
    },
  },
  {
    name: "message-actions",
    screen: "conversations",
    async open(page) {
      await room(page, "Coordination");
      await page.getByRole("article").filter({ hasText: "Je propose" }).first().hover();
    },
  },
  {
    name: "reply",
    screen: "conversations",
    async open(page) {
      await room(page, "Coordination");
      await actOn(page, "La carte des zones", "Répondre");
    },
  },
  {
    name: "redact",
    screen: "conversations",
    async open(page) {
      await room(page, "Coordination");
      await actOn(page, "Je propose", "Supprimer");
    },
  },
  {
    name: "hold-newcomer",
    screen: "conversations-held",
    async open(page) {
      await room(page, "Opérateurs réseaux");
      await write(page, "Merci.");
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  },
  {
    name: "confirm",
    screen: "conversations-confirming",
    async open(page) {
      const dialog = page.getByRole("dialog", { name: "Inviter cette personne ?" });
      await expect(dialog.getByRole("heading")).toBeFocused();
      // From the title by the keyboard alone: the cross, then no, then yes; Escape is a no.
      for (const name of ["Fermer", "Ne pas le faire", "Je confirme"]) {
        await page.keyboard.press("Tab");
        await expect(dialog.getByRole("button", { name })).toBeFocused();
      }
    },
  },
  {
    name: "hold-identity-changed",
    screen: "conversations-held",
    async open(page) {
      await room(page, "Coordination");
      await write(page, "Merci.");
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  },
  {
    name: "quick-search",
    screen: "conversations",
    async open(page) {
      await page.keyboard.press("ControlOrMeta+K");
      await page.getByLabel("Personne, salon ou commande").fill("co");
    },
  },
  { name: "shortcuts", screen: "conversations", open: (page) => choose(page, /^Compte de/, "Raccourcis clavier") },
  { name: "sign-out", screen: "conversations", open: (page) => choose(page, /^Compte de/, "Se déconnecter") },
  { name: "rules", screen: "conversations", open: (page) => choose(page, /^Compte de/, "Règles en vigueur") },
  {
    name: "rules-ministry",
    screen: "conversations-ministry",
    async open(page) {
      await choose(page, /^Compte de/, "Règles en vigueur");
      await page.getByText("Classes, groupes et réponses par défaut de ces règles").click();
      await page.getByRole("heading", { name: "Les règles du ministère" }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: "rules-whole",
    screen: "conversations-stale",
    async open(page) {
      await choose(page, /^Compte de/, "Règles en vigueur");
      await page.getByText("Toute la règle").first().click();
      await page.getByRole("heading", { name: "Le socle" }).scrollIntoViewIfNeeded();
    },
  },
];

for (const { name, screen, open } of OPENED) {
  test(name, async ({ page }) => {
    const complaints = await openPreview(page, screen, "fr");
    await open(page);
    await expectColours(page, name);
    await expectSizes(page, name);
    expect(complaints()).toEqual([]);
  });
}
