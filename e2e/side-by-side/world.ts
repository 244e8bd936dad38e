/** The people and rooms of one run: Ada with a device for each way of syncing, and three who write to her. */
import type { UserId } from "#client/domain/ids.ts";
import { parseDeployment } from "#client/platform/deployment-reader.ts";
import { PolicyJudge } from "#client/policy/policy-judge.ts";
import type { TrustedPolicyLoader } from "#client/policy/trusted-policy-loader.ts";
import { randomBytes } from "node:crypto";
import type { RunningDeployment } from "../support/deployment.ts";
import { newAccount } from "../support/people.ts";
import { Device, loadPolicy, value } from "./device.ts";
import { ExpectedRoom } from "./expectation.ts";
import { Writer } from "./writer.ts";

/** More than the first window of sliding sync, so that rooms lie outside it. */
const ROOMS = 26;
const NAMES = ["Basile", "Chloe", "Driss"] as const;

export class World {
  readonly me: UserId;
  readonly devices: readonly Device[];
  readonly writers: ReadonlyMap<UserId, Writer>;
  readonly rooms: ExpectedRoom[] = [];
  readonly #loader: TrustedPolicyLoader;

  private constructor(me: UserId, devices: readonly Device[], writers: readonly Writer[], loader: TrustedPolicyLoader) {
    this.me = me;
    this.devices = devices;
    this.writers = new Map(writers.map((writer) => [writer.userId, writer]));
    this.#loader = loader;
  }

  static async begin(running: RunningDeployment): Promise<World> {
    const delivered = await (await fetch(new URL("/deployment.json", running.client))).text();
    const loader = await loadPolicy(value(parseDeployment(delivered, "delivering_server")));
    const account = (name: string) => newAccount(running, `${name.toLowerCase()}.${randomBytes(3).toString("hex")}-interieur`, name);
    const writers = await Promise.all(NAMES.map(async (name) => Writer.signIn(running.homeserver, await account(name))));
    const ada = await account("Ada");
    const devices = [
      await Device.signIn("v2", running.homeserver, "v2", ada, loader),
      await Device.signIn("sliding", running.homeserver, "sliding", ada, loader),
    ];
    const key = await devices[0]!.passGate(null);
    await devices[1]!.passGate(key);
    const world = new World(ada.userId as UserId, devices, writers, loader);
    for (let index = 0; index < ROOMS; index += 1) await world.openRoom(index === 0 ? "direct" : "interministerial", index);
    for (const device of devices) await device.start();
    return world;
  }

  /** A room into which Ada is invited. */
  async openRoom(classId: string, index: number): Promise<ExpectedRoom> {
    const [creator, ...others] = rotated([...this.writers.values()], index);
    const judge = new PolicyJudge(creator!.userId, this.#loader.held().layers, () => Date.now());
    const direct = classId === "direct";
    const body = judge.creation(classId, { invite: [], name: direct ? null : `Salon ${index}`, topic: null, aliasLocalpart: null, predecessorRoomId: null });
    if (!body.ok) throw new Error(JSON.stringify(body.failure));
    const room = new ExpectedRoom(await creator!.createRoom(body.value), creator!.userId);
    this.rooms.push(room);
    if (!direct) for (const other of others.slice(0, index % 3)) await this.#bringIn(room, creator!, other);
    await this.invite(room);
    return room;
  }

  async #bringIn(room: ExpectedRoom, creator: Writer, other: Writer): Promise<void> {
    await creator.invite(room.id, other.userId);
    await other.join(room.id);
    room.others.add(other.userId);
  }

  async invite(room: ExpectedRoom): Promise<void> {
    await this.writer(room.creator).invite(room.id, this.me);
    room.membership = "invite";
  }

  writer(userId: UserId): Writer {
    const writer = this.writers.get(userId);
    if (writer === undefined) throw new Error(`${userId} is no writer`);
    return writer;
  }

  async end(): Promise<void> {
    for (const device of this.devices) await device.stop();
    for (const writer of this.writers.values()) writer.stop();
  }
}

const rotated = <Item>(items: readonly Item[], by: number): Item[] => items.map((_, index) => items[(index + by) % items.length]!);

