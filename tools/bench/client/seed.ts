/** An account as after a year of work: made once for each size, kept under `.chancery/bench`, and copied for each run. */
import { cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ClientEvent, type MatrixClient } from "matrix-js-sdk";
import { creationOf } from "#policies/evaluate/room-creation-body.ts";
import type { Policy } from "#policies/model/policy.ts";
import { newAccount } from "../../../e2e/support/people.ts";
import type { Account, RunningDeployment } from "../../../e2e/support/deployment.ts";
import { loopbackHttp } from "../../../provisioning/homeserver/matrix-http.ts";
import { readDeploymentFile } from "../../../provisioning/deployment/deployment-file.ts";
import { policyInForce } from "../../../provisioning/verify/policy-in-force.ts";
import { deploymentLayout } from "../../../provisioning/deployment/layout.ts";
import { backedUp, makeRecoveryKey, say as write, signInColleague, type Colleague } from "./colleague.ts";
import { startHomeserver, workFolder } from "./homeserver.ts";
import { inFlight } from "./in-flight.ts";
import { paragraph } from "./prose.ts";

/** Raise it when what is seeded changes: older seeds are then made anew. */
const SEED_VERSION = 1;
const CLASS = "interministerial";
const COLLEAGUES = 4;
/** Rooms with enough to fill several screens; they are the last to be written in, so they lead the list. */
const BUSY_ROOMS = 12;
const BUSY_MESSAGES = 60;
const QUIET_MESSAGES = 2;
/** The SDK begins a new Megolm session after so many messages. */
const SESSION_MESSAGES = 100;
const AT_ONCE = 8;
const BUSY_AT_ONCE = 3;

export interface SeedSize {
  readonly rooms: number;
  /** in the one long room */
  readonly messages: number;
}

export interface Seed {
  readonly version: number;
  readonly reader: Account;
  readonly recoveryKey: string;
  /** name of the room that holds `messages` messages */
  readonly longRoom: string;
  /** names of rooms that lead the list */
  readonly busyRooms: readonly string[];
  /** names of all rooms of the account, the example's own not counted */
  readonly rooms: number;
}

const roomName = (index: number): string => `Dossier ${String(index + 1).padStart(4, "0")}`;

/** @returns a copy of the seeded deployment in `target`, and what it holds */
export async function seededDeployment(root: string, size: SeedSize, target: string, tell: (line: string) => void): Promise<Seed> {
  const kept = join(root, ".chancery", "bench", `client-${size.rooms}-${size.messages}`);
  let seed = await readSeed(kept);
  if (seed === null) {
    tell(`seeding ${size.rooms} rooms and ${size.messages} messages, once …`);
    seed = await makeSeed(root, size, kept, tell);
  }
  await cp(join(kept, "deployment"), target, { recursive: true });
  return seed;
}

async function readSeed(kept: string): Promise<Seed | null> {
  try {
    const seed = JSON.parse(await readFile(join(kept, "seed.json"), "utf8")) as Seed; // written below, by this same version
    return seed.version === SEED_VERSION ? seed : null;
  } catch {
    return null;
  }
}

async function makeSeed(root: string, size: SeedSize, kept: string, tell: (line: string) => void): Promise<Seed> {
  const work = workFolder();
  try {
    const deployment = join(work.path, "deployment");
    const homeserver = await startHomeserver(root, deployment);
    let seed: Seed;
    try {
      seed = await fill(homeserver.running, await classInForce(homeserver.running, deployment), size, tell);
    } finally {
      await homeserver.stop();
    }
    // Put in place as a whole: a run that is cut off leaves no half seed.
    const next = `${kept}.new`;
    await rm(next, { recursive: true, force: true });
    await mkdir(next, { recursive: true, mode: 0o700 });
    await cp(deployment, join(next, "deployment"), { recursive: true });
    await writeFile(join(next, "seed.json"), JSON.stringify(seed), { mode: 0o600 });
    await rm(kept, { recursive: true, force: true });
    await rename(next, kept);
    return seed;
  } finally {
    work.remove();
  }
}

async function classInForce(running: RunningDeployment, deployment: string): Promise<Policy["room_classes"][string]> {
  const file = await readDeploymentFile(deploymentLayout(deployment).deploymentFile);
  if (!file.ok) throw new Error("the deployment file cannot be read");
  const inForce = await policyInForce(loopbackHttp(running.homeserver), file.value.root, Date.now());
  const found = inForce.ok ? inForce.value.bundle.policy.room_classes[CLASS] : undefined;
  if (found === undefined) throw new Error(`the policy in force has no class ${CLASS}`);
  return found;
}

