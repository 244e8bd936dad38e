import type { RoomId } from "#client/domain/ids.ts";
import { exampleMessage } from "#client/domain/ports/fakes/example/conversation.ts";
import { camille, idris, maelle, nora, samuel } from "#client/domain/ports/fakes/example/people.ts";
import { COORDINATION, EXAMPLE_NOW, OPERATORS, PRESS } from "#client/domain/ports/fakes/example/rooms.ts";
import { fakeApplication } from "#client/domain/ports/fakes/fake-application.ts";
import { exampleRefusal } from "#client/domain/ports/fakes/fake-policy-advisor.ts";
import { fakeSignedInSession } from "#client/domain/ports/fakes/fake-signed-in-session.ts";
import type { MessageItem, TimelineItem, UndecryptableReason } from "#client/domain/timeline-item.ts";
import { setLanguage } from "#client/ui/i18n/i18n.svelte.ts";
import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import ConversationsScreen from "./ConversationsScreen.svelte";

beforeEach(() => setLanguage("fr"));

const said = (element: Element): string => (element.textContent ?? "").replace(/\s+/gu, " ").trim();

async function open(roomId: RoomId, items?: readonly TimelineItem[]) {
  const session = fakeSignedInSession();
  if (items) session.timelines.of(roomId).set({ items, loadingOlder: false, reachedStart: true, firstUnreadKey: null });
  const navigate = vi.fn();
  render(ConversationsScreen, { application: fakeApplication({ session }), session, route: { at: "room", roomId }, navigate, reload: vi.fn() });
  const log = await screen.findByRole("log");
  return { session, log, navigate };
}

const message = (key: string, more: Partial<MessageItem> & Pick<MessageItem, "sender" | "body">): MessageItem => exampleMessage(key, { at: EXAMPLE_NOW, ...more });
const text = (words: string) => ({ kind: "text", text: words }) as const;

test("the header says how many people there are and in which space; the strip says who can read", async () => {
  await open(COORDINATION);
  expect(screen.getByRole("heading", { level: 1, name: "Coordination" })).toBeTruthy();
  expect(screen.getByText("12 personnes · Cellule inondations")).toBeTruthy();
  const strip = screen.getByRole("region", { name: "Classe du salon et qui peut lire" });
  expect(said(strip)).toContain("Interministériel · chiffré de bout en bout · ministères seulement");
  expect(within(strip).getByRole("link", { name: "Règles du salon" }).getAttribute("href")).toBe("#/rules/R-0101");
});

test("the conversation is a log that names the room", async () => {
  const { log } = await open(COORDINATION);
  expect(log.getAttribute("aria-label")).toBe("Messages de Coordination");
  expect(log.getAttribute("aria-live")).toBe("polite");
});

test("one's own messages say 'Vous', others their name, seal and ministry", async () => {
  const { log } = await open(COORDINATION, [message("a", { sender: idris, body: text("Bonjour") }), message("b", { sender: camille, body: text("Bonjour à vous") })]);
  const [his, mine] = within(log).getAllByRole("article");
  if (!his || !mine) throw new Error("two messages are shown");
  expect(said(his)).toContain("Idris Benali");
  expect(said(his)).toContain("Ministère de l’Intérieur");
  expect(within(his).getByRole("img", { name: "Identité vérifiée" })).toBeTruthy();
  expect(said(mine)).toContain("Vous");
});

test("somebody whose identity is not proven wears no seal, and an external is marked", async () => {
  const { log } = await open(COORDINATION, [message("a", { sender: samuel, body: text("x") }), message("b", { sender: nora, body: text("y") })]);
  const [his, hers] = within(log).getAllByRole("article");
  if (!his || !hers) throw new Error("two messages are shown");
  expect(within(his).queryByRole("img", { name: "Identité vérifiée" })).toBeNull();
  expect(said(hers)).toContain("Externe · etat.example");
});

