import { describe, expect, it } from "vitest";
import { CAMILLE, NORA, SERVICE } from "../../vectors/source/decision-case.ts";
import { referencePolicy } from "../../vectors/source/reference-policy.ts";
import type { Policy, SubjectSet } from "../model/policy.ts";
import { creationOfClass } from "./creation-of-class.ts";
import { peopleOf, UNKNOWN } from "./people.ts";

const set = (users: readonly string[], servers: readonly string[] = []): SubjectSet => ({ title: { fr: "Un ensemble", en: "A set" }, kind: "agents", servers, users });
const policy: Policy = {
  ...referencePolicy,
  sets: { zebra: set(["*@ab*:etat.example"]), mule: set(["@ab:etat.example", "@a?:etat.example"]), ant: set([], ["etat.example"]) },
  rules: [],
};

describe("the people of a policy", () => {
  it("are in sets by exact ID, by glob and by server; the sets are sorted", () => {
    const { profileOf } = peopleOf(policy);
    expect(profileOf("@ab:etat.example").sets).toEqual(["ant", "mule", "zebra"]);
    expect(profileOf("@ac:etat.example").sets).toEqual(["ant", "mule"]);
    expect(profileOf("@ab:elsewhere.example").sets).toEqual([]);
  });

  it("whom the rules cannot tell apart are one profile, others have another number", () => {
    const { profileOf } = peopleOf(policy);
    const one = profileOf("@xy:etat.example");
    expect(profileOf("@zz:etat.example")).toBe(one);
    const keys = [UNKNOWN.key, one.key, profileOf("@ab:etat.example").key, profileOf("@ac:etat.example").key, profileOf("@ab:elsewhere.example").key];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("are matched by the globs of rules and of exceptions, actors and targets", () => {
    const { profileOf } = peopleOf(referencePolicy);
    expect(profileOf("@idris.benali-interieur:etat.example").person?.globs.has("@idris.benali-interieur:*")).toBe(true);
    expect(profileOf(NORA).person?.globs.has(NORA)).toBe(true);
    expect(profileOf("@x.y-finances:etat.example").person?.globs.has("@*.?-finances:etat.example")).toBe(true);
    expect(profileOf("@zoe-externe:ailleurs.example").person?.globs.has("@*-externe:ailleurs.example")).toBe(true);
    expect([...(profileOf(CAMILLE).person?.globs ?? [])]).toEqual([]);
  });

  it("in one set only are somebody whom no glob names", () => {
    const { someoneIn, profileOf } = peopleOf(referencePolicy);
    expect(someoneIn("interieur").sets).toEqual(["interieur"]);
    expect(someoneIn(null).kind).toBe("external");
    expect(someoneIn("services").kind).toBe("service");
    expect(profileOf(SERVICE).kind).toBe("service");
    expect(profileOf("nobody")).toBe(UNKNOWN);
    expect(profileOf(null)).toBe(UNKNOWN);
  });
});

describe("the creation of a class", () => {
  it("is all that the class fixes", () => {
    const { power_levels } = referencePolicy.room_classes["space"] ?? {};
    expect(creationOfClass(referencePolicy, "space")).toEqual({
      encryption: false,
      history_visibility: referencePolicy.room_classes["space"]?.history_visibility,
      join_rule: referencePolicy.room_classes["space"]?.join_rule,
      federate: referencePolicy.room_classes["space"]?.federate,
      additional_creators: false,
      trusted_private_chat: false,
      space: true,
      power_levels,
    });
    expect(creationOfClass(referencePolicy, "staff")).toMatchObject({ encryption: true, space: false });
  });

  it("is none for a class that is not listed", () => {
    expect(creationOfClass(referencePolicy, "nowhere")).toBeNull();
    expect(creationOfClass(referencePolicy, "constructor")).toBeNull();
    expect(creationOfClass(referencePolicy, null)).toBeNull();
  });
});
