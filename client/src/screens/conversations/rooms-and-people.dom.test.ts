import { nora } from "#client/domain/ports/fakes/example/people.ts";
import { COORDINATION, OPERATORS } from "#client/domain/ports/fakes/example/rooms.ts";
import { fakeApplication, type FakeApplication } from "#client/domain/ports/fakes/fake-application.ts";
import { exampleRefusal, fakePolicyAdvisor } from "#client/domain/ports/fakes/fake-policy-advisor.ts";
import { fakeSignedInSession } from "#client/domain/ports/fakes/fake-signed-in-session.ts";
import type { PolicyQuestion, Verdict } from "#client/domain/ports/policy-advisor.ts";
import type { Route } from "#client/domain/route.ts";
import { setLanguage } from "#client/ui/i18n/i18n.svelte.ts";
import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import ConversationsScreen from "./ConversationsScreen.svelte";

beforeEach(() => setLanguage("fr"));

const said = (element: Element): string => (element.textContent ?? "").replace(/\s+/gu, " ").trim();
const noExternals = (question: PolicyQuestion): Verdict =>
  question.action === "invite" && question.target === nora.userId ? { allowed: false, refusal: exampleRefusal("invite") } : { allowed: true };

function open(given: { readonly route?: Route; readonly verdict?: (question: PolicyQuestion) => Verdict; readonly application?: (session: ReturnType<typeof fakeSignedInSession>) => FakeApplication } = {}) {
  const session = { ...fakeSignedInSession(), policy: fakePolicyAdvisor(given.verdict) };
  const navigate = vi.fn();
  const application = given.application?.(session) ?? fakeApplication({ session });
  render(ConversationsScreen, { application, session, route: given.route ?? { at: "conversations" }, navigate, reload: vi.fn() });
  return { session, navigate, application, user: userEvent.setup() };
}

async function add(user: ReturnType<typeof userEvent.setup>, what: string): Promise<HTMLElement> {
  await user.click(screen.getByRole("button", { name: "Nouveau" }));
  await user.click(screen.getByRole("menuitem", { name: what }));
  return screen.findByRole("dialog");
}

test("an invitation shows who invites and the class, and accepting opens the room", async () => {
  const { user, navigate } = open();
  const card = screen.getByRole("group", { name: "Astreinte réseau" });
  expect(said(card)).toContain("Ouvert aux externes");
  expect(said(card)).toContain("Invitation de Nora Diallo");
  await user.click(within(card).getByRole("button", { name: "Accepter" }));
  await vi.waitFor(() => expect(navigate).toHaveBeenCalledWith({ at: "room", roomId: "!astreinte" }));
});

test("refusing an invitation takes it out of the list", async () => {
  const { user } = open();
  await user.click(within(screen.getByRole("group", { name: "Astreinte réseau" })).getByRole("button", { name: "Refuser" }));
  await vi.waitFor(() => expect(screen.queryByRole("group", { name: "Astreinte réseau" })).toBeNull());
});

test("an invitation that a rule forbids offers no acceptance, but the reason", async () => {
  const { user, navigate } = open({ verdict: (question) => (question.action === "join" ? { allowed: false, refusal: exampleRefusal("join") } : { allowed: true }) });
  const card = screen.getByRole("group", { name: "Astreinte réseau" });
  await user.click(await within(card).findByRole("button", { name: "Voir pourquoi" }));
  expect(within(card).queryByRole("button", { name: "Accepter" })).toBeNull();
  expect(navigate).toHaveBeenCalledWith({ at: "refused", refusal: exampleRefusal("join"), what: "Astreinte réseau" });
});

test("an entry that the server refuses goes to the refusal's own screen", async () => {
  const { user, session, navigate } = open();
  const refusal = { ...exampleRefusal("join"), by: "server" } as const;
  session.verbs.failure = { code: "refused", refusal };
  await user.click(screen.getByRole("button", { name: "Accepter" }));
  await vi.waitFor(() => expect(navigate).toHaveBeenCalledWith({ at: "refused", refusal, what: "Astreinte réseau" }));
});

test("joining by address: a wrong form is told at once, an unknown address after asking", async () => {
  const { user } = open();
  const dialog = await add(user, "Rejoindre par adresse");
  await user.type(within(dialog).getByLabelText("Adresse du salon"), "coordination{Enter}");
  expect(said(await within(dialog).findByRole("alert"))).toContain("Une adresse commence par #");
  await user.clear(within(dialog).getByLabelText("Adresse du salon"));
  await user.type(within(dialog).getByLabelText("Adresse du salon"), "#rien:etat.example{Enter}");
  await vi.waitFor(() => expect(said(within(dialog).getByRole("alert"))).toContain("Aucun salon n’a cette adresse."));
});

test("a refused address goes to the refusal's own screen, with the address", async () => {
  const { user, session, navigate } = open();
  session.verbs.failure = { code: "refused", refusal: exampleRefusal("join") };
  const dialog = await add(user, "Rejoindre par adresse");
  await user.type(within(dialog).getByLabelText("Adresse du salon"), "#coordination:etat.example{Enter}");
  await vi.waitFor(() => expect(navigate).toHaveBeenCalledWith({ at: "refused", refusal: exampleRefusal("join"), what: "#coordination:etat.example" }));
});

