import { liveSource } from "../../live.ts";
import { ok } from "../../result.ts";
import type { Member, MemberListSource } from "../member-list-source.ts";
import { camille, idris, maelle, nora, samuel } from "./example/people.ts";

export const EXAMPLE_MEMBERS: readonly Member[] = [
  { person: maelle, membership: "join", powerLevel: 100, creator: true },
  { person: camille, membership: "join", powerLevel: 50, creator: false },
  { person: idris, membership: "join", powerLevel: 0, creator: false },
  { person: samuel, membership: "join", powerLevel: 0, creator: false },
  { person: nora, membership: "invite", powerLevel: 0, creator: false },
];

export function fakeMemberListSource(members: readonly Member[] = EXAMPLE_MEMBERS): MemberListSource {
  return { open: async () => ok({ members: liveSource(members), close() {} }) };
}
