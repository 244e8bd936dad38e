import { expect, test } from "vitest";
import type { Matcher, Rule } from "#policies/model/policy.ts";
import { referencePolicy } from "../../policies/vectors/source/reference-policy.ts";
import { ruleSentence } from "./rule-sentences.ts";

const [model] = referencePolicy.rules;
if (model === undefined) throw new Error("the reference policy has rules");
const [setName = ""] = Object.keys(referencePolicy.sets);
const set = referencePolicy.sets[setName]?.title ?? { fr: "", en: "" };
const [className = ""] = Object.keys(referencePolicy.room_classes);
const roomClass = referencePolicy.room_classes[className]?.title ?? { fr: "", en: "" };

const people = (parts: Partial<Matcher>): Matcher => ({ sets: null, sets_not: null, users: null, external: null, ...parts });
const externals = people({ external: true });
const inClass = { class: [className], class_not: null, sets: null, sets_not: null };
const sentence = (parts: Partial<Rule>) => ruleSentence(referencePolicy, { ...model, who: null, target: null, room: null, requires: [], obligations: [], ...parts });

test("who may do what where, in both languages", () => {
  expect(sentence({ effect: "allow", actions: ["create_room", "send"], who: people({ sets: [setName] }), room: inClass })).toEqual({
    fr: `Salons de catégorie « ${roomClass.fr} » : les personnes de « ${set.fr} » peuvent ouvrir un salon et écrire.`,
    en: `Rooms of class “${roomClass.en}”: people of “${set.en}” may open a room and write.`,
  });
});

test("entering and inviting are told apart: who enters is who is meant, who invites is not", () => {
  expect(sentence({ effect: "deny", actions: ["join", "invite"], target: externals })).toEqual({
    fr: "Partout : les externes ne peuvent pas entrer ; personne ne peut inviter les externes.",
    en: "Everywhere: externals may not join; nobody may invite externals.",
  });
  expect(sentence({ effect: "deny", actions: ["change_power"], target: externals }).fr).toBe("Partout : personne ne peut donner du pouvoir aux externes.");
});

test("a condition names what it asks for", () => {
  expect(sentence({ effect: "require", actions: ["send"], requires: ["device_verified"] })).toEqual({ fr: "Partout : personne ne peut écrire sans un appareil vérifié.", en: "Everywhere: nobody may write without a verified device." });
});

test("a target says nothing of actions without one: an allowing rule is silent there, a denying one speaks of everybody", () => {
  const actions = ["join", "send"] as const;
  expect(sentence({ effect: "allow", actions, target: externals }).en).toBe("Everywhere: externals may join.");
  expect(sentence({ effect: "deny", actions, target: externals }).en).toBe("Everywhere: nobody may write; externals may not join.");
});

test("every part of a matcher is said", () => {
  const who = people({ external: true, sets_not: [setName], users: ["@*:partner.example"] });
  expect(sentence({ effect: "allow", actions: ["send"], who }).en).toBe(`Everywhere: externals outside “${set.en}” whose account has the form @*:partner.example may write.`);
  expect(sentence({ effect: "allow", actions: ["join"], who, target: externals }).en).toContain("who are also among externals may join");
});