/** Rooms, memberships and encrypted messages, through the homeserver's own API. */
async function fill(running: RunningDeployment, roomClass: Policy["room_classes"][string], size: SeedSize, tell: (line: string) => void): Promise<Seed> {
  const person = async (user: string, name: string): Promise<Colleague> => signInColleague(running.homeserver, await newAccount(running, `${user}-interieur`, name));
  const reader = await person("bench.lecteur", "Lise Lecteur");
  const recoveryKey = await makeRecoveryKey(reader);
  const colleagues: Colleague[] = [];
  for (let index = 0; index < COLLEAGUES; index += 1) colleagues.push(await person(`bench.collegue${index}`, `Collègue ${index + 1}`));
  const of = (index: number): Colleague => colleagues[index % COLLEAGUES] as Colleague; // there are COLLEAGUES of them

  const rooms = await inFlight(AT_ONCE, size.rooms, async (index) => {
    const { client, account } = of(index);
    const others = index % 10 === 0 ? colleagues.map((colleague) => colleague.account.userId).filter((userId) => userId !== account.userId) : [of(index + 1).account.userId];
    const details = { invite: [reader.account.userId, ...others], name: roomName(index), topic: null, aliasLocalpart: null, predecessorRoomId: null };
    // The class says what is in the body; the SDK's own type of it knows less.
    const { room_id: roomId } = await client.createRoom(creationOf(CLASS, roomClass, details) as unknown as Parameters<MatrixClient["createRoom"]>[0]);
    await reader.client.joinRoom(roomId);
    await of(index + 1).client.joinRoom(roomId);
    if (index % 100 === 99) tell(`  ${index + 1} rooms`);
    return roomId;
  });
  await Promise.all(rooms.map(async (roomId, index) => Promise.all([of(index), of(index + 1)].map(({ client }) => untilJoined(client, roomId, reader.account.userId)))));

  tell("  quiet rooms …");
  const busy = rooms.slice(-BUSY_ROOMS - 1);
  let sessions = 0;
  await inFlight(AT_ONCE, rooms.length - busy.length, async (index) => {
    for (let n = 0; n < QUIET_MESSAGES; n += 1) await write(of(index), rooms[index] ?? "", paragraph(index * 7 + n));
    sessions += 1;
  });
  tell("  busy rooms …");
  const first = rooms.length - busy.length;
  // Two people write, each with several messages under way: the order among them is the homeserver's, as in life.
  await inFlight(BUSY_AT_ONCE, busy.length, async (offset) => {
    const roomId = busy[offset] ?? "";
    const count = offset === 0 ? size.messages : BUSY_MESSAGES;
    await write(of(first + offset), roomId, paragraph(0));
    await write(of(first + offset + 1), roomId, paragraph(1));
    await inFlight(AT_ONCE, count - 2, async (index) => {
      await write(of(first + offset + (index % 2)), roomId, paragraph(index + 2));
      if (index % 1000 === 999) tell(`  ${index + 1} messages`);
    });
    sessions += 2 * Math.ceil(count / 2 / SESSION_MESSAGES);
  });
  tell(`  waiting for ${sessions} keys in the backup …`);
  await backedUp(reader, sessions);
  for (const { client } of [reader, ...colleagues]) client.stopClient();
  return {
    version: SEED_VERSION,
    reader: reader.account,
    recoveryKey,
    longRoom: roomName(first),
    busyRooms: busy.slice(1).map((_, offset) => roomName(first + 1 + offset)),
    rooms: size.rooms,
  };
}

/** Keys go to whoever is joined as far as the sender has heard. */
function untilJoined(client: MatrixClient, roomId: string, userId: string): Promise<void> {
  return new Promise((joined) => {
    const look = (): void => {
      const room = client.getRoom(roomId);
      if (room?.getMyMembership() !== "join" || room.getMember(userId)?.membership !== "join") return;
      client.off(ClientEvent.Sync, look);
      joined();
    };
    client.setMaxListeners(0);
    // After each answer as a whole: one's own entry counts a moment later than the member event that says so.
    client.on(ClientEvent.Sync, look);
    look();
  });
}
