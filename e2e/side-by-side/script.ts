/** One step of the script after the other, drawn at random: what happens, and what Ada should then see. */
import type { RoomId, UserId } from "#client/domain/ids.ts";
import { value, type Device } from "./device.ts";
import type { ExpectedMessage, ExpectedRoom } from "./expectation.ts";
import type { SeededRandom } from "./random.ts";
import { until } from "./until.ts";
import type { World } from "./world.ts";
import type { Writer } from "./writer.ts";

const WEIGHTS = {
  say: 40,
  burst: 1,
  writeMyself: 6,
  edit: 11,
  redact: 6,
  react: 9,
  unreact: 2,
  topic: 2,
  writerComes: 2,
  writerGoes: 2,
  iLeave: 1.5,
  iAmRemoved: 0.7,
  iAmInvited: 2,
  iJoin: 3,
  read: 6,
  cut: 1.2,
  mend: 4,
  halve: 2,
  replay: 2,
  restart: 1,
  keysLate: 2,
  keysCome: 4,
} as const;

/** More than a sync brings of one room. */
const BURST = 33;
const EMOJI = ["👍", "❤️", "🎉"] as const;

export type Step = keyof typeof WEIGHTS | "restartServer";

export class Script {
  readonly #world: World;
  readonly #random: SeededRandom;
  readonly #restartServer: () => Promise<void>;
  readonly #journal: string[] = [];
  #spoken = 0;

  /** @param restartServer - kills the homeserver and waits until it answers again. */
  constructor(world: World, random: SeededRandom, restartServer: () => Promise<void>) {
    this.#world = world;
    this.#random = random;
    this.#restartServer = restartServer;
  }

