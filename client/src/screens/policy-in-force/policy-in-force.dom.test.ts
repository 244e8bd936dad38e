import { EXAMPLE_MINISTRY, MISSING_MINISTRY } from "#client/domain/ports/fakes/example/ministry.ts";
import { RULES } from "#client/domain/ports/fakes/example/policy.ts";
import { fakePolicyAdvisor } from "#client/domain/ports/fakes/fake-policy-advisor.ts";
import { setLanguage } from "#client/ui/i18n/i18n.svelte.ts";
import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import PolicyInForce from "./PolicyInForce.svelte";

beforeEach(() => setLanguage("fr"));

const said = (element: Element | null): string => (element?.textContent ?? "").replace(/\s+/gu, " ").trim();

function open(given: { readonly rule?: string; readonly pinnedBy?: "machine" | "delivering_server" } = {}) {
  const policy = fakePolicyAdvisor();
  render(PolicyInForce, { deployment: { pinnedBy: given.pinnedBy ?? "machine" }, policy, rule: given.rule ?? null, onback: vi.fn() });
  return policy;
}

test("it says the version, who signed with name and title, how many were needed, and until when it holds", () => {
  open();
  const text = said(document.body);
  expect(text).toContain("n° 7");
  expect(text).toContain("2 responsables sur 3, requis : 2");
  expect(text).toContain("Anne Morel · Secrétariat général");
  expect(text).toContain("Claire Roux · Sécurité des systèmes");
  expect(text).toContain("18 février 2027");
});

test("every rule stands there in words, with its reason, its rooms and who enforces it", () => {
  open();
  const table = screen.getByRole("table", { name: "Les règles" });
  expect(within(table).getAllByRole("row")).toHaveLength(RULES.length + 1);
  const row = said(within(table).getByRole("rowheader", { name: "R-0200" }).closest("tr"));
  expect(row).toContain("Refuse d’inviter ou de faire entrer un externe");
  expect(row).toContain("Interministériel");
  expect(row).toContain("Appareil et serveur");
  expect(row).toContain("jusqu’au 31 mars 2027, accordée par Anne Morel");
});

test("a link to a rule opens the whole rule and takes the reader there", () => {
  open({ rule: "R-0200" });
  const row = screen.getByRole("rowheader", { name: "R-0200" }).closest("tr");
  expect(document.activeElement).toBe(row);
  expect(row?.querySelector("details")?.open).toBe(true);
  expect(said(row)).toContain("Externes dans les salons interministériels");
  expect(said(row)).toContain("politique.salons@etat.example");
});

test("a link to a number of the floor leads to the floor", () => {
  open({ rule: "F-02" });
  expect(said(document.activeElement)).toContain("Pas de message en clair");
});

test("emergency refusals stand among the rules, with who signed them and when they end", async () => {
  const policy = open();
  const status = policy.status.current();
  const { layer, version, sha256, signed_by, policy: signed } = status.bundle;
  const [first] = signed.rules;
  if (first === undefined) throw new Error("the example has rules");
  const rules = [{ ...first, id: "E-0001", effect: "deny" as const }];
  const until = "2026-11-25T08:00:00Z";
  policy.status.set({
    ...status,
    overlay: { type: "overlay", lang: "chancery/1", layer, bundle: { version, sha256 }, version: 1, issued_at: "2026-11-23T08:00:00Z", expires: until, rules, sha256: "0".repeat(64), signed_by: signed_by.slice(0, 1) },
    deciding: { ...status.deciding, policy: { ...signed, rules: [...rules, ...signed.rules] } },
  });
  const row = await screen.findByRole("rowheader", { name: "E-0001" });
  expect(said(row.closest("tr"))).toContain("Urgence");
  expect(said(document.body)).toMatch(/Refus d’urgence n° 1, signés par Anne Morel, jusqu’au .*25/u);
});

