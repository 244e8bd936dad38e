/** The operator of the homeserver presents rooms as what they are not: docs/security/threat-model.md, "The operator's attacks". */
import { ROOM_CLASS_KEY } from "#policies/model/wire-names.ts";
import { adding, both, changing, hiding, preceding, rewriting, swappingIds, type Alteration, type AnsweredEvent } from "../support/altered-answers.ts";
import { expect, test, userOf } from "../support/journey.ts";
import { newAccount } from "../support/people.ts";
import { Victim } from "../support/victim.ts";

const UNPROTECTED = "Écrit avec un client qui croit ce qu’on lui dit.";

let victim: Victim;
test.beforeAll(async ({ browser }) => {
  victim = await Victim.atWork(browser);
});
test.afterAll(() => victim.close());

/** A room that Ada is brought into while her homeserver lies about it. @returns what makes it honest again */
async function enterDeceived(roomId: string, name: string, creator: string, deceit: Alteration): Promise<() => Promise<void>> {
  const honest = await victim.deceive(deceit);
  await victim.operator.invite(creator, roomId, victim.ada.userId);
  await victim.operator.join(victim.ada.userId, roomId);
  await victim.window.openRoom(name);
  return honest;
}

async function expectNothingCanBeWritten(): Promise<void> {
  await expect(victim.window.page.getByText("Vous ne pouvez pas écrire ici")).toBeVisible();
  await expect(victim.window.page.getByRole("textbox", { name: /^Écrire à/ })).toHaveCount(0);
}

/** The attack is real: a client that believes the same answers hands the operator the text. */
async function expectReadFromOthers(roomId: string, creator: string, deceit: Alteration): Promise<void> {
  const account = await victim.account("Claire");
  const seen: string[] = [];
  const claire = await victim.device(account, { alteration: deceit, seen });
  await victim.operator.invite(creator, roomId, account.userId);
  await victim.operator.join(account.userId, roomId);
  await claire.caughtUp();
  // The module refuses it, but by then the operator has it.
  await claire.send(roomId, UNPROTECTED).catch(() => undefined);
  expect(seen.join()).toContain(UNPROTECTED);
}

const isEncryption = ({ type }: AnsweredEvent): boolean => type === "m.room.encryption";

/** By which sessions what is on the wire is encrypted. */
const sessions = (bodies: readonly string[]): readonly unknown[] => bodies.map((body) => (JSON.parse(body) as { session_id?: unknown }).session_id);

test("a forged class and no encryption: the room's ID is the hash of its creation, so it has no class, and nothing can be written", async () => {
  const basile = await victim.account("Basile");
  const roomId = await victim.operator.room("interministerial", "Cellule F", basile.userId, []);
  const forged = both(
    hiding(roomId, isEncryption),
    rewriting(roomId, (event) => {
      if (event.type === "m.room.create") event.content[ROOM_CLASS_KEY] = "announcements";
    }),
  );
  await expectReadFromOthers(roomId, basile.userId, forged);
  const wire = victim.onTheWire();
  const honest = await enterDeceived(roomId, "Cellule F", basile.userId, forged);
  await expectNothingCanBeWritten();
  expect(wire).toEqual([]);
  await honest();
});

test("a dropped encryption event: nothing can be written", async () => {
  const basile = await victim.account("Basile");
  const roomId = await victim.operator.room("interministerial", "Cellule G", basile.userId, []);
  const dropped = hiding(roomId, isEncryption);
  await expectReadFromOthers(roomId, basile.userId, dropped);
  const wire = victim.onTheWire();
  const honest = await enterDeceived(roomId, "Cellule G", basile.userId, dropped);
  await expectNothingCanBeWritten();
  expect(wire).toEqual([]);
  await honest();
});

test("a weakened encryption event, with which one key would last for years: nothing can be written", async () => {
  const basile = await victim.account("Basile");
  const roomId = await victim.operator.room("interministerial", "Cellule H", basile.userId, []);
  const wire = victim.onTheWire();
  const weakened = rewriting(roomId, (event) => {
    if (isEncryption(event)) Object.assign(event.content, { rotation_period_ms: 1e12, rotation_period_msgs: 1e9 });
  });
  const honest = await enterDeceived(roomId, "Cellule H", basile.userId, weakened);
  await expectNothingCanBeWritten();
  expect(wire).toEqual([]);
  await honest();
});

