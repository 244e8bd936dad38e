/** Everything that lives as long as one session behind an open gate. Verbs in here are already guarded by the policy. */
import type { DeviceId } from "../ids.ts";
import type { Live } from "../live.ts";
import type { Person } from "../person.ts";
import type { Confirmations } from "./confirmations.ts";
import type { EmojiVerifier } from "./emoji-verifier.ts";
import type { TextSeal } from "./local-store.ts";
import type { MemberListSource } from "./member-list-source.ts";
import type { MessageSender } from "./message-sender.ts";
import type { PeopleDirectory } from "./people-directory.ts";
import type { PolicyAdvisor } from "./policy-advisor.ts";
import type { RoomCreator } from "./room-creator.ts";
import type { RoomInviter } from "./room-inviter.ts";
import type { RoomJoiner } from "./room-joiner.ts";
import type { RoomLeaver } from "./room-leaver.ts";
import type { RoomListSource } from "./room-list-source.ts";
import type { StorageWatch } from "./storage-watch.ts";
import type { TimelineSource } from "./timeline-source.ts";

export type ConnectionState = "connecting" | "online" | "offline";

export interface SignedInSession {
  readonly me: Person;
  readonly deviceId: DeviceId;
  readonly connection: Live<ConnectionState>;
  readonly rooms: RoomListSource;
  readonly timelines: TimelineSource;
  readonly members: MemberListSource;
  readonly people: PeopleDirectory;
  readonly policy: PolicyAdvisor;
  readonly confirmations: Confirmations;
  readonly sender: MessageSender;
  readonly creator: RoomCreator;
  readonly inviter: RoomInviter;
  readonly joiner: RoomJoiner;
  readonly leaver: RoomLeaver;
  readonly emoji: EmojiVerifier;
  readonly storage: StorageWatch;
  /** seals what the address says of a place */
  readonly addresses: TextSeal;
}
