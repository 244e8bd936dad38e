import { beforeEach, expect, it, vi } from "vitest";
import type { RoomId } from "../domain/ids.ts";
import type { SealedCollection } from "../domain/ports/local-store.ts";
import { Drafts, parseDraft } from "./drafts.ts";
import { FakeLocalStore } from "./fake-local-store.ts";

const ROOM = "!coordination" as RoomId;
let records: SealedCollection<string>;
let drafts: Drafts;
beforeEach(() => {
  records = new FakeLocalStore().collection("drafts", parseDraft);
  drafts = new Drafts(records);
});

it("takes a draft away once, and writes nothing where there is none", async () => {
  const remove = vi.spyOn(records, "remove");
  await drafts.save(ROOM, "bonj");
  expect(await drafts.read(ROOM)).toBe("bonj");
  await drafts.save(ROOM, "");
  await drafts.save(ROOM, "");
  expect(remove).toHaveBeenCalledTimes(1);
  expect(await drafts.read(ROOM)).toBe("");
});

it("writes nothing for a room of which the disk was read and holds none, and does for one that was not read", async () => {
  const remove = vi.spyOn(records, "remove");
  expect(await drafts.read(ROOM)).toBe("");
  await drafts.save(ROOM, "");
  expect(remove).not.toHaveBeenCalled();
  await drafts.save("!presse" as RoomId, "");
  expect(remove).toHaveBeenCalledTimes(1);
});

it("takes away what was written while the disk was being read, or an older draft taken away", async () => {
  const reading = drafts.read(ROOM);
  const writing = drafts.save(ROOM, "a");
  await Promise.all([reading, writing]);
  const removing = drafts.save(ROOM, "");
  await Promise.all([removing, drafts.save(ROOM, "b")]);
  await drafts.save(ROOM, "");
  expect(await drafts.read(ROOM)).toBe("");
});

it("tries again when the disk did not take a draft away", async () => {
  await drafts.save(ROOM, "a");
  vi.spyOn(records, "remove").mockResolvedValueOnce({ ok: false, failure: { code: "closed" } });
  await drafts.save(ROOM, "");
  await drafts.save(ROOM, "");
  expect(await drafts.read(ROOM)).toBe("");
});
