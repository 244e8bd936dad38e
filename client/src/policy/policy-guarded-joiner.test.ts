import { describe, expect, it } from "vitest";
import type { Failure } from "../domain/failure.ts";
import type { RoomAlias, RoomId, UserId } from "../domain/ids.ts";
import { roomId } from "../domain/ports/fakes/example/ids.ts";
import { camille, nora } from "../domain/ports/fakes/example/people.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { stateRules, judgedSession, room, serverRefusal } from "./fakes/judged-session.ts";
import { PolicyGuardedJoiner } from "./policy-guarded-joiner.ts";

const COORDINATION = roomId("coordination");
const ALIAS = "#coordination:etat.example" as RoomAlias;

function setUp(me: UserId, announced: Result<{ readonly roomId: RoomId; readonly classId: string | null }, Failure>, enters = COORDINATION) {
  const session = judgedSession(me);
  const tried: (RoomId | RoomAlias)[] = [];
  const homeserver = { answer: ok(enters) as Result<RoomId, Failure> };
  const guarded = new PolicyGuardedJoiner({
    ...session,
    lookup: { classOf: async () => announced },
    joiner: {
      async join(address) {
        tried.push(address);
        return homeserver.answer;
      },
    },
  });
  return { session, guarded, tried, homeserver };
}

const inClass = (classId: string | null) => ok({ roomId: COORDINATION, classId });
const ruleOf = (result: Result<unknown, Failure>): string | null =>
  !result.ok && result.failure.code === "refused" ? result.failure.refusal.ruleId : null;

describe("joining by address", () => {
  it("enters a room that the rules allow", async () => {
    const { session, guarded, tried } = setUp(camille.userId, inClass("interministerial"));
    session.rooms.set(COORDINATION, room(COORDINATION, "interministerial"));
    expect(await guarded.join(ALIAS)).toEqual(ok(COORDINATION));
    expect(tried).toEqual([ALIAS]);
    expect(session.left).toEqual([]);
  });

  it("refuses an external before the homeserver hears of it, with the rule's words and whom to ask", async () => {
    const { guarded, tried } = setUp(nora.userId, inClass("interministerial"));
    const result = await guarded.join(ALIAS);
    expect(result).toMatchObject({
      ok: false,
      failure: { code: "refused", refusal: { action: "join", ruleId: "R-0200", by: "client", policyVersion: 7, contact: "politique.salons@etat.example" } },
    });
    expect(!result.ok && result.failure.code === "refused" && result.failure.refusal.rule?.reason.fr).toContain("réservé aux agents");
    expect(tried).toEqual([]);
  });

  it("refuses a room without a class, and of a class that nobody signed", async () => {
    for (const classId of [null, "made_up", "toString"]) {
      const { guarded, tried } = setUp(camille.userId, inClass(classId));
      expect(ruleOf(await guarded.join(ALIAS))).toBe("F-01");
      expect(tried).toEqual([]);
    }
  });

  it("says so when there is no such room, or no network", async () => {
    for (const code of ["not_found", "network"] as const) {
      const { guarded, tried } = setUp(camille.userId, failed({ code }));
      expect(await guarded.join(ALIAS)).toEqual(failed({ code }));
      expect(tried).toEqual([]);
    }
  });
});

describe("a homeserver that announces one class and has another", () => {
  it.each([
    ["another class", room(COORDINATION, "open_external")],
    ["no class", room(COORDINATION, null)],
    ["still only an invitation's claim", room(COORDINATION, "interministerial", { claimed: true })],
  ])("is left at once: %s", async (_, entered) => {
    const { session, guarded } = setUp(camille.userId, inClass("interministerial"));
    session.rooms.set(COORDINATION, entered);
    expect(ruleOf(await guarded.join(ALIAS))).toBe("F-01");
    expect(session.left).toEqual([COORDINATION]);
  });

  it("is left when it lets one into another room than the one it named", async () => {
    const other = roomId("other");
    const { session, guarded } = setUp(camille.userId, inClass("interministerial"), other);
    session.rooms.set(other, room(other, "interministerial"));
    expect(ruleOf(await guarded.join(ALIAS))).toBe("F-01");
    expect(session.left).toEqual([other]);
  });

  it("is left when nothing is known of the room afterwards", async () => {
    const { session, guarded } = setUp(camille.userId, inClass("interministerial"));
    expect(ruleOf(await guarded.join(ALIAS))).toBe("F-01");
    expect(session.left).toEqual([COORDINATION]);
  });
});

describe("an invitation from a room that this homeserver does not know", () => {
  it("is judged by the class that it claims, and refused without entering", async () => {
    const { session, guarded, tried } = setUp(nora.userId, failed({ code: "not_found" }));
    session.rooms.set(COORDINATION, room(COORDINATION, "interministerial", { claimed: true }));
    expect(ruleOf(await guarded.join(COORDINATION))).toBe("R-0200");
    expect(tried).toEqual([]);
  });

  it("is left again when the claim was false", async () => {
    const { session, guarded, homeserver } = setUp(nora.userId, failed({ code: "not_found" }));
    session.rooms.set(COORDINATION, room(COORDINATION, "open_external", { claimed: true }));
    Object.defineProperty(homeserver, "answer", {
      get: () => {
        session.rooms.set(COORDINATION, room(COORDINATION, "interministerial"));
        return ok(COORDINATION);
      },
    });
    expect(ruleOf(await guarded.join(COORDINATION))).toBe("F-01");
    expect(session.left).toEqual([COORDINATION]);
  });
});

describe("a refusal of the homeserver", () => {
  it("gets the words of the rule that it names", async () => {
    const { guarded, homeserver, session } = setUp(camille.userId, inClass("interministerial"));
    let refreshed = 0;
    session.onRefresh = () => void (refreshed += 1);
    homeserver.answer = failed(serverRefusal("R-0200", 7));
    expect(await guarded.join(ALIAS)).toMatchObject({
      failure: { refusal: { by: "server", rule: { title: { en: "Externals in interministerial rooms" } }, issuedAt: "2026-11-20T09:00:00Z" } },
    });
    expect(refreshed).toBe(0);
  });

  it("of a newer version fetches that version first", async () => {
    const { guarded, homeserver, session } = setUp(camille.userId, inClass("interministerial"));
    homeserver.answer = failed(serverRefusal("R-0999", 8));
    session.onRefresh = () => {
      const { policy } = stateRules().national;
      const added = policy.rules.slice(0, 1).map((rule) => ({ ...rule, id: "R-0999" }));
      session.layers.set(stateRules({ ...policy, rules: [...policy.rules, ...added] }, 8));
    };
    expect(await guarded.join(ALIAS)).toMatchObject({ failure: { refusal: { ruleId: "R-0999", policyVersion: 8, rule: { title: { en: expect.any(String) } } } } });
  });
});
