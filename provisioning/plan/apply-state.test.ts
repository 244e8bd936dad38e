import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { creationOf } from "#policies/evaluate/room-creation-body.ts";
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import { referencePolicy } from "../../policies/vectors/source/reference-policy.ts";
import { deploymentLayout, type DeploymentLayout } from "../deployment/layout.ts";
import { FAKE_REGISTRATION_SECRET, fakeHomeserver, type FakeHomeserver } from "../homeserver/fake-homeserver.ts";
import { matrixHttp } from "../homeserver/matrix-http.ts";
import { ok, type Result } from "../result.ts";
import type { Problem } from "../output/problem.ts";
import { runState, type StateOutcome } from "./apply-state.ts";
import type { DesiredState } from "./desired-state.ts";
import { readDesiredState } from "./desired-state.ts";

const NOW = "2026-11-23T12:00:00Z";

const bundle: PolicyBundle = {
  layer: "national",
  version: 1,
  issued_at: "2026-11-01T00:00:00Z",
  expires: "2026-12-31T00:00:00Z",
  sha256: "0".repeat(64),
  signed_by: [],
  threshold: 2,
  policy: { ...referencePolicy, defaults: { ...referencePolicy.defaults, invite: "allow", join: "allow" }, rules: referencePolicy.rules.filter((rule) => rule.id === "R-0200").map((rule) => ({ ...rule, exceptions: [] })) },
};

const desired: DesiredState = {
  format: "chancery-state/1",
  server_name: "etat.example",
  service_account: "chancery-service",
  people: [
    { user: "chancery-service", name: "Service", role: "service", sets: ["services"] },
    { user: "camille.laurent-interieur", name: "Camille Laurent", role: "agent", sets: ["interieur"] },
    { user: "maelle.legoff-finances", name: "Maëlle Le Goff", role: "agent", sets: ["finances"] },
    { user: "nora.diallo-externe", name: "Nora Diallo", role: "external", sets: [] },
  ],
  rooms: [
    { key: "space", class: "space", name: "Cellule", topic: null, alias: null, owner: "camille.laurent-interieur", members: ["maelle.legoff-finances"], space: null, publication: "none" },
    { key: "coordination", class: "interministerial", name: "Coordination", topic: "Sujet", alias: "coordination", owner: "camille.laurent-interieur", members: ["maelle.legoff-finances"], space: "space", publication: "none" },
    { key: "presse", class: "announcements", name: "Presse", topic: null, alias: "presse", owner: "maelle.legoff-finances", members: ["camille.laurent-interieur"], space: "space", publication: "public_rooms" },
  ],
};

let directory: string;
let layout: DeploymentLayout;
let server: FakeHomeserver;
/** what was waited for the database */
let settling: number[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "chancery-state-"));
  layout = deploymentLayout(directory);
  server = fakeHomeserver("etat.example");
  settling = [];
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const run = (state: DesiredState = desired, planOnly = false, waits: number[] = [], narrower: readonly PolicyBundle[] = []): Promise<Result<StateOutcome, readonly Problem[]>> =>
  runState({
    layout,
    desired: state,
    bundles: { national: bundle, narrower },
    http: matrixHttp("http://127.0.0.1:1", { fetch: server.fetch, wait: async (milliseconds) => void waits.push(milliseconds) }),
    registrationSecret: async () => ok(FAKE_REGISTRATION_SECRET),
    creationBody: (room) => {
      const roomClass = bundle.policy.room_classes[room.class];
      if (roomClass === undefined) throw new Error(`no class ${room.class}`);
      return creationOf(room.class, roomClass, { invite: [], name: room.name, topic: room.topic, aliasLocalpart: room.alias, predecessorRoomId: null });
    },
    now: NOW,
    planOnly,
    wait: async (milliseconds) => void settling.push(milliseconds),
    signal: new AbortController().signal,
  });

const codes = (result: Result<unknown, readonly Problem[]>): string[] => (result.ok ? [] : result.failure.map((found) => found.code));
const summary = (): string[] =>
  [...server.rooms.values()].map((room) => [...room.state.values()].filter((event) => event.type === "m.room.member" || event.type === "m.space.child").length.toString()).sort();