test("a link to a room that one is not in asks before entering", async () => {
  const { navigate } = open({ route: { at: "join", address: "#presse:etat.example" as never } });
  expect(await screen.findByDisplayValue("#presse:etat.example")).toBeTruthy();
  expect(navigate).toHaveBeenCalledWith({ at: "conversations" });
});

test("a class that the person may not create is shown with the rule and cannot be chosen", async () => {
  const { user } = open({
    verdict: (question) =>
      question.action === "create_room" && question.classId === "announcements" ? { allowed: false, refusal: exampleRefusal("create_room", "R-0101") } : { allowed: true },
  });
  const dialog = await add(user, "Nouveau salon");
  await within(dialog).findByText("Classe du salon");
  expect(within(dialog).getAllByRole("radio")).toHaveLength(2);
  expect(within(dialog).queryByRole("radio", { name: /Annonces publiques/u })).toBeNull();
  await user.type(within(dialog).getByLabelText("Nom du salon"), "Crise");
  await user.click(within(dialog).getByRole("button", { name: /Pourquoi «\sAnnonces publiques\s» n’est pas proposée/u }));
  const refusal = screen.getByRole("dialog", { name: /Vous ne pouvez pas créer/u });
  expect(said(refusal)).toContain("R-0101");
  await user.click(within(refusal).getByText("Fermer", { selector: "footer *" }));
  expect(screen.getByDisplayValue("Crise")).toBeTruthy();
});

test("nobody who may create nothing is shown an empty form", async () => {
  const { user } = open({ verdict: (question) => (question.action === "create_room" ? { allowed: false, refusal: exampleRefusal("create_room") } : { allowed: true }) });
  const dialog = await add(user, "Nouveau salon");
  expect(await within(dialog).findByText("Les règles ne vous permettent de créer aucun salon.")).toBeTruthy();
  expect(within(dialog).queryByLabelText("Nom du salon")).toBeNull();
});

test("a room is created with its class, name and space, and opened", async () => {
  const { user, session, navigate } = open();
  const create = vi.spyOn(session.creator, "create");
  const dialog = await add(user, "Nouveau salon");
  await user.click(await within(dialog).findByRole("button", { name: "Créer le salon" }));
  expect(said(await within(dialog).findByRole("alert"))).toContain("Donnez un nom au salon.");
  expect(create).not.toHaveBeenCalled();
  await user.click(within(dialog).getByRole("radio", { name: /Ouvert aux externes/u }));
  await user.type(within(dialog).getByLabelText("Nom du salon"), "Pompiers");
  await user.selectOptions(within(dialog).getByLabelText("Espace"), "Cellule inondations");
  await user.click(within(dialog).getByRole("button", { name: "Créer le salon" }));
  await vi.waitFor(() => expect(navigate).toHaveBeenCalledWith({ at: "room", roomId: "!created-1" }));
  expect(create).toHaveBeenCalledWith({ classId: "open_external", name: "Pompiers", topic: null, invite: [], space: "!cellule" });
});

test("whom the rules do not admit is found with the rule, and cannot be chosen", async () => {
  const { user, session } = open({ route: { at: "room", roomId: OPERATORS }, verdict: noExternals });
  await user.click(await screen.findByRole("button", { name: "Personnes du salon" }));
  await user.click(await screen.findByRole("button", { name: "Inviter une personne" }));
  const dialog = await screen.findByRole("dialog");
  await user.type(within(dialog).getByLabelText("Nom ou adresse"), "anne");
  await user.click(await within(dialog).findByRole("button", { name: /Anne Morel/u }));
  await user.click(within(dialog).getByRole("button", { name: "Inviter" }));
  await vi.waitFor(() => expect(session.verbs.invited).toEqual([{ roomId: OPERATORS, userId: "@anne.morel-sg:etat.example" }]));
  expect(said(dialog)).toContain("Anne Morel a reçu votre invitation.");
});

test("the rule that keeps somebody out is shown beside their name", async () => {
  const { user, session } = open({ verdict: noExternals });
  const dialog = await add(user, "Nouvelle conversation");
  await user.type(within(dialog).getByLabelText("Nom ou adresse"), "nora");
  const row = await within(dialog).findByRole("button", { name: "Pourquoi Nora Diallo ne peut pas être invité" });
  expect(said(row)).toContain("R-0200");
  await user.click(row);
  expect(said(screen.getByRole("dialog", { name: /Vous ne pouvez pas inviter Nora Diallo/u }))).toContain("Secrétariat général");
  expect(within(dialog).getByText("Ouvrir la conversation").closest("button")).toHaveProperty("disabled", true);
  expect(session.verbs.invited).toEqual([]);
});

test("a conversation with somebody is opened, the existing one if there is one", async () => {
  const { user, navigate } = open();
  const dialog = await add(user, "Nouvelle conversation");
  await user.type(within(dialog).getByLabelText("Nom ou adresse"), "idris");
  await user.click(await within(dialog).findByRole("button", { name: /Idris Benali/u }));
  await user.click(within(dialog).getByRole("button", { name: "Ouvrir la conversation" }));
  await vi.waitFor(() => expect(navigate).toHaveBeenCalledWith({ at: "room", roomId: "!avec-idris" }));
});

