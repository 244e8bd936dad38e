import type { Failure } from "../failure.ts";
import type { RoomId } from "../ids.ts";
import type { Live } from "../live.ts";
import type { Person } from "../person.ts";
import type { Result } from "../result.ts";

export interface Member {
  readonly person: Person;
  readonly membership: "join" | "invite";
  readonly powerLevel: number;
  readonly creator: boolean;
}

export interface MemberList {
  readonly members: Live<readonly Member[]>;
  close(): void;
}

export interface MemberListSource {
  open(roomId: RoomId): Promise<Result<MemberList, Failure>>;
}