describe("a state file is applied", () => {
  test("the first run makes people and rooms, the second changes nothing", async () => {
    const first = await run();
    expect(first.ok && first.value.changes.length).toBe(13);
    expect([...server.accounts.keys()].sort()).toEqual(desired.people.map((person) => `@${person.user}:etat.example`).sort());
    expect(server.rooms.size).toBe(3);

    const before = server.changes.length;
    const second = await run();
    expect(second.ok && second.value.changes).toEqual([]);
    expect(server.changes.length).toBe(before);
  });

  test("passwords lie in a file that only the owner reads, and no session stays open", async () => {
    await run();
    expect((await stat(layout.accounts)).mode & 0o777).toBe(0o600);
    const written: unknown = JSON.parse(await readFile(layout.accounts, "utf8"));
    expect(written).toMatchObject({ format: "chancery-accounts/1" });
    for (const account of server.accounts.values()) {
      expect(account.password).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
      expect(JSON.stringify(written)).toContain(`"password":"${account.password}"`);
    }
    expect(server.tokens.size).toBe(0);
  });

  test("no account is made while the database is still being brought up to date: it would be missing from the directory", async () => {
    const made = (): number => server.changes.filter((change) => change.startsWith("account ")).length;
    const seen: number[] = [];
    server.backgroundUpdates.push("populate_user_directory_createtables", null, "populate_user_directory_process_rooms", null, null, "populate_user_directory_cleanup");
    const { shift } = server.backgroundUpdates;
    server.backgroundUpdates.shift = () => {
      seen.push(made());
      return shift.call(server.backgroundUpdates);
    };
    expect(codes(await run())).toEqual([]);
    // Six answers as above, then as many quiet ones as it takes.
    expect(seen).toEqual(Array.from({ length: 10 }, () => 0));
    expect(made()).toBe(3);

    const asked = seen.length;
    expect(codes(await run())).toEqual([]);
    expect(seen.length).toBe(asked);
  });

  test("a database that is not done in time: it is said, and nothing is made", async () => {
    server.backgroundUpdates.push(...Array.from({ length: 2000 }, () => "populate_user_directory_process_users"));
    const result = await run();
    expect(result.ok ? [] : result.failure).toMatchObject([{ code: "homeserver_preparing", where: "populate_user_directory_process_users" }]);
    expect(settling.reduce((sum, wait) => sum + wait, 0)).toBe(120_000);
    expect([...server.accounts.keys()]).toEqual(["@chancery-service:etat.example"]);
    expect(server.rooms.size).toBe(0);
  });

  test("plan says what would be done and does nothing but sign the administrator in", async () => {
    await run({ ...desired, rooms: [] });
    const before = [...server.changes];
    const planned = await run(desired, true);
    expect(planned.ok && planned.value.changes.map((change) => change.kind)).toEqual(["create_room", "invite", "join", "create_room", "list_in_space", "invite", "join", "create_room", "list_in_space", "join"]);
    expect(server.changes).toEqual(before);
  });

  test.each([true, false])("a run cut off at any request goes on from there (request carried out: %s)", async (takesEffect) => {
    const whole = await run();
    expect(whole.ok).toBe(true);
    const wanted = summary();
    for (let requests = 0; ; requests += 1) {
      await rm(directory, { recursive: true, force: true });
      server = fakeHomeserver("etat.example");
      server.cutAfter = { requests, takesEffect };
      const cut = await run();
      if (cut.ok) break;
      expect(codes(cut)).toEqual(["homeserver_unreachable"]);
      server.cutAfter = null;
      expect(codes(await run())).toEqual([]);
      expect(server.rooms.size).toBe(3);
      expect(summary()).toEqual(wanted);
      const again = await run();
      expect(again.ok && again.value.changes).toEqual([]);
    }
  });

  test("a new name, topic and member are brought up to date by the people concerned", async () => {
    await run();
    const [space, coordination, presse] = desired.rooms;
    if (!space || !coordination || !presse) throw new Error("three rooms");
    const next = { ...desired, rooms: [space, { ...coordination, name: "Coordination nationale", topic: null }, presse] };
    const result = await run(next);
    expect(result.ok && result.value.changes.map((change) => change.kind)).toEqual(["set_room_name", "set_room_topic"]);
    const settled = await run(next);
    expect(settled.ok && settled.value.changes).toEqual([]);
  });

  test("a rate limit is waited for as long as the server asks", async () => {
    server.limitOnce = true;
    const waits: number[] = [];
    expect((await run({ ...desired, rooms: [] }, false, waits)).ok).toBe(true);
    expect(waits).toEqual([450]);
  });
});