test("the list of people marks externals, identities and what they may do", async () => {
  const { user } = open({ route: { at: "room", roomId: COORDINATION } });
  await user.click(await screen.findByRole("button", { name: "Personnes du salon" }));
  const present = await screen.findByRole("region", { name: "Dans le salon" });
  expect(said(present)).toContain("Maëlle Le Goff");
  expect(said(present)).toContain("a créé le salon");
  expect(said(present)).toContain("Identité à confirmer");
  const invited = screen.getByRole("region", { name: "Invitées, pas encore arrivées" });
  expect(said(invited)).toContain("Externe · etat.example");
});

test("confirming somebody's identity begins the comparison of pictures", async () => {
  const { user, session } = open({ route: { at: "room", roomId: COORDINATION } });
  await user.click(await screen.findByRole("button", { name: "Personnes du salon" }));
  await user.click(await screen.findByRole("button", { name: "Actions pour Samuel Caron" }));
  await user.click(screen.getByRole("menuitem", { name: "Confirmer son identité" }));
  expect(said(await screen.findByRole("dialog"))).toContain("Samuel Caron doit accepter la demande.");
  session.emoji.state.set({ at: "done" });
  expect(await screen.findByText("Vérification faite")).toBeTruthy();
});

test("writing to somebody of the list is offered only when the rules admit a conversation of two; otherwise the menu says the rule", async () => {
  const { user, session } = open({
    route: { at: "room", roomId: COORDINATION },
    verdict: (question) => (question.action === "invite" && question.classId === "direct" ? { allowed: false, refusal: exampleRefusal("invite") } : { allowed: true }),
  });
  const created = vi.spyOn(session.creator, "createDirect");
  await user.click(await screen.findByRole("button", { name: "Personnes du salon" }));
  await user.click(await screen.findByRole("button", { name: "Actions pour Nora Diallo" }));
  expect(screen.getAllByRole("menuitem").map(said)).toEqual(["Pas de conversation à deux : règle R-0200"]);
  await user.click(screen.getByRole("menuitem"));
  expect(said(await screen.findByRole("dialog"))).toContain("R-0200");
  expect(created).not.toHaveBeenCalled();
  expect(session.policy.asked).toContainEqual(expect.objectContaining({ action: "invite", classId: "direct" }));
});

test("a conversation of two that is there already is opened whatever the rules say about new ones", async () => {
  const { user } = open({ route: { at: "room", roomId: COORDINATION }, verdict: () => ({ allowed: false, refusal: exampleRefusal("invite") }) });
  await user.click(await screen.findByRole("button", { name: "Personnes du salon" }));
  await user.click(await screen.findByRole("button", { name: "Actions pour Idris Benali" }));
  expect(screen.getAllByRole("menuitem").map(said)).toContain("Écrire à cette personne");
});

test("another device that asks is named as one's own, and refusing verifies nothing", async () => {
  const { user, session } = open();
  session.emoji.state.set({ at: "asked", by: session.me.userId, deviceId: session.deviceId, ownDevice: true });
  const dialog = await screen.findByRole("dialog");
  expect(said(dialog)).toContain("Un autre de vos appareils demande à être vérifié");
  await user.click(within(dialog).getByRole("button", { name: "Refuser" }));
  await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(session.emoji.state.current()).toEqual({ at: "failed", reason: "cancelled_here" });
});

test("leaving asks first and goes back to the list", async () => {
  const { user, session, navigate } = open({ route: { at: "room", roomId: COORDINATION } });
  await user.click(await screen.findByRole("button", { name: "Détails du salon" }));
  await user.click(await screen.findByRole("button", { name: "Quitter le salon" }));
  const dialog = await screen.findByRole("dialog");
  expect(said(dialog)).toContain("il faudra une nouvelle invitation");
  await user.click(within(dialog).getByRole("button", { name: "Quitter" }));
  await vi.waitFor(() => expect(navigate).toHaveBeenCalledWith({ at: "conversations" }));
  expect(session.rooms.rooms.current()?.some((room) => room.id === COORDINATION)).toBe(false);
});

test("signing out says what would be lost before it is lost", async () => {
  const { user, application } = open({ application: (session) => fakeApplication({ session, signOutLoses: { unsentMessages: 2, lastDevice: true } }) });
  await user.click(screen.getByRole("button", { name: "Compte de Camille Laurent" }));
  await user.click(screen.getByRole("menuitem", { name: "Se déconnecter" }));
  const dialog = await screen.findByRole("dialog");
  expect(await within(dialog).findByText("2 messages ne sont pas encore partis et seront perdus.")).toBeTruthy();
  expect(said(dialog)).toContain("C’est votre seul appareil vérifié.");
  await user.click(within(dialog).getByRole("button", { name: "Se déconnecter et perdre cela" }));
  await vi.waitFor(() => expect(application.state.current()).toEqual({ at: "signed_out", notice: "you_signed_out" }));
});