test.each<readonly [UndecryptableReason, string]>([
  ["keys_not_arrived", "sa clé n’est pas arrivée"],
  ["sent_before_you_joined", "avant votre arrivée"],
  ["from_before_this_device", "plus ancien que cet appareil"],
  ["withheld_from_this_device", "n’en a pas donné la clé"],
  ["sender_device_unsigned", "que son titulaire n’a pas vérifié"],
  ["sender_identity_changed", "L’identité de cette personne a changé"],
  ["unknown", "ne peut pas être lu"],
])("what cannot be read says why in plain words: %s", async (reason, words) => {
  const { log } = await open(COORDINATION, [message("a", { sender: maelle, body: { kind: "undecryptable", reason } })]);
  expect(said(within(log).getByRole("article"))).toContain(words);
});

test("a message that is not protected as it should be says so", async () => {
  const { log } = await open(COORDINATION, [message("a", { sender: maelle, body: text("Payez vite"), authentic: false })]);
  expect(said(log)).toContain("n’est pas protégé comme ce salon l’exige");
});

test("a message whose key came out of the backup says that nobody can prove its sender, and wears no seal", async () => {
  const proven = { ...maelle, identity: "proven" as const };
  const { log } = await open(COORDINATION, [
    message("a", { sender: proven, body: text("Bonjour") }),
    message("b", { sender: proven, body: text("Virez tout"), restored: true }),
  ]);
  const [live, restored] = within(log).getAllByRole("article");
  expect(said(live!)).not.toContain("auteur non prouvé");
  expect(within(live!).getByRole("img", { name: "Identité vérifiée" })).toBeTruthy();
  expect(said(restored!)).toContain("reprise de votre sauvegarde, auteur non prouvé");
  expect(within(restored!).queryByRole("img", { name: "Identité vérifiée" })).toBeNull();
});

test.each<readonly [string, Partial<MessageItem>]>([
  ["is not protected as it should be", { body: text("Payez vite"), authentic: false }],
  ["cannot be read", { body: { kind: "undecryptable", reason: "sender_device_unsigned" } }],
])("a message that %s wears no seal, however proven the person is whose it is said to be", async (_, more) => {
  const { log } = await open(COORDINATION, [message("a", { sender: idris, body: text("Bonjour") }), message("b", { sender: idris, body: text("x"), ...more })]);
  const [proven, claimed] = within(log).getAllByRole("article");
  expect(within(proven!).getByRole("img", { name: "Identité vérifiée" })).toBeTruthy();
  expect(said(claimed!)).toContain("Idris Benali");
  expect(within(claimed!).queryByRole("img", { name: "Identité vérifiée" })).toBeNull();
});

test("nobody wears the seal in a public room: what is not encrypted proves no writer", async () => {
  const { log } = await open(PRESS, [message("a", { sender: idris, body: text("Communiqué") })]);
  expect(said(log)).toContain("Idris Benali");
  expect(within(log).queryByRole("img", { name: "Identité vérifiée" })).toBeNull();
});

test.each([{ restored: true }, { unprotected: true }] as const)("the list of rooms says so of the last message too, before its words: %o", async (mark) => {
  const { session } = await open(COORDINATION);
  const unproven = { senderName: "Maëlle Le Goff", own: false, text: "Virez tout", ...mark };
  session.rooms.rooms.set(session.rooms.rooms.current()!.map((room) => (room.id === COORDINATION ? { ...room, preview: unproven } : room)));
  expect(said(await screen.findByRole("button", { name: /Auteur non prouvé · Maëlle\s: Virez tout/u }))).toContain("Coordination");
  setLanguage("en");
  expect(said(await screen.findByRole("button", { name: /Sender not proven · Maëlle: Virez tout/u }))).toContain("Coordination");
});

test("a text is never read as markup", async () => {
  const { log } = await open(COORDINATION, [message("a", { sender: maelle, body: text("<img src=x onerror=alert(1)><b>gras</b>") })]);
  expect(log.querySelector("img, b")).toBeNull();
  expect(said(log)).toContain("<b>gras</b>");
});

test("a message that waits for the network says so, and can be tried again or taken back", async () => {
  const user = userEvent.setup();
  const { session, log } = await open(COORDINATION);
  const waiting = within(log).getByText(/Non envoyé : pas de connexion/u);
  await user.click(within(waiting.closest("article") ?? log).getByRole("button", { name: "Réessayer" }));
  expect(said(log)).not.toContain("Non envoyé");
  expect(session.timelines.of(COORDINATION).current().items.at(-1)).toMatchObject({ sendState: { at: "sent" } });
});