test.each([
  ["expiry", "Ces règles ont expiré le 22 novembre 2026"],
  ["no_pulse", "Depuis le 22 novembre 2026, personne ne confirme que ces règles sont les dernières"],
  ["behind", "Des règles plus récentes existent, au plus tard depuis le 22 novembre 2026"],
] as const)("it says why the rules are stale: %s", async (staleBy, words) => {
  const policy = open();
  policy.status.set({ ...policy.status.current(), staleSince: "2026-11-22T09:00:00Z", staleBy });
  await vi.waitFor(() => expect(said(document.body)).toContain(words));
  expect(said(document.body).includes("Expirée depuis")).toBe(staleBy === "expiry");
});

test("a rule on trial is marked as not yet enforced", async () => {
  const policy = open();
  const status = policy.status.current();
  const rules = status.bundle.policy.rules.map((rule) => ({ ...rule, mode: "evaluate" as const }));
  policy.status.set({ ...status, deciding: { ...status.deciding, policy: { ...status.deciding.policy, rules } } });
  await vi.waitFor(() => expect(screen.getAllByText("À l’essai : notée, pas encore appliquée").length).toBe(rules.length));
});

test("what only a device can see to is said to be so", () => {
  open();
  const floor = screen.getByRole("region", { name: "Le socle" });
  const keys = within(floor).getByText("Un appareil que son titulaire n’a pas vérifié ne reçoit aucune clé.").closest("li");
  expect(said(keys)).toContain("Appareil seulement");
  expect(said(keys)).toContain("Un logiciel modifié peut passer outre");
});

test("in a browser it says whom one trusts; on a desktop it does not", () => {
  open({ pinnedBy: "delivering_server" });
  expect(said(document.body)).toContain("vient du serveur qui livre cette page");
});

test("on a desktop nothing is said of a delivering server", () => {
  open({ pinnedBy: "machine" });
  expect(said(document.body)).not.toContain("vient du serveur qui livre cette page");
});

test("the rules of an example state say that they protect nothing real", () => {
  open();
  expect(said(document.body)).toContain("elles ne protègent rien de réel");
});

test("offers that were refused are listed with the reason", async () => {
  const policy = open();
  expect(screen.getByText("Aucune depuis l’ouverture de l’application.")).toBeTruthy();
  policy.status.set({ ...policy.status.current(), rejected: [{ code: "version_old", from: "governance_room", at: Date.parse("2026-11-23T12:00:00Z"), of: "national" }] });
  expect(await screen.findByText(/par le salon des règles\s: plus ancienne que la version en vigueur/u)).toBeTruthy();
});

test("one can ask the server now", async () => {
  const user = userEvent.setup();
  const policy = open();
  const refresh = vi.spyOn(policy, "refresh");
  await user.click(screen.getByRole("button", { name: "Demander au serveur" }));
  expect(refresh).toHaveBeenCalledOnce();
});

test("a ministry's rules stand below the state's, with their own version, officers and owner; a link tells rules of one number apart", async () => {
  const policy = open({ rule: "ministry/R-0200" });
  policy.status.set({ ...policy.status.current(), narrower: [EXAMPLE_MINISTRY] });
  const text = said(await screen.findByRole("region", { name: "Les règles du ministère" }));
  expect(said(document.body)).toContain("un refus de l’une ou de l’autre suffit");
  expect(text).toContain("n° 3");
  expect(text).toContain("Cabinet du ministre de l’Intérieur");
  const table = screen.getByRole("table", { name: "Les règles du ministère" });
  const row = within(table).getByRole("rowheader", { name: "R-0200" }).closest("tr");
  expect(row?.querySelector("details")?.open).toBe(true);
  const national = within(screen.getByRole("table", { name: "Les règles" })).getByRole("rowheader", { name: "R-0200" }).closest("tr");
  expect(national?.querySelector("details")?.open).toBe(false);
  await userEvent.click(screen.getByRole("button", { name: "Les règles du ministère" }));
  expect(document.activeElement).toBe(screen.getByRole("heading", { name: "Les règles du ministère" }));
});

test("a ministry's rules that have not come are said to be missing", async () => {
  const policy = open();
  policy.status.set({ ...policy.status.current(), narrower: [MISSING_MINISTRY] });
  expect(await screen.findByText(/Les règles du ministère ne sont pas arrivées sur cet appareil/u)).toBeTruthy();
  expect(screen.queryByRole("table", { name: "Les règles du ministère" })).toBeNull();
});
