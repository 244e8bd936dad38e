import type { ApplicationState } from "#client/domain/ports/application.ts";
import { camille } from "#client/domain/ports/fakes/example/people.ts";
import { fakeApplication, type FakeApplicationParts } from "#client/domain/ports/fakes/fake-application.ts";
import { EXAMPLE_EMOJI, fakeEmojiVerifier } from "#client/domain/ports/fakes/fake-emoji-verifier.ts";
import { EXAMPLE_RECOVERY_KEY, fakeSecurityGate } from "#client/domain/ports/fakes/fake-security-gate.ts";
import { failed } from "#client/domain/result.ts";
import { setLanguage } from "#client/ui/i18n/i18n.svelte.ts";
import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import App from "./App.svelte";
import { createRouter } from "./router.svelte.ts";

const userId = camille.userId;
const reload = vi.fn();

beforeEach(() => {
  setLanguage("fr");
  window.location.hash = "";
  reload.mockReset();
});

function open(parts: FakeApplicationParts) {
  const application = fakeApplication(parts);
  render(App, { application, router: createRouter(window), reload });
  return application;
}

const title = (name: string) => screen.findByRole("heading", { level: 1, name });
const button = (name: string) => screen.getByRole("button", { name });
const inGate: ApplicationState = { at: "gate", userId };

test("somebody signs in with name and password", async () => {
  const user = userEvent.setup();
  const application = open({});
  await user.type(screen.getByLabelText("Nom d’utilisateur"), "camille.laurent-interieur");
  await user.type(screen.getByLabelText("Mot de passe"), "correct");
  await user.click(button("Continuer"));
  await title("Votre premier appareil");
  expect(application.state.current().at).toBe("gate");
});

test("nothing is sent while a field is empty: the screen says which, and goes there", async () => {
  const user = userEvent.setup();
  const signIn = vi.fn();
  open({ signIn });
  await user.click(button("Continuer"));
  expect(screen.getByLabelText("Nom d’utilisateur")).toBe(document.activeElement);
  expect(screen.getByText("Indiquez votre mot de passe.")).toBeTruthy();
  expect(signIn).not.toHaveBeenCalled();
});

test("a wrong password is told in four parts, the name stays and the password goes", async () => {
  const user = userEvent.setup();
  open({});
  await user.type(screen.getByLabelText("Nom d’utilisateur"), "camille");
  await user.type(screen.getByLabelText("Mot de passe"), "wrong");
  await user.click(button("Continuer"));
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("Ce nom ou ce mot de passe n’est pas le bon.");
  expect(alert.textContent).toContain("Rien n’a changé sur votre compte.");
  expect(alert.textContent).toContain("Après plusieurs essais manqués, il faudra patienter un peu.");
  expect(alert.textContent).toContain("demandez un nouveau mot de passe à l’assistance");
  expect(screen.getByLabelText<HTMLInputElement>("Nom d’utilisateur").value).toBe("camille");
  expect(screen.getByLabelText<HTMLInputElement>("Mot de passe").value).toBe("");
});

test("without a connection the password stays in its field", async () => {
  const user = userEvent.setup();
  open({ signIn: async () => failed({ code: "network" }) });
  await user.type(screen.getByLabelText("Nom d’utilisateur"), "camille");
  await user.type(screen.getByLabelText("Mot de passe"), "secret");
  await user.click(button("Continuer"));
  expect((await screen.findByRole("alert")).textContent).toContain("Pas de connexion au serveur.");
  expect(screen.getByLabelText<HTMLInputElement>("Mot de passe").value).toBe("secret");
});

test("who cannot sign in finds the helpdesk", async () => {
  const user = userEvent.setup();
  open({});
  await user.click(button("Je n’arrive pas à me connecter"));
  const dialog = await screen.findByRole("dialog", { name: "Se connecter" });
  expect(dialog.textContent).toContain("Aide");
  await user.click(within(dialog).getByRole("button", { name: "Fermer" }));
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(document.activeElement).toBe(button("Je n’arrive pas à me connecter"));
});

