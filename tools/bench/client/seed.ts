/** An account as after a year of work: made once for each size, kept under `.chancery/bench`, and copied for each run. */
import { cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { creationOf } from "#policies/evaluate/room-creation-body.ts";
import type { Policy } from "#policies/model/policy.ts";
import { newAccount } from "../../../e2e/support/people.ts";
import type { Account, RunningDeployment } from "../../../e2e/support/deployment.ts";
import { loopbackHttp } from "../../../provisioning/homeserver/matrix-http.ts";
import { readDeploymentFile } from "../../../provisioning/deployment/deployment-file.ts";
import { policyInForce } from "../../../provisioning/verify/policy-in-force.ts";
import { deploymentLayout } from "../../../provisioning/deployment/layout.ts";
import { startHomeserver, workFolder } from "./homeserver.ts";
import { inFlight } from "./in-flight.ts";
import { paragraph } from "./prose.ts";
import { makeRecoveryKey, signInReader } from "./reader.ts";
import { request, Writer } from "./writer.ts";

/** Raise it when what is seeded changes: older seeds are then made anew. */
const SEED_VERSION = 1;
const CLASS = "interministerial";
const WRITERS = 4;
/** Rooms with enough to fill several screens; they are the last to be written in, so they lead the list. */
const BUSY_ROOMS = 12;
const BUSY_MESSAGES = 60;
const QUIET_MESSAGES = 2;
/** The quiet rooms that were written in last hold QUIET_MESSAGES; all that are older hold one, as rooms do that were made and left. */
const FRESH_ROOMS = 500;
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
    await work.remove();
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
  const person = (user: string, name: string): Promise<Account> => newAccount(running, `${user}-interieur`, name);
  const reader = await signInReader(running.homeserver, await person("bench.lecteur", "Lise Lecteur"));
  const recoveryKey = await makeRecoveryKey(reader);
  // From here on only its token is needed; a client that goes on syncing would take in all that follows.
  reader.client.stopClient();
  const writers: Writer[] = [];
  for (let index = 0; index < WRITERS; index += 1) writers.push(await Writer.signIn(running.homeserver, await person(`bench.collegue${index}`, `Collègue ${index + 1}`)));
  const of = (index: number): Writer => writers[index % WRITERS] as Writer; // there are WRITERS of them
  const progress = progressOf(tell);

  const rooms = await inFlight(AT_ONCE, size.rooms, async (index) => {
    const writer = of(index);
    const other = of(index + 1);
    const others = index % 10 === 0 ? writers.filter((one) => one !== writer) : [other];
    const details = { invite: [reader.account.userId, ...others.map(({ account }) => account.userId)], name: roomName(index), topic: null, aliasLocalpart: null, predecessorRoomId: null };
    const made = JSON.parse(await writer.request("POST", "/createRoom", JSON.stringify(creationOf(CLASS, roomClass, details)))) as { readonly room_id: string }; // Client-Server API, "POST /createRoom"
    await request(running.homeserver, reader.token, "POST", `/rooms/${encodeURIComponent(made.room_id)}/join`, "{}");
    await other.join(made.room_id);
    progress("rooms", size.rooms);
    return made.room_id;
  });

  const busy = rooms.slice(-BUSY_ROOMS - 1);
  const quiet = rooms.length - busy.length;
  await inFlight(AT_ONCE, quiet, async (index) => {
    const messages = quiet - index <= FRESH_ROOMS ? QUIET_MESSAGES : 1;
    for (let n = 0; n < messages; n += 1) await of(index).write(rooms[index] ?? "", paragraph(index * 7 + n));
    progress("quiet rooms written in", quiet);
  });
  // Two people write, each with several messages under way: the order among them is the homeserver's, as in life.
  const inBusyRooms = size.messages + BUSY_ROOMS * BUSY_MESSAGES;
  await inFlight(BUSY_AT_ONCE, busy.length, async (offset) => {
    await inFlight(AT_ONCE, offset === 0 ? size.messages : BUSY_MESSAGES, async (index) => {
      await of(quiet + offset + (index % 2)).write(busy[offset] ?? "", paragraph(index));
      progress("messages in busy rooms", inBusyRooms);
    });
  });
  tell("  keys into the backup …");
  const { version, auth_data: data } = JSON.parse(await request(running.homeserver, reader.token, "GET", "/room_keys/version")) as { readonly version: string; readonly auth_data: { readonly public_key: string } }; // Client-Server API, "GET /room_keys/version"
  for (const writer of writers) await writer.backUpFor(reader.token, { version, publicKey: data.public_key });
  return {
    version: SEED_VERSION,
    reader: reader.account,
    recoveryKey,
    longRoom: roomName(quiet),
    busyRooms: busy.slice(1).map((_, offset) => roomName(quiet + 1 + offset)),
    rooms: size.rooms,
  };
}

/** @returns counts one more of `what`, and tells after each tenth of `all` and how long all of it took so far */
function progressOf(tell: (line: string) => void): (what: string, all: number) => void {
  const done = new Map<string, number>();
  const began = performance.now();
  return (what, all) => {
    const count = (done.get(what) ?? 0) + 1;
    done.set(what, count);
    if (count % Math.ceil(all / 10) === 0 || count === all) tell(`  ${count} of ${all} ${what} · ${Math.round((performance.now() - began) / 1000)} s`);
  };
}
