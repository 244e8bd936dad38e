/** The client in one window, driven as a person drives it: by what is written on the screen, and without a mouse. */
import { expect, type Locator, type Page } from "@playwright/test";
import type { Account } from "./deployment.ts";
import { activate, tabTo, typeInto } from "./keyboard.ts";

/** A text as the conversation shows it, edited or not. */
const shown = (text: string): RegExp => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(\\s\\(modifié\\))?$`);

export class ClientWindow {
  readonly page: Page;
  /** what went or would have gone to a foreign host; whatever is in it when the journey ends fails the journey */
  readonly foreign: string[];

  constructor(page: Page, foreign: string[] = []) {
    this.page = page;
    this.foreign = foreign;
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, exact: typeof name === "string" });
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole("heading", { name });
  }

  async press(name: string | RegExp): Promise<void> {
    await activate(this.page, this.button(name));
  }

  async signIn(account: Account): Promise<void> {
    await expect(this.heading("Ouvrir la messagerie")).toBeVisible();
    await typeInto(this.page, this.page.getByLabel("Nom d’utilisateur"), account.user);
    await typeInto(this.page, this.page.getByLabel("Mot de passe", { exact: true }), account.password);
    await this.page.keyboard.press("Enter");
  }

  /** From `Votre premier appareil` until the recovery key is shown. @returns its groups */
  async makeRecoveryKey(): Promise<readonly string[]> {
    await expect(this.heading("Votre premier appareil")).toBeVisible();
    await this.press("Préparer cet appareil");
    await expect(this.heading("Gardez votre clé de récupération")).toBeVisible();
    const groups = this.page.getByRole("list", { name: /^Clé de récupération/ }).getByRole("listitem");
    await expect(groups).toHaveCount(12);
    // A group's name for screen readers precedes its four characters.
    return (await groups.allTextContents()).map((text) => text.trim().slice(-4));
  }

  /** Types the two groups that the screen asks for. */
  async proveRecoveryKey(groups: readonly string[]): Promise<void> {
    await this.press("Je l’ai gardée, continuer");
    await expect(this.heading("Confirmez votre clé")).toBeVisible();
    const fields = this.page.getByLabel(/^Groupe \d+ sur \d+/);
    await expect(fields).toHaveCount(2);
    for (const field of await fields.all()) {
      const label = await field.evaluate((element) => (element instanceof HTMLInputElement ? (element.labels?.[0]?.textContent ?? "") : ""));
      const number = Number(/Groupe (\d+)/.exec(label)?.[1]);
      await typeInto(this.page, field, groups[number - 1] ?? "");
    }
    await this.page.keyboard.press("Enter");
    await this.press("Ouvrir mes conversations");
  }

  /** A new account's first device, up to the list of conversations. @returns the recovery key's groups */
  async enterFirstTime(account: Account): Promise<readonly string[]> {
    await this.signIn(account);
    const groups = await this.makeRecoveryKey();
    await this.proveRecoveryKey(groups);
    await this.expectOpen();
    return groups;
  }

  /** From `Vérifiez cet appareil`: the whole key, as the person kept it. */
  async tryRecoveryKey(groups: readonly string[]): Promise<void> {
    const field = this.page.getByLabel("Clé de récupération", { exact: true });
    const choice = this.button(/Avec ma clé de récupération/);
    await expect(choice.or(field).first()).toBeVisible();
    if (await choice.isVisible()) await activate(this.page, choice);
    await typeInto(this.page, field, groups.join(" "));
    await this.page.keyboard.press("Enter");
  }

  async typePasswordAgain(account: Account): Promise<void> {
    await typeInto(this.page, this.page.getByLabel("Mot de passe", { exact: true }), account.password);
    await this.page.keyboard.press("Enter");
  }

  get list(): Locator {
    return this.page.getByRole("navigation", { name: "Vos conversations" });
  }

  async expectOpen(): Promise<void> {
    await expect(this.list).toBeVisible();
  }

  /** The row of a conversation in the list. */
  row(name: string): Locator {
    return this.list.getByRole("button", { name: new RegExp(name) });
  }

  async openRoom(name: string): Promise<void> {
    await expect(this.row(name)).toBeVisible();
    await this.page.keyboard.press("ControlOrMeta+K");
    await typeInto(this.page, this.page.getByLabel("Personne, salon ou commande"), name);
    await this.page.keyboard.press("Enter");
    await this.expectRoom(name);
  }

  async expectRoom(name: string): Promise<void> {
    await expect(this.page.getByRole("heading", { name, level: 1 })).toBeVisible();
  }

  get messages(): Locator {
    return this.page.getByRole("log");
  }

  /** The first message in the conversation with this text; replies that quote it come after it. */
  message(text: string): Locator {
    return this.messages.getByRole("article").filter({ has: this.page.getByText(shown(text)) }).first();
  }

  /** As somebody writes who has read who will read it: before the line says so, whoever is new would be asked about. */
  async write(text: string): Promise<void> {
    await expect(this.page.getByText(/^(Lisible par|Public : lisible|Qui pourra lire)/)).toBeVisible();
    await typeInto(this.page, this.page.getByRole("textbox", { name: /^Écrire à/ }), text);
    await this.page.keyboard.press("Enter");
  }

  /** Writes to people who are new here: the message waits until the sender has seen who they are. */
  async writeToNewcomers(text: string): Promise<void> {
    await this.write(text);
    await expect(this.heading(/arrivées? depuis votre dernier message|vous lir(a|ont) ici pour la première fois/)).toBeVisible();
    await this.press(/^Envoyer, elles? comprises?$/);
    await this.expectMessage(text);
  }

  async expectMessage(text: string): Promise<void> {
    await expect(this.message(text)).toBeVisible();
  }

  /** Chooses an entry of the menu under the button `menu`. */
  async choose(menu: string | RegExp, entry: string | RegExp): Promise<void> {
    await this.press(menu);
    const item = this.page.getByRole("menuitem", { name: entry });
    await expect(item).toBeVisible();
    await this.arrowTo(item);
    await this.page.keyboard.press("Enter");
  }

  /** Arrows move in menus and lists (ARIA authoring practices). */
  private async arrowTo(target: Locator): Promise<void> {
    for (let step = 0; step < 30; step += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press("ArrowDown");
    }
    throw new Error(`the arrows do not reach ${target}`);
  }

  async joinByAddress(address: string): Promise<void> {
    await this.choose("Nouveau", "Rejoindre par adresse");
    await typeInto(this.page, this.page.getByLabel("Adresse du salon"), address);
    await this.page.keyboard.press("Enter");
  }

  private async findPerson(account: Account): Promise<Locator> {
    await typeInto(this.page, this.page.getByLabel("Nom ou adresse"), account.user);
    const found = this.page.getByRole("list", { name: "Personnes trouvées" }).getByRole("button").filter({ hasText: account.userId });
    await expect(found).toBeVisible();
    return found;
  }

  async startDirect(account: Account): Promise<void> {
    await this.choose("Nouveau", "Nouvelle conversation");
    await activate(this.page, await this.findPerson(account));
    await this.press("Ouvrir la conversation");
    await expect(this.page.getByRole("textbox", { name: /^Écrire à/ })).toBeVisible();
  }

  async createRoom(name: string, roomClass: RegExp): Promise<void> {
    await this.choose("Nouveau", "Nouveau salon");
    const choice = this.page.getByRole("radio", { name: roomClass });
    await expect(choice).toBeVisible();
    await tabTo(this.page, this.page.locator("input[type=radio]:checked"));
    for (let step = 0; step < 10 && !(await choice.isChecked()); step += 1) await this.page.keyboard.press("ArrowDown");
    await typeInto(this.page, this.page.getByLabel("Nom du salon"), name);
    await this.page.keyboard.press("Enter");
    await this.expectRoom(name);
  }

  private async openInvite(): Promise<void> {
    await this.press("Personnes du salon");
    await this.press("Inviter une personne");
  }

  async invite(account: Account): Promise<void> {
    await this.openInvite();
    await activate(this.page, await this.findPerson(account));
    await this.press("Inviter");
    await expect(this.page.getByText(/a reçu votre invitation/)).toBeVisible();
    await this.page.keyboard.press("Escape");
    await this.press("Fermer le volet");
  }

  /** @returns the person's entry among those found, which says why when the rules do not admit them */
  async searchToInvite(account: Account): Promise<Locator> {
    await this.openInvite();
    return this.findPerson(account);
  }

  private invitation(name: string): Locator {
    return this.list.getByRole("group", { name: new RegExp(name) });
  }

  async acceptInvitation(name: string): Promise<void> {
    await activate(this.page, this.invitation(name).getByRole("button", { name: "Accepter" }));
    await expect(this.page.getByRole("textbox", { name: /^Écrire à/ })).toBeVisible();
  }

  async refuseInvitation(name: string): Promise<void> {
    await activate(this.page, this.invitation(name).getByRole("button", { name: "Refuser" }));
    await expect(this.invitation(name)).toHaveCount(0);
  }

  private async act(text: string, action: string): Promise<void> {
    const message = this.message(text);
    await expect(message).toBeVisible();
    // Tab comes back to where one was, which can be a line of folded changes: the way to a message begins at the end.
    await tabTo(this.page, this.messages.locator("[data-message][tabindex='0']"));
    await this.page.keyboard.press("End");
    await expect(this.messages.locator("[data-message]").last()).toBeFocused();
    for (let step = 0; step < 60 && !(await message.evaluate((element) => element === document.activeElement)); step += 1) await this.page.keyboard.press("ArrowUp");
    await activate(this.page, message.getByRole("button", { name: action }));
  }

  async reply(to: string, text: string): Promise<void> {
    await this.act(to, "Répondre");
    await this.write(text);
  }

  async edit(from: string, text: string): Promise<void> {
    await this.act(from, "Modifier");
    await this.write(text);
  }

  async redact(text: string): Promise<void> {
    await this.act(text, "Supprimer");
    await activate(this.page, this.page.getByRole("dialog").getByRole("button", { name: "Supprimer" }));
  }

  async leave(): Promise<void> {
    await this.press("Détails du salon");
    await this.press("Quitter le salon");
    await activate(this.page, this.page.getByRole("dialog").getByRole("button", { name: "Quitter", exact: true }));
  }

  async openRules(): Promise<void> {
    await this.choose(/^Compte de/, "Règles en vigueur");
    await expect(this.heading("Règles en vigueur")).toBeVisible();
  }

  async tabTo(target: Locator): Promise<void> {
    await tabTo(this.page, target);
  }
}
