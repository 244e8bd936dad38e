import { expect, it } from "vitest";
import { liveSource } from "../domain/live.ts";
import { liveView } from "./live-view.ts";

it("shows a part of a value, at once and when that part changes", () => {
  const source = liveSource({ part: "a", rest: 1 });
  const view = liveView(source, ({ part }) => part);
  const seen: string[] = [];
  const unsubscribe = view.subscribe((part) => seen.push(part));
  source.set({ part: "a", rest: 2 });
  source.set({ part: "b", rest: 2 });
  unsubscribe();
  source.set({ part: "c", rest: 3 });
  expect(seen).toEqual(["a", "b"]);
  expect(view.current()).toBe("c");
});
