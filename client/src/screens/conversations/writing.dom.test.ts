import type { RoomId } from "#client/domain/ids.ts";
import { nora, samuel } from "#client/domain/ports/fakes/example/people.ts";
import { COORDINATION, OPERATORS, PRESS, WITH_IDRIS } from "#client/domain/ports/fakes/example/rooms.ts";
import { fakeApplication } from "#client/domain/ports/fakes/fake-application.ts";
import { exampleRefusal, fakePolicyAdvisor } from "#client/domain/ports/fakes/fake-policy-advisor.ts";
import { fakeSignedInSession, type FakeSignedInSession } from "#client/domain/ports/fakes/fake-signed-in-session.ts";
import { setLanguage } from "#client/ui/i18n/i18n.svelte.ts";
import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import ConversationsScreen from "./ConversationsScreen.svelte";

beforeEach(() => setLanguage("fr"));

const said = (element: Element): string => (element.textContent ?? "").replace(/\s+/gu, " ").trim();

async function open(roomId: RoomId, session: FakeSignedInSession = fakeSignedInSession()) {
  const rendered = render(ConversationsScreen, { application: fakeApplication({ session }), session, route: { at: "room", roomId }, navigate: vi.fn(), reload: vi.fn() });
  await screen.findByRole("log");
  return { session, rendered, user: userEvent.setup() };
}

const field = (name: string): HTMLElement => screen.getByRole("textbox", { name: `Écrire à ${name}` });
const form = (): HTMLElement => screen.getByRole("form");

test("Enter sends, Shift+Enter begins a new line", async () => {
  const { session, user } = await open(COORDINATION);
  await user.type(field("Coordination"), "Une ligne{Shift>}{Enter}{/Shift}deux lignes{Enter}");
  await vi.waitFor(() => expect(session.sender.sent[0]?.message.text).toBe("Une ligne\ndeux lignes"));
  expect(field("Coordination")).toHaveProperty("value", "");
});

test("under the field stands who will be able to read it", async () => {
  await open(COORDINATION);
  expect(said(form())).toContain("Lisible par les 12 personnes du salon, sur leurs appareils vérifiés");
});

test("externals are named before anything is written", async () => {
  await open(OPERATORS);
  expect(said(form())).toContain("dont un externe : Nora Diallo");
});

test("in a conversation of two the other person is named", async () => {
  await open(WITH_IDRIS);
  expect(said(form())).toContain("Lisible par Idris Benali et vous, sur vos appareils vérifiés");
});

test("a public room says that everybody reads, without encryption", async () => {
  await open(PRESS);
  expect(said(form())).toContain("Public : lisible par tout le monde, sans chiffrement");
});

test("a rule that forbids writing is named where one would write, and nothing can be typed", async () => {
  const session = fakeSignedInSession();
  const policy = fakePolicyAdvisor((question) => (question.action === "send" ? { allowed: false, refusal: exampleRefusal("send") } : { allowed: true }));
  const { user } = await open(COORDINATION, { ...session, policy });
  await vi.waitFor(() => expect(said(form())).toContain("Vous ne pouvez pas écrire ici : R-0200"));
  expect(screen.queryByRole("textbox", { name: "Écrire à Coordination" })).toBeNull();
  await user.click(within(form()).getByRole("button", { name: "Voir la règle" }));
  expect(said(await screen.findByRole("dialog"))).toContain("Vous ne pouvez pas écrire dans « Coordination »");
});

test("just after entering, a room whose encryption is not known yet cannot be written to; once it is, it can", async () => {
  const session = fakeSignedInSession();
  let known = false;
  const policy = fakePolicyAdvisor((question) => (question.action === "send" && !known ? { allowed: false, refusal: { ...exampleRefusal("send"), ruleId: "F-09", rule: null } } : { allowed: true }));
  await open(COORDINATION, { ...session, policy });
  await vi.waitFor(() => expect(screen.queryByRole("textbox", { name: "Écrire à Coordination" })).toBeNull());
  known = true;
  session.rooms.rooms.set((session.rooms.rooms.current() ?? []).map((room) => ({ ...room })));
  expect(await screen.findByRole("textbox", { name: "Écrire à Coordination" })).toBeTruthy();
});

test("what the room itself forbids is said as well", async () => {
  const session = fakeSignedInSession();
  const readers = session.sender.readersOf(PRESS);
  readers.set({ ...readers.current(), blocked: { code: "forbidden" } });
  await open(PRESS, session);
  expect(said(form())).toContain("Vous pouvez lire ce salon, pas y écrire");
});

test("a missing connection blocks nothing", async () => {
  const session = fakeSignedInSession();
  const readers = session.sender.readersOf(COORDINATION);
  readers.set({ ...readers.current(), blocked: { code: "network" } });
  await open(COORDINATION, session);
  expect(field("Coordination")).toBeTruthy();
});

test("a newcomer holds the message: they are named, and it leaves only with the sender's word", async () => {
  const session = fakeSignedInSession();
  const readers = session.sender.readersOf(OPERATORS);
  readers.set({ ...readers.current(), newcomers: [nora] });
  session.sender.nextFailure = { code: "new_recipient", userIds: [nora.userId] };
  const { user } = await open(OPERATORS, session);
  await user.type(field("Opérateurs réseaux"), "Plan secret{Enter}");
  const dialog = await screen.findByRole("dialog");
  expect(said(dialog)).toContain("Nora Diallo");
  expect(said(dialog)).toContain("@nora.diallo-externe:etat.example");
  expect(session.sender.sent).toEqual([]);
  session.sender.nextFailure = null;
  await user.click(within(dialog).getByRole("button", { name: "Envoyer, elle comprise" }));
  await vi.waitFor(() => expect(session.sender.sent).toHaveLength(1));
});

test("a changed identity holds the message; Escape sends nothing and keeps the text", async () => {
  const session = fakeSignedInSession();
  const readers = session.sender.readersOf(COORDINATION);
  readers.set({ ...readers.current(), identityChanged: [samuel] });
  session.sender.nextFailure = { code: "identity_changed", userIds: [samuel.userId] };
  const { user } = await open(COORDINATION, session);
  await user.type(field("Coordination"), "Plan secret{Enter}");
  const dialog = await screen.findByRole("dialog");
  expect(said(dialog)).toContain("L’identité de Samuel Caron a changé");
  await user.click(within(dialog).getByRole("button", { name: "Ne pas envoyer" }));
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(session.sender.sent).toEqual([]);
  expect(field("Coordination")).toHaveProperty("value", "Plan secret");
});

test("Up in an empty field edits the last own message, Escape gives it up", async () => {
  const { user, session } = await open(COORDINATION);
  await user.click(field("Coordination"));
  await user.keyboard("{ArrowUp}");
  expect(screen.getByText("Modification de votre message")).toBeTruthy();
  expect(field("Coordination")).toHaveProperty("value", "Je propose un point chaque jour à 14 h.");
  await user.keyboard("{Escape}");
  expect(screen.queryByText("Modification de votre message")).toBeNull();
  expect(session.sender.sent).toEqual([]);
});

test("leaving the room in the middle of a sentence loses nothing", async () => {
  const { user, session, rendered } = await open(COORDINATION);
  await user.type(field("Coordination"), "Je voulais dire");
  rendered.unmount();
  expect(await session.sender.draft(COORDINATION)).toBe("Je voulais dire");
});
