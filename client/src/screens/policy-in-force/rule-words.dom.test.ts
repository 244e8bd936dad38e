import type { Matcher, Rule } from "#policies/model/policy.ts";
import { EXAMPLE_POLICY, RULES } from "#client/domain/ports/fakes/example/policy.ts";
import { setLanguage } from "#client/ui/i18n/i18n.svelte.ts";
import { beforeEach, expect, test } from "vitest";
import { reasonWords } from "./offer-words.ts";
import { enforcedBy, exceptionWords, ruleSentence } from "./rule-words.ts";

beforeEach(() => setLanguage("fr"));

const anybody: Matcher = { sets: null, sets_not: null, users: null, external: null };

function rule(id: string, more: Partial<Rule> = {}): Rule {
  const found = RULES.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no example rule ${id}`);
  return { ...found, ...more };
}

const sentence = (of: Rule): string => {
  const { verb, rest } = ruleSentence(of, EXAMPLE_POLICY);
  return `${verb} ${rest}`.replace(/\s+/gu, " ");
};

test("externals in interministerial rooms", () => {
  expect(sentence(rule("R-0200"))).toBe("Refuse d’inviter ou de faire entrer un externe");
  setLanguage("en");
  expect(sentence(rule("R-0200"))).toBe("Does not let anybody invite an external or let them in");
});

test("an allowing rule joins its actions with 'and'", () => {
  expect(sentence(rule("R-0202"))).toBe("Permet d’inviter ou de faire entrer un externe et d’écrire");
});

test("making public is said in whole", () => {
  expect(sentence(rule("R-0101"))).toContain("de rendre un salon public ou d’en retirer le chiffrement");
});

test("whom it concerns is named by the sets of the policy, with what narrows it", () => {
  const who: Matcher = { ...anybody, sets: ["interieur", "finances"], users: ["@chef-*:etat.example"] };
  expect(sentence(rule("R-0301", { who, actions: ["create_room"] }))).toBe(
    "Refuse aux personnes de « Ministère de l’Intérieur » et « Ministère des Finances », au compte @chef-*:etat.example de créer un salon",
  );
});

test("externals as the ones who act", () => {
  expect(sentence(rule("R-0301", { who: { ...anybody, external: true }, actions: ["send", "upgrade_room"] }))).toBe(
    "Refuse aux externes d’écrire ou de remplacer un salon par un nouveau",
  );
});

test("an exception says for whom, where, until when and who granted it", () => {
  const [exception] = rule("R-0200").exceptions;
  if (!exception) throw new Error("the example rule has an exception");
  const before = Date.parse("2026-11-23T00:00:00Z");
  expect(exceptionWords(exception, EXAMPLE_POLICY, before)).toBe("un compte @nora.diallo-externe:etat.example, un salon nommé, jusqu’au 31 mars 2027, accordée par Anne Morel");
  expect(exceptionWords(exception, EXAMPLE_POLICY, Date.parse("2027-04-01T00:00:00Z"))).toContain("finie le 31 mars 2027");
});

test("who enforces: a server cannot read what is encrypted", () => {
  expect(enforcedBy({ actions: ["join", "invite"], effect: "deny" })).toBe("Appareil et serveur");
  expect(enforcedBy({ actions: ["send"], effect: "allow" })).toContain("serveur pour ce qui n’est pas chiffré");
  expect(enforcedBy({ actions: ["start_call"], effect: "deny" })).toBe("Serveur");
  expect(enforcedBy({ actions: ["join"], effect: "require" })).toBe("Appareil seulement");
});

test("every reason for refusing an offer is in words, and a new one still shows its code", () => {
  expect(reasonWords("threshold_not_met")).toBe("pas assez de signatures");
  expect(reasonWords("chunk_mismatch")).toBe("incomplète ou altérée en chemin");
  expect(reasonWords("schema_invalid")).toBe("sa forme n’est pas valable");
  expect(reasonWords("something_new")).toContain("something_new");
});