test("a first device is ready only after two groups of its recovery key were typed again", async () => {
  const user = userEvent.setup();
  const application = open({ state: inGate, gate: fakeSecurityGate({ at: "first_device" }) });
  await user.click(button("Préparer cet appareil"));

  await title("Gardez votre clé de récupération");
  for (const group of EXAMPLE_RECOVERY_KEY) expect(screen.getByText(group)).toBeTruthy();
  await user.click(button("Je l’ai gardée, continuer"));

  await title("Confirmez votre clé");
  expect(screen.queryByText(EXAMPLE_RECOVERY_KEY[0] ?? "")).toBeNull();
  await user.type(await screen.findByLabelText("Groupe 3 sur 12"), "9kQw");
  await user.type(screen.getByLabelText("Groupe 8 sur 12"), "XXXX");
  await user.click(button("Confirmer"));
  expect((await screen.findByRole("alert")).textContent).toContain("Au moins un des deux groupes est différent");
  expect(application.state.current().at).toBe("gate");

  await user.type(await screen.findByLabelText("Groupe 2 sur 12"), "3aYL");
  await user.type(screen.getByLabelText("Groupe 12 sur 12"), "xA9d");
  await user.click(button("Confirmer"));
  await title("Tout est prêt");
  expect(application.state.current().at).toBe("ready");
});

test("from the proof one can look at the key again", async () => {
  const user = userEvent.setup();
  open({ state: inGate, gate: fakeSecurityGate({ at: "recovery_unproven" }) });
  await user.click(await screen.findByRole("button", { name: "Je l’ai gardée, continuer" }));
  await user.click(await screen.findByRole("button", { name: "Revoir la clé" }));
  await title("Gardez votre clé de récupération");
});

test("a key that cannot be shown again is typed in whole", async () => {
  const user = userEvent.setup();
  const gate = { ...fakeSecurityGate({ at: "recovery_unproven" }), createIdentity: async () => failed({ code: "not_found" } as const) };
  const application = open({ state: inGate, gate });
  await title("Votre clé de récupération reste à confirmer");
  await user.type(screen.getByLabelText("Clé de récupération"), EXAMPLE_RECOVERY_KEY.join(" "));
  await user.click(button("Vérifier l’appareil"));
  await vi.waitFor(() => expect(application.state.current().at).toBe("ready"));
});

test("a key that cannot be shown for want of a connection is asked for again, never typed blind", async () => {
  const user = userEvent.setup();
  const gate = fakeSecurityGate({ at: "recovery_unproven" });
  const createIdentity = vi.fn(gate.createIdentity).mockResolvedValueOnce(failed({ code: "network" }));
  open({ state: inGate, gate: { ...gate, createIdentity } });
  expect((await screen.findByRole("alert")).textContent).toContain("Pas de connexion au serveur.");
  expect(screen.queryByLabelText("Clé de récupération")).toBeNull();
  await user.click(button("Réessayer"));
  await screen.findByText(EXAMPLE_RECOVERY_KEY[0] ?? "");
  expect(createIdentity).toHaveBeenCalledTimes(2);
});

test("an identity that could not be made is not half made on the screen", async () => {
  const user = userEvent.setup();
  const gate = { ...fakeSecurityGate({ at: "first_device" }), createIdentity: async () => failed({ code: "network" } as const) };
  open({ state: inGate, gate });
  await user.click(button("Préparer cet appareil"));
  expect((await screen.findByRole("alert")).textContent).toContain("Pas de connexion au serveur.");
  await title("Votre premier appareil");
});

test("another device goes in by the recovery key, and a wrong one leaves it closed", async () => {
  const user = userEvent.setup();
  const application = open({ state: inGate, gate: fakeSecurityGate({ at: "unverified_device" }) });
  await user.click(button("Avec ma clé de récupération"));
  await user.type(await screen.findByLabelText("Clé de récupération"), "EsTb nope");
  await user.click(button("Vérifier l’appareil"));
  expect((await screen.findByRole("alert")).textContent).toContain("Cette clé n’est pas celle de votre compte.");
  expect(application.state.current().at).toBe("gate");
  await user.clear(screen.getByLabelText("Clé de récupération"));
  await user.type(screen.getByLabelText("Clé de récupération"), EXAMPLE_RECOVERY_KEY.join(" "));
  await user.click(button("Vérifier l’appareil"));
  await vi.waitFor(() => expect(application.state.current().at).toBe("ready"));
});