test("a message that may have arrived asks before it is sent again", async () => {
  const { log } = await open(COORDINATION, [message("a", { sender: camille, body: text("x"), eventId: null, sendState: { at: "uncertain" } })]);
  expect(said(log)).toContain("Peut-être déjà envoyé");
  expect(within(log).getByRole("button", { name: "Renvoyer" })).toBeTruthy();
  expect(within(log).getByRole("button", { name: "Retirer" })).toBeTruthy();
  expect(within(log).queryByRole("button", { name: "Modifier" })).toBeNull();
});

test("a message refused by a rule leads to the five parts of the refusal", async () => {
  const user = userEvent.setup();
  const failure = { code: "refused", refusal: exampleRefusal("send") } as const;
  const { log } = await open(COORDINATION, [message("a", { sender: camille, body: text("x"), eventId: null, sendState: { at: "failed", failure } })]);
  await user.click(within(log).getByRole("button", { name: "Voir la règle" }));
  const dialog = await screen.findByRole("dialog");
  expect(said(dialog)).toContain("Vous ne pouvez pas écrire dans « Coordination »");
  expect(said(dialog)).toContain("R-0200");
});

test("changes of the room are plain sentences, and an external is marked there too", async () => {
  const change = (key: string, made: Extract<TimelineItem, { type: "change" }>["change"]): TimelineItem => ({
    type: "change",
    key,
    eventId: message(key, { sender: idris, body: text("") }).eventId ?? ("$x" as never),
    at: EXAMPLE_NOW,
    actor: camille,
    change: made,
  });
  const { log } = await open(COORDINATION, [change("a", { kind: "invited", target: nora }), change("b", { kind: "joined", target: idris }), change("c", { kind: "renamed", name: "Crise" })]);
  expect(said(log)).toContain("Vous avez invité Nora Diallo (externe)");
  expect(said(log)).toContain("Idris Benali a rejoint le salon");
  expect(said(log)).toContain("Vous avez nommé le salon « Crise »");
});

test("what is open and seen is marked as read", async () => {
  const { session } = await open(OPERATORS);
  await vi.waitFor(() => expect(session.timelines.read).toContain(OPERATORS));
});

test("arrows move between messages, and the one in focus shows what can be done with it", async () => {
  const user = userEvent.setup();
  const items = [message("a", { sender: idris, body: text("Premier") }), message("b", { sender: maelle, body: text("Second") })];
  const { log } = await open(COORDINATION, items);
  const [first, second] = within(log).getAllByRole("article");
  second?.focus();
  await user.keyboard("{ArrowUp}");
  expect(document.activeElement).toBe(first);
  await user.click(await screen.findByRole("button", { name: "Répondre" }));
  expect(screen.getByText("Réponse à Idris Benali")).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Écrire à Coordination" }));
});

test("deleting asks first, and says what it does not undo", async () => {
  const user = userEvent.setup();
  const { log } = await open(COORDINATION, [message("a", { sender: camille, body: text("Erreur"), mayRedact: true })]);
  within(log).getByRole("article").focus();
  await user.click(await screen.findByRole("button", { name: "Supprimer" }));
  const dialog = await screen.findByRole("dialog");
  expect(said(dialog)).toContain("Qui l’a déjà lu ou copié le garde");
  await user.click(within(dialog).getByRole("button", { name: "Supprimer" }));
  await vi.waitFor(() => expect(said(log)).toContain("Message supprimé"));
});

test("a room that is not in the list is said to be unknown, without naming anything of it", () => {
  const session = fakeSignedInSession();
  render(ConversationsScreen, { application: fakeApplication({ session }), session, route: { at: "room", roomId: "!nowhere" as RoomId }, navigate: vi.fn(), reload: vi.fn() });
  expect(screen.getByRole("heading", { name: "Cette conversation n’est pas dans votre liste." })).toBeTruthy();
});
