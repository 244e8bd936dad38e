import { describe, expect, it } from "vitest";
import { CAMILLE, DEFENCE, NORA, NOW, SERVICE } from "../../vectors/source/decision-case.ts";
import { referencePolicy } from "../../vectors/source/reference-policy.ts";
import type { Policy } from "../model/policy.ts";
import { mayJoinClass } from "./may-join-class.ts";
import { subjectOf } from "./subject.ts";

describe("who somebody is", () => {
  it.each([
    ["an agent by a glob", CAMILLE, "agent", ["interieur"]],
    ["an agent by a server", DEFENCE, "agent", ["defense"]],
    ["a service account", SERVICE, "service", ["services"]],
    ["an external, whom no set names", NORA, "external", []],
    ["nobody in particular", null, "unknown", []],
    ["a malformed user ID, which is no external", "nora", "unknown", []],
    ["a server in capitals, which is no user ID", "@camille-interieur:Etat.example", "unknown", []],
  ])("%s", (_, userId, kind, sets) => {
    expect(subjectOf(referencePolicy, userId)).toEqual({ kind, sets });
  });

  it("is a service account also when a set of agents has it, so that it gets no keys", () => {
    const agents = referencePolicy.sets["interieur"];
    if (agents === undefined) throw new Error("the reference policy lost a set");
    const policy: Policy = { ...referencePolicy, sets: { ...referencePolicy.sets, all: { ...agents, users: ["@*:etat.example"] } } };
    expect(subjectOf(policy, SERVICE)).toEqual({ kind: "service", sets: ["all", "services"] });
  });
});

describe("who may enter rooms of a class in general", () => {
  it.each([
    ["interministerial", ["defense", "finances", "interieur", "sg"], false],
    ["open_external", ["defense", "finances", "interieur", "sg"], true],
    ["governance", ["defense", "finances", "interieur", "services", "sg"], true],
    ["staff", ["interieur", "sg"], false],
    ["space", ["finances", "interieur", "sg"], false],
    ["unlisted", [], false],
  ])("%s", (classId, sets, externals) => {
    expect(mayJoinClass(referencePolicy, classId, NOW)).toEqual({ sets, externals });
  });
});
