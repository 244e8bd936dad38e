/**
 * Takes the pictures of `docs/pictures/` again: a deployment from nothing, four people in real windows, and what they see.
 * Run by hand when the interface has changed, then look at the pictures before committing them:
 *
 *     node e2e/pictures/take-pictures.ts [folder]
 */
import { chromium, type Browser, type Page } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { launchOptions } from "../support/chromium.ts";
import { ClientWindow } from "../support/client-window.ts";
import { startDeployment, type Account, type RunningDeployment } from "../support/deployment.ts";
import { signInWithOtherClient } from "../support/other-client.ts";

const FOLDER = resolve(process.argv[2] ?? join(import.meta.dirname, "../../docs/pictures"));

function accountOf(deployment: RunningDeployment, user: string): Account {
  const found = deployment.accounts.find((account) => account.user === user);
  if (found === undefined) throw new Error(`the example state has no account ${user}`);
  return found;
}

async function openWindow(browser: Browser, deployment: RunningDeployment): Promise<ClientWindow> {
  const context = await browser.newContext({ locale: "fr-FR", timezoneId: "Europe/Paris", viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(deployment.client);
  return new ClientWindow(page);
}

/** Without a pointer over a message or a caret in a field: what somebody sees who reads. */
async function picture(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate(async () => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    await document.fonts.ready;
  });
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
}

/** Writes, and settles the question about people who are new here when it is asked. */
async function say(window: ClientWindow, text: string): Promise<void> {
  await window.write(text);
  const send = window.button(/^Envoyer, elles? comprises?$/);
  await send.or(window.message(text)).first().waitFor();
  if (await send.isVisible()) await send.click();
  await window.expectMessage(text);
}

async function takeConversation(browser: Browser, deployment: RunningDeployment): Promise<void> {
  const people = ["camille.laurent-interieur", "idris.benali-interieur", "maelle.legoff-finances", "nora.diallo-externe"].map((user) => accountOf(deployment, user));
  const windows = await Promise.all(people.map(() => openWindow(browser, deployment)));
  const [camille, idris, maelle, nora] = windows;
  const [first, second, third, fourth] = people;
  if (!camille || !idris || !maelle || !nora || !first || !second || !third || !fourth) throw new Error("four people have four windows");

  await camille.signIn(first);
  const groups = await camille.makeRecoveryKey();
  // This key opens nothing: the deployment is deleted when the pictures are taken.
  await picture(camille.page, "recovery-key");
  await camille.proveRecoveryKey(groups);
  await camille.expectOpen();
  await idris.enterFirstTime(second);
  await maelle.enterFirstTime(third);
  await nora.enterFirstTime(fourth);

  await nora.openRoom("Opérateurs réseaux");
  await say(nora, "Bonjour. La ligne de 63 kV est consignée jusqu’à 16 h.");
  await maelle.openRoom("Opérateurs réseaux");
  await say(maelle, "Merci, la carte suit.");
  await camille.startDirect(second);
  await say(camille, "Avez-vous la liste des écoles fermées ?");
  await idris.acceptInvitation("Camille");
  await say(idris, "Je vous l’envoie avant midi.");

  for (const window of [camille, idris, maelle]) await window.openRoom("Coordination");
  await say(maelle, "La carte des zones évacuées est prête. Je la partage ici, puis au salon des opérateurs sans les adresses.");
  await camille.expectMessage("La carte des zones évacuées est prête. Je la partage ici, puis au salon des opérateurs sans les adresses.");
  await say(camille, "Bien reçu, je préviens le cabinet.");
  await camille.openRoom("Idris Benali");
  await say(idris, "Merci. Le point de 14 h est avancé à 13 h 50, même lien.");
  await say(idris, "Qui peut prévenir la préfecture ?");
  const unsigned = await signInWithOtherClient(deployment, accountOf(deployment, "samuel.caron-finances"));
  try {
    await unsigned.send(deployment.rooms["coordination"] ?? "", "Je suis joignable sur ce téléphone.");
    await camille.openRoom("Coordination");
    await camille.messages.getByText(/^Message envoyé d’un appareil/).waitFor();
    await say(maelle, "Une remarque de la préfecture pour les opérateurs ?");
    await maelle.openRoom("Opérateurs réseaux");
    await say(maelle, "La carte à jour est dans l’espace.");
    await camille.row("Opérateurs réseaux").getByText(/La carte à jour/).waitFor();
    await camille.page.context().setOffline(true);
    await camille.write("Je m’en charge.");
    await camille.messages.getByText(/^Non envoyé/).waitFor({ timeout: 60_000 });
    await camille.page.emulateMedia({ colorScheme: "light" });
    await picture(camille.page, "conversation-light");
    await camille.page.emulateMedia({ colorScheme: "dark" });
    await picture(camille.page, "conversation-dark");
    await camille.page.emulateMedia({ colorScheme: "light" });
    await camille.page.context().setOffline(false);
    await camille.messages.getByText(/^Non envoyé/).waitFor({ state: "hidden", timeout: 60_000 });
  } finally {
    unsigned.stop();
  }

  await camille.openRules();
  await picture(camille.page, "rules");
  await nora.joinByAddress(`#coordination:${deployment.serverName}`);
  await nora.heading(/Vous ne pouvez pas rejoindre/).waitFor();
  await picture(nora.page, "refused");
}

mkdirSync(FOLDER, { recursive: true });
const started = await startDeployment();
try {
  const browser = await chromium.launch(launchOptions());
  try {
    await takeConversation(browser, started.running);
  } finally {
    await browser.close();
  }
} finally {
  await started.stop();
}
// The other client's library leaves timers behind that would keep the process alive.
process.exit();