  /** Ada is in most rooms from the start; some stay invitations. */
  async begin(): Promise<void> {
    for (const room of this.#world.rooms) if (this.#random.next() < 0.85) await this.#join(room, this.#world.devices[0]!);
  }

  /** @returns the name of the step that was taken; one that finds nothing to do is drawn again. */
  async step(): Promise<Step> {
    for (;;) {
      const name = this.#random.weighted(WEIGHTS);
      if (await this.#take(name)) return name;
    }
  }

  async restartServer(): Promise<Step> {
    await this.#restartServer();
    return "restartServer";
  }

  /** @returns what was done since the last call, in words: how a difference came about. */
  takeJournal(): readonly string[] {
    return this.#journal.splice(0);
  }

  /** Nothing is withheld any more: before what is seen is compared. */
  async calm(): Promise<void> {
    for (const writer of this.#world.writers.values()) await writer.network.releaseKeys();
    for (const device of this.#world.devices) device.mend();
  }

  async #take(name: keyof typeof WEIGHTS): Promise<boolean> {
    const random = this.#random;
    const room = random.of(this.#world.rooms)!;
    const writer = this.#world.writer(random.of([...room.others]) ?? room.creator);
    const device = random.of(this.#world.devices)!;
    const taken = await this.#do(name, room, writer, device);
    if (taken) this.#journal.push(`${name} (room ${room.id}, writer ${writer.userId}, device ${device.name})`);
    return taken;
  }

  async #do(name: keyof typeof WEIGHTS, room: ExpectedRoom, writer: Writer, device: Device): Promise<boolean> {
    const random = this.#random;
    const joined = room.membership === "join";
    switch (name) {
      case "say":
        return this.#say(room, writer);
      case "burst":
        for (let index = 0; index < BURST; index += 1) await this.#say(room, writer);
        return true;
      case "writeMyself":
        return joined && !device.network.isCut && this.#writeMyself(room, device);
      case "edit":
        return this.#edit(room);
      case "redact":
        return this.#redact(room);
      case "react":
        return this.#react(room, writer);
      case "unreact":
        return this.#unreact(room);
      case "topic":
        await this.#world.writer(room.creator).setTopic(room.id, `Sujet ${random.below(1_000)}`);
        return true;
      case "writerComes":
        return this.#writerComes(room);
      case "writerGoes":
        return this.#writerGoes(room);
      case "iLeave":
        return joined && !device.network.isCut && this.#leave(room, device);
      case "iAmRemoved":
        return joined && this.#removed(room);
      case "iAmInvited":
        if (room.membership !== "leave") return false;
        await this.#world.invite(room);
        return true;
      case "iJoin":
        return room.membership === "invite" && !device.network.isCut && this.#join(room, device);
      case "read":
        return joined && this.#read(room, device);
      case "cut":
        return this.#fault(device, () => device.network.cut());
      case "mend":
        if (!device.network.isCut) return false;
        device.mend();
        return true;
      case "halve":
        return this.#fault(device, () => device.network.halveNextSync());
      case "replay":
        return this.#fault(device, () => device.network.replayLastSync());
      case "restart":
        if (device.network.isCut) return false;
        await device.restart();
        return true;
      case "keysLate":
        await writer.withholdKeys(room.id);
        return true;
      case "keysCome":
        await writer.network.releaseKeys();
        return true;
    }
  }

  #fault(device: Device, strike: () => void): boolean {
    if (device.network.isCut) return false;
    strike();
    return true;
  }

  async #say(room: ExpectedRoom, writer: Writer): Promise<true> {
    const random = this.#random;
    const text = `Message ${(this.#spoken += 1)}`;
    const mentionsMe = random.next() < 0.1;
    const about = random.next() < 0.15 ? random.of(room.messages) : undefined;
    // A thread has one root: whoever answers within it names that, never the answer (spec: "Threading").
    const threadRoot = about !== undefined && random.next() < 0.5 ? (about.threadRoot ?? about.eventId) : null;
    const eventId = await writer.say(room.id, text, {
      ...(mentionsMe ? { mentions: [this.#world.me] } : {}),
      ...(about === undefined ? {} : { replyTo: about.eventId }),
      ...(threadRoot === null ? {} : { thread: threadRoot }),
    });
    room.say({ eventId, sender: writer.userId, text, mentionsMe, threadRoot });
    return true;
  }

  async #writeMyself(room: ExpectedRoom, device: Device): Promise<boolean> {
    const text = `Ada ${(this.#spoken += 1)}`;
    const roomHere = () => device.session.rooms.rooms.current()?.find(({ id }) => id === room.id)?.membership === "join";
    await until(roomHere, `${device.name}: the room is here`);
    const timeline = await device.keepOpen(room.id);
    // A change of who reads along would hold the message; whoever is in the room is accepted as the screen would.
    const transactionId = value(await this.#sendAccepting(room.id, device, text));
    const mine = () => timeline.snapshot.current().items.find((item) => item.type === "message" && item.transactionId === transactionId && item.sendState.at === "sent");
    await until(() => mine() !== undefined, `${device.name}: “${text}” is sent`);
    const sent = mine();
    if (sent?.type !== "message" || sent.eventId === null) throw new Error("a message that is sent has an ID");
    room.say({ eventId: sent.eventId, sender: this.#world.me, text, mentionsMe: false, threadRoot: null });
    room.readEverything();
    return true;
  }

  async #sendAccepting(roomId: RoomId, device: Device, text: string) {
    const message = { text, replyTo: null, edits: null };
    const { readers, close } = device.session.sender.readers(roomId);
    try {
      await until(() => readers.current().people > 0, `${device.name}: the readers are named`);
      const { newcomers } = readers.current();
      const first = await device.session.sender.send(roomId, message, newcomers.map(({ userId }) => userId));
      if (first.ok || first.failure.code !== "new_recipient") return first;
      await until(() => readers.current().newcomers.length > 0, `${device.name}: the newcomers are named`);
      value(await device.session.sender.acceptReaders(roomId, readers.current().newcomers));
      return await device.session.sender.send(roomId, message, readers.current().newcomers.map(({ userId }) => userId));
    } finally {
      close();
    }
  }

  #byWriters(room: ExpectedRoom): ExpectedMessage[] {
    return room.messages.filter((message) => message.text !== null && room.others.has(message.sender));
  }

  async #edit(room: ExpectedRoom): Promise<boolean> {
    const message = this.#random.of(this.#byWriters(room));
    if (message === undefined) return false;
    const text = `Reformulé ${(this.#spoken += 1)}`;
    await this.#world.writer(message.sender).edit(room.id, message.eventId, text);
    if (room.membership !== "join") return true;
    message.text = text;
    message.edited = true;
    return true;
  }

  async #redact(room: ExpectedRoom): Promise<boolean> {
    const message = this.#random.of(this.#byWriters(room));
    if (message === undefined) return false;
    await this.#world.writer(message.sender).redact(room.id, message.eventId);
    message.text = null;
    return true;
  }

  async #react(room: ExpectedRoom, writer: Writer): Promise<boolean> {
    const message = this.#random.of(room.messages.filter(({ text }) => text !== null));
    const key = this.#random.of(EMOJI)!;
    if (room.membership !== "join" || message === undefined || message.reactions.get(key)?.has(writer.userId) === true) return false;
    const eventId = await writer.react(room.id, message.eventId, key);
    message.reactions.set(key, (message.reactions.get(key) ?? new Set<UserId>()).add(writer.userId));
    room.reactions.push({ eventId, of: message, key, sender: writer.userId });
    return true;
  }

  async #unreact(room: ExpectedRoom): Promise<boolean> {
    const reaction = this.#random.of(room.reactions.filter(({ sender }) => room.others.has(sender)));
    if (reaction === undefined) return false;
    await this.#world.writer(reaction.sender).redact(room.id, reaction.eventId);
    reaction.of.reactions.get(reaction.key)?.delete(reaction.sender);
    room.reactions.splice(room.reactions.indexOf(reaction), 1);
    return true;
  }

  async #writerComes(room: ExpectedRoom): Promise<boolean> {
    const outside = [...this.#world.writers.values()].filter(({ userId }) => !room.others.has(userId));
    const writer = this.#random.of(outside);
    if (writer === undefined || room === this.#world.rooms[0]) return false;
    await this.#world.writer(room.creator).invite(room.id, writer.userId);
    await writer.join(room.id);
    room.others.add(writer.userId);
    return true;
  }

  async #writerGoes(room: ExpectedRoom): Promise<boolean> {
    const writer = this.#random.of([...room.others].filter((userId) => userId !== room.creator));
    if (writer === undefined) return false;
    await this.#world.writer(writer).leave(room.id);
    room.others.delete(writer);
    return true;
  }

  async #join(room: ExpectedRoom, device: Device): Promise<true> {
    value(await device.session.joiner.join(room.id));
    for (const userId of room.others) await this.#world.writer(userId).hasSeen(room.id, this.#world.me, "join");
    room.membership = "join";
    room.readEverything();
    return true;
  }