describe("a state file that cannot be applied is not begun", () => {
  test("what a ministry's layer refuses is refused in the plan too, with the layer", async () => {
    const closed = bundle.policy.rules.map((rule) => ({ ...rule, id: "R-1001", actions: ["join"] as const, target: null, room: { class: ["interministerial"], class_not: null, sets: null, sets_not: null } }));
    const ministry: PolicyBundle = { ...bundle, layer: "ministry", version: 7, policy: { ...bundle.policy, layer: "ministry", rules: closed } };
    const result = await run(desired, true, [], [ministry]);
    expect(codes(result)).toContain("refused_by_rule");
    expect(result.ok ? "" : result.failure[0]?.what.en).toContain("rule R-1001 (version 7, ministry) refuses");
  });

  test("an external in an interministerial room is refused by the rule's number before anything is made", async () => {
    const [space, coordination] = desired.rooms;
    if (!space || !coordination) throw new Error("two rooms");
    const result = await run({ ...desired, rooms: [space, { ...coordination, members: ["nora.diallo-externe"] }] });
    // Neither the invitation nor the join is allowed: one sentence says so.
    expect(codes(result)).toEqual(["refused_by_rule"]);
    expect(result.ok ? "" : result.failure[0]?.what.en).toContain("R-0200");
    expect(server.rooms.size).toBe(0);
  });

  test("somebody whom the file puts into a set that the policy does not put them into", async () => {
    const people = desired.people.map((person) => (person.role === "external" ? { ...person, sets: ["interieur"] } : person));
    expect(codes(await run({ ...desired, people }))).toEqual(["sets_differ"]);
  });

  test("a room whose class is not the one that it was created with", async () => {
    await run();
    const rooms = desired.rooms.map((room) => (room.key === "coordination" ? { ...room, class: "open_external" } : room));
    expect(codes(await run({ ...desired, rooms }))).toEqual(["class_differs"]);
  });

  test("a class that the policy in force does not have", async () => {
    const rooms = desired.rooms.map((room) => (room.key === "presse" ? { ...room, class: "unknown" } : room));
    expect(codes(await run({ ...desired, rooms }))).toEqual(["class_unknown"]);
  });

  test("somebody who became a server administrator on the side", async () => {
    await run({ ...desired, rooms: [] });
    const account = server.accounts.get("@camille.laurent-interieur:etat.example");
    if (account) account.admin = true;
    expect(codes(await run())).toEqual(["unexpected_administrator"]);
  });

  test("an administrator whose password the file does not know", async () => {
    await run({ ...desired, rooms: [] });
    await rm(layout.accounts);
    expect(codes(await run())).toEqual(["password_unknown"]);
  });
});

describe("a state file is read strictly", () => {
  test.each([
    ["an unknown field", { ...desired, extra: 1 }, "extra"],
    ["a person twice", { ...desired, people: [...desired.people, desired.people[0]] }, "people[4].user"],
    ["an owner who is nobody", { ...desired, rooms: [{ ...desired.rooms[0], owner: "nobody" }] }, "rooms[0].owner"],
    ["a space after its room", { ...desired, rooms: [desired.rooms[1], desired.rooms[0]] }, "rooms[0].space"],
    ["a local part with a space", { ...desired, people: [{ ...desired.people[0], user: "a b" }] }, "people[0].user"],
  ])("%s is named", (_what, value, at) => {
    const read = readDesiredState(value, "state.json");
    expect(read.ok ? [] : read.failure.map((found) => found.where)).toContain(`state.json: ${at}`);
  });
});
