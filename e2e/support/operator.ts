/**
 * Whoever operates the homeserver, and what they can do without anybody's leave: sign in as anybody, set passwords, let identities be
 * replaced, read and change the database.
 */
import { expect } from "@playwright/test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { inflateRawSync } from "node:zlib";
import type { BundleContent } from "#policies/model/policy-bundle.ts";
import { creationOf } from "#policies/evaluate/room-creation-body.ts";
import type { AnsweredEvent } from "./altered-answers.ts";
import type { Account, RunningDeployment } from "./deployment.ts";
import { offeredNow } from "./hostile-bundles.ts";
import { askHomeserver } from "./other-client.ts";
import { administratorToken } from "./people.ts";

export class Operator {
  readonly #deployment: RunningDeployment;
  readonly #tokens = new Map<string, Promise<string>>();

  constructor(deployment: RunningDeployment) {
    this.#deployment = deployment;
  }

  /** One request of the admin API. @throws unless it succeeds */
  async #administer(method: "GET" | "POST" | "PUT", path: string, body?: unknown): Promise<unknown> {
    const answer = await askHomeserver(this.#deployment, await administratorToken(this.#deployment), method, `/_synapse/admin/${path}`, body);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status}`);
    return answer.body;
  }

  #tokenOf(userId: string): Promise<string> {
    const token = this.#tokens.get(userId) ?? this.#administer("POST", `v1/users/${encodeURIComponent(userId)}/login`, {}).then((body) => (body as { access_token: string }).access_token); // Synapse's admin API
    this.#tokens.set(userId, token);
    return token;
  }

  /** One request in somebody else's name. @throws unless it succeeds */
  async as(userId: string, method: "GET" | "POST" | "PUT", path: string, body?: unknown): Promise<unknown> {
    const answer = await askHomeserver(this.#deployment, await this.#tokenOf(userId), method, `/_matrix/client/v3/${path}`, body);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async invite(inviter: string, roomId: string, userId: string): Promise<void> {
    await this.as(inviter, "POST", `rooms/${encodeURIComponent(roomId)}/invite`, { user_id: userId });
  }

  async join(userId: string, roomId: string): Promise<void> {
    await this.as(userId, "POST", `join/${encodeURIComponent(roomId)}`, {});
  }

  async leave(userId: string, roomId: string): Promise<void> {
    await this.as(userId, "POST", `rooms/${encodeURIComponent(roomId)}/leave`, {});
  }

  /** Makes a room of a class in somebody's name, and brings everybody in. @returns its ID */
  async room(classId: string, name: string, creator: string, members: readonly string[]): Promise<string> {
    const { bundle } = await offeredNow(this.#deployment);
    const content = Buffer.concat(bundle.chunks.map((chunk) => inflateRawSync(Buffer.from(chunk, "base64"))));
    const { policy } = JSON.parse(content.toString("utf8")) as BundleContent; // every client verifies it
    const definition = policy.room_classes[classId];
    if (definition === undefined) throw new Error(`there is no class ${classId}`);
    const details = { invite: [], name, topic: null, aliasLocalpart: null, predecessorRoomId: null };
    const { room_id: roomId } = (await this.as(creator, "POST", "createRoom", creationOf(classId, definition, details))) as { room_id: string };
    for (const member of members) {
      await this.invite(creator, roomId, member);
      await this.join(member, roomId);
    }
    return roomId;
  }

  /** Takes an account over without its owner's noticing: another password, which is all that a new identity needs, and no device signed out. */
  async takeOver(account: Account): Promise<Account> {
    const user = encodeURIComponent(account.userId);
    const password = `operator-${account.password}`;
    await this.#administer("PUT", `v2/users/${user}`, { password, logout_devices: false });
    return { ...account, password };
  }

  /** An event as the homeserver has it, for somebody who is not in the room any more. */
  async event(member: string, roomId: string, eventId: string): Promise<object> {
    return (await this.as(member, "GET", `rooms/${encodeURIComponent(roomId)}/event/${encodeURIComponent(eventId)}`)) as object; // Client-Server API
  }

  /** The state of any room. */
  async state(roomId: string): Promise<readonly AnsweredEvent[]> {
    const { state } = (await this.#administer("GET", `v1/rooms/${encodeURIComponent(roomId)}/state`)) as { state: AnsweredEvent[] }; // Synapse's admin API
    return state;
  }

  /** Messages of a room that `sender` sent, newest first, as the homeserver has them. */
  async messagesOf(sender: string, roomId: string): Promise<readonly StoredMessage[]> {
    const { chunk } = (await this.as(sender, "GET", `rooms/${encodeURIComponent(roomId)}/messages?dir=b&limit=50`)) as { chunk: StoredMessage[] }; // Client-Server API
    return chunk.filter((event) => event.sender === sender && ["m.room.message", "m.room.encrypted"].includes(event.type));
  }

  /** Edits the homeserver's database while it runs. */
  editDatabase(edit: (database: DatabaseSync) => void): void {
    const database = new DatabaseSync(join(this.#deployment.deployment, "homeserver", "data", "homeserver.db"), { timeout: 10_000, enableForeignKeyConstraints: false });
    try {
      edit(database);
    } finally {
      database.close();
    }
  }

  /** Kills the homeserver; its supervisor starts it again, and it has forgotten whatever it kept in memory. Resolves when it answers. */
  async killHomeserver(): Promise<void> {
    const pid = (): string => readFileSync(join(this.#deployment.deployment, "run", "homeserver.pid"), "utf8");
    const before = pid();
    process.kill(Number(before), "SIGKILL");
    await expect(async () => {
      expect(pid()).not.toBe(before);
      expect((await fetch(new URL("/_matrix/client/versions", this.#deployment.homeserver))).ok).toBe(true);
    }).toPass({ timeout: 60_000 });
  }
}

export interface StoredMessage {
  readonly type: string;
  readonly sender: string;
  readonly event_id: string;
  readonly content: Readonly<Record<string, unknown>>;
}