  async #leave(room: ExpectedRoom, device: Device): Promise<true> {
    for (const each of this.#world.devices) each.closeTimeline(room.id);
    value(await device.session.leaver.leave(room.id));
    room.membership = "leave";
    return true;
  }

  async #removed(room: ExpectedRoom): Promise<true> {
    await this.#world.writer(room.creator).kick(room.id, this.#world.me);
    for (const each of this.#world.devices) each.closeTimeline(room.id);
    room.membership = "leave";
    return true;
  }

  async #read(room: ExpectedRoom, device: Device): Promise<boolean> {
    const newest = room.messages.at(-1)?.eventId;
    if (newest === undefined) return false;
    const roomHere = () => device.session.rooms.rooms.current()?.find(({ id }) => id === room.id)?.membership === "join";
    if (device.network.isCut && !roomHere()) return false;
    await until(roomHere, `${device.name}: the room is here`);
    const timeline = await device.keepOpen(room.id);
    const here = () => timeline.snapshot.current().items.some((item) => item.type === "message" && item.eventId === newest);
    // Without a network one reads what is there.
    if (device.network.isCut && !here()) return false;
    await until(here, `${device.name}: the newest message is here`);
    // As the screen does: whenever what is shown changes, until it is the network's and not what was kept.
    const unread = () => device.session.rooms.rooms.current()?.find(({ id }) => id === room.id)?.unread;
    for (let patience = 3_000; unread() !== 0 && patience > 0; patience -= 1) {
      await timeline.markRead();
      await new Promise((next) => setTimeout(next, 20));
    }
    room.readEverything();
    return true;
  }
}