test("another device goes in by comparing seven named pictures", async () => {
  const user = userEvent.setup();
  const emoji = fakeEmojiVerifier();
  open({ state: inGate, gate: fakeSecurityGate({ at: "unverified_device" }, emoji) });
  await user.click(button("Avec un autre appareil"));
  await title("Ouvrez la messagerie sur votre autre appareil");
  emoji.state.set({ at: "compare", emoji: EXAMPLE_EMOJI });
  await title("Comparez les sept images");
  expect(within(screen.getByRole("list", { name: "Images à comparer" })).getAllByRole("listitem").map((item) => item.textContent)).toEqual([
    "🐶Chien",
    "🦁Lion",
    "☂️Parapluie",
    "🎸Guitare",
    "🌳Arbre",
    "⏰Réveil",
    "✈️Avion",
  ]);
  await user.click(button("Elles sont identiques"));
  await title("Confirmez aussi sur l’autre appareil");
});

test("different pictures: the device stays closed, and the screen warns of somebody in between", async () => {
  const user = userEvent.setup();
  const emoji = fakeEmojiVerifier({ at: "compare", emoji: EXAMPLE_EMOJI });
  const application = open({ state: inGate, gate: fakeSecurityGate({ at: "unverified_device" }, emoji) });
  await user.click(await screen.findByRole("button", { name: "Elles sont différentes" }));
  await title("La comparaison n’a pas abouti");
  expect(screen.getByRole("alert").textContent).toContain("quelqu’un s’est peut-être glissé entre les deux appareils");
  expect(application.state.current().at).toBe("gate");
});

test("messages coming back are counted", async () => {
  const gate = fakeSecurityGate({ at: "unverified_device" });
  open({ state: inGate, gate });
  gate.restoring.set({ restored: 5, total: 20 });
  const progress = await screen.findByRole<HTMLProgressElement>("progressbar", { name: /Retour de vos messages/ });
  expect(progress.value / progress.max).toBe(0.25);
});

test("an address never opens the gate", async () => {
  for (const hash of ["#/room/!coordination", "#/rules", "#/join/%23presse%3Aetat.example", "#/ready"]) {
    window.location.hash = hash;
    open({ state: inGate, gate: fakeSecurityGate({ at: "unverified_device" }) });
    await screen.findByRole("heading", { level: 1, name: "Vérifiez cet appareil" });
    document.body.replaceChildren();
  }
});

test("after signing out the address no longer says where one was; a link followed while signed out is kept", async () => {
  window.location.hash = "#/room/!coordination";
  open({ state: { at: "signed_out", notice: "you_signed_out" } });
  await vi.waitFor(() => expect(window.location.hash).toBe("#/"));
  document.body.replaceChildren();
  window.location.hash = "#/join/%23presse%3Aetat.example";
  open({ state: { at: "signed_out", notice: "none" } });
  await title("Ouvrir la messagerie");
  expect(window.location.hash).toBe("#/join/%23presse%3Aetat.example");
});

test("in a second window one can continue here", async () => {
  const user = userEvent.setup();
  const application = open({ state: { at: "other_window" } });
  await title("La messagerie est ouverte dans une autre fenêtre");
  await user.click(button("Continuer ici"));
  expect(application.state.current().at).toBe("ready");
});

test("without rules nothing opens, and the next attempt is counted down", async () => {
  open({ state: { at: "no_policy", reason: "endpoint_unreachable", retryAt: Date.now() + 30_000 } });
  await title("Les règles de la messagerie ne sont pas encore là");
  expect(screen.getByRole("timer").textContent).toMatch(/Nouvel essai automatique dans (30|29) secondes\./);
  expect(screen.getByText("endpoint_unreachable")).toBeTruthy();
});

test("after a soft end the password brings everything back for the same person", async () => {
  const user = userEvent.setup();
  const application = open({ state: { at: "session_ended", soft: true, userId } });
  expect(screen.getByText(userId)).toBeTruthy();
  await user.type(screen.getByLabelText("Mot de passe"), "correct");
  await user.click(button("Continuer"));
  await vi.waitFor(() => expect(application.state.current().at).toBe("gate"));
});