test("another encryption event, and right after it the right one: the room can be written into, and by the right one's settings alone", async () => {
  const basile = await victim.account("Basile");
  const roomId = await victim.operator.room("interministerial", "Cellule L", basile.userId, []);
  // One message for each key can be told from outside after two messages; keys that last for years only after years.
  const marked = preceding(roomId, isEncryption, (event) => ({ ...event, event_id: "$earlier", content: { ...event.content, rotation_period_msgs: 1 } }));

  await test.step("a client that takes the first settings it hears of encrypts by the operator's", async () => {
    const account = await victim.account("Claire");
    const seen: string[] = [];
    const claire = await victim.device(account, { alteration: marked, seen });
    await victim.operator.invite(basile.userId, roomId, account.userId);
    await victim.operator.join(account.userId, roomId);
    await claire.caughtUp();
    for (const text of ["Un.", "Deux."]) await claire.send(roomId, text);
    expect(new Set(sessions(seen)).size).toBe(2);
  });
  const wire = victim.onTheWire();
  const honest = await enterDeceived(roomId, "Cellule L", basile.userId, marked);
  for (const text of ["Un.", "Deux."]) await victim.window.write(text);
  await expect(async () => expect(wire).toHaveLength(2)).toPass();
  const [first, second] = sessions(wire);
  expect(typeof first).toBe("string");
  expect(second).toBe(first);
  await honest();
});

test("an encryption event that is weak for a while, and then the right one: nothing is sent while it is weak, then by the right one's settings alone", async () => {
  const basile = await victim.account("Basile");
  const roomId = await victim.operator.room("interministerial", "Cellule M", basile.userId, []);
  const [right] = (await victim.operator.state(roomId)).filter(isEncryption);
  if (right === undefined) throw new Error("the class is encrypted");
  // As above: what can be told from outside after two messages stands for what could only after years.
  const weak = rewriting(roomId, (event) => {
    if (isEncryption(event)) Object.assign(event.content, { rotation_period_ms: 1e12, rotation_period_msgs: 1 });
  });

  await test.step("a client that takes the first settings it hears of goes on by the operator's", async () => {
    const account = await victim.account("Claire");
    const [seen, told] = [[] as string[], changing(weak)];
    const claire = await victim.device(account, { alteration: told, seen });
    await victim.operator.invite(basile.userId, roomId, account.userId);
    await victim.operator.join(account.userId, roomId);
    await claire.caughtUp();
    told.become(adding(roomId, { ...right, event_id: "$put-right" }));
    await victim.operator.as(basile.userId, "PUT", `rooms/${encodeURIComponent(roomId)}/state/m.room.topic/`, { topic: "Comme si de rien n’était" });
    await claire.caughtUp();
    for (const text of ["Un.", "Deux."]) await claire.send(roomId, text);
    expect(new Set(sessions(seen)).size).toBe(2);
  });
  const wire = victim.onTheWire();
  const honest = await enterDeceived(roomId, "Cellule M", basile.userId, weak);
  await expectNothingCanBeWritten();
  expect(wire).toEqual([]);
  await honest();
  // The next morning: the crypto store is the one that lived through the weak event.
  await victim.window.page.reload();
  await victim.window.openRoom("Cellule M");
  for (const text of ["Un.", "Deux."]) await victim.window.write(text);
  await expect(async () => expect(wire).toHaveLength(2)).toPass();
  const [first, second] = sessions(wire);
  expect(typeof first).toBe("string");
  expect(second).toBe(first);
});

test("a public room that the rules do not list: nothing can be written", async () => {
  const anne = await newAccount(victim.deployment, userOf("Anne", "sg"), "Anne");
  const roomId = await victim.operator.room("announcements", "Presse bis", anne.userId, []);
  const powerful = rewriting(roomId, (event) => {
    if (event.type === "m.room.power_levels") event.content["users_default"] = 100;
  });
  await expectReadFromOthers(roomId, anne.userId, powerful);
  const wire = victim.onTheWire();
  const honest = await enterDeceived(roomId, "Presse bis", anne.userId, powerful);
  await expectNothingCanBeWritten();
  expect(wire).toEqual([]);
  await honest();
});

test("a private room under the ID of a listed public one: the screen says that everybody reads, before anything is written", async () => {
  const basile = await victim.account("Basile");
  const listed = victim.deployment.rooms["presse"] ?? "";
  const roomId = await victim.operator.room("interministerial", "Cellule J", basile.userId, []);
  const [creation] = (await victim.operator.state(listed)).filter(({ type }) => type === "m.room.create");
  const presented = both(
    both(hiding(roomId, isEncryption), rewriting(roomId, (event) => {
      if (event.type === "m.room.create") Object.assign(event, creation);
      if (event.type === "m.room.power_levels") event.content["users_default"] = 100;
    })),
    swappingIds(roomId, listed),
  );
  const honest = await enterDeceived(roomId, "Cellule J", basile.userId, presented);
  await expect(victim.window.page.getByText("public, non chiffré")).toBeVisible();
  await expect(victim.window.page.getByText("Public : lisible par tout le monde, sans chiffrement")).toBeVisible();
  await honest();
});