test("leaving the account names what is lost before it is", async () => {
  const user = userEvent.setup();
  const application = open({ state: { at: "session_ended", soft: true, userId }, signOutLoses: { unsentMessages: 2, lastDevice: true } });
  await user.click(button("Quitter ce compte"));
  const dialog = await screen.findByRole("dialog");
  await within(dialog).findByText("2 messages en attente seront perdus.");
  expect(dialog.textContent).toContain("C’est votre seul appareil");
  expect(application.state.current().at).toBe("session_ended");
  await user.click(within(dialog).getByRole("button", { name: "Quitter ce compte" }));
  expect(application.state.current()).toEqual({ at: "signed_out", notice: "you_signed_out" });
});

test("after a hard end one signs in again from nothing", async () => {
  const user = userEvent.setup();
  const application = open({ state: { at: "session_ended", soft: false, userId } });
  await title("Cet appareil n’a plus accès à la messagerie");
  await user.click(button("Se connecter de nouveau"));
  expect(application.state.current().at).toBe("signed_out");
});

test.each([
  [{ at: "keyring_locked" }, "Le coffre de mots de passe de cet ordinateur est fermé"],
  [{ at: "not_configured", detail: "root: missing" }, "Cet ordinateur n’est pas encore prêt pour la messagerie"],
] as const)("%o can be tried again", async (state, name) => {
  const user = userEvent.setup();
  open({ state });
  await title(name);
  await user.click(button("Réessayer"));
  expect(reload).toHaveBeenCalledOnce();
});

test("each screen gives focus to its title, and the page takes its name", async () => {
  const application = open({ state: { at: "other_window" } });
  const first = await title("La messagerie est ouverte dans une autre fenêtre");
  expect(document.activeElement).toBe(first);
  application.state.set({ at: "session_ended", soft: false, userId });
  const second = await title("Cet appareil n’a plus accès à la messagerie");
  expect(document.activeElement).toBe(second);
  expect(document.title).toBe("Cet appareil n’a plus accès à la messagerie");
});

test("the language changes at once, in the page's attribute too, and is kept", async () => {
  const user = userEvent.setup();
  open({});
  expect(document.documentElement.lang).toBe("fr");
  await user.click(button("English"));
  await title("Open your messages");
  expect(document.documentElement.lang).toBe("en");
  expect(window.localStorage.getItem("chancery.language")).toBe("en");
});

test.each([
  ["too_new", "Ces données sont d’une version plus récente", "Réessayer"],
  ["full", "Il n’y a plus de place sur cet ordinateur", "Réessayer"],
  ["unreadable", "Les données de cet ordinateur ne peuvent pas être lues", "Réessayer"],
] as const)("a store that is %s says so, deletes nothing and can be tried again", async (problem, heading, way) => {
  const user = userEvent.setup();
  const application = open({ state: { at: "store_problem", problem } });
  await title(heading);
  expect(screen.getByText(/^Rien n’a été effacé/)).toBeTruthy();
  await user.click(button(way));
  expect(reload).toHaveBeenCalledOnce();
  expect(application.state.current().at).toBe("store_problem");
});

test("whose store was deleted goes on without it, and whose keys were deleted is asked before leaving the account", async () => {
  const user = userEvent.setup();
  const application = open({ state: { at: "store_problem", problem: "deleted" }, gate: fakeSecurityGate({ at: "unverified_device" }) });
  await title("Les données de cet ordinateur ont été effacées");
  await user.click(button("Continuer"));
  expect(application.state.current().at).toBe("gate");
  application.state.set({ at: "store_problem", problem: "keys_deleted" });
  await title("Les clés de cet appareil ont été effacées");
  await user.click(button("Se connecter de nouveau"));
  const dialog = await screen.findByRole("dialog", { name: /^Quitter ce compte/ });
  await user.click(within(dialog).getByRole("button", { name: "Rester" }));
  expect(application.state.current().at).toBe("store_problem");
  await user.click(button("Se connecter de nouveau"));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Quitter ce compte" }));
  expect(application.state.current().at).toBe("signed_out");
});
