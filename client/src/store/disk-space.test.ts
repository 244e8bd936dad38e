import { afterEach, expect, it, vi } from "vitest";
import { diskIsFull } from "./disk-space.ts";

afterEach(() => vi.unstubAllGlobals());

/** A browser whose file system fails so, at its folder or while writing. */
function browser(folder: string | null, writing: string | null): string[] {
  const left: string[] = [];
  const fail = async (name: string | null): Promise<void> => {
    if (name !== null) throw new DOMException("", name);
  };
  const file = { write: () => fail(writing), close: async () => undefined };
  const getDirectory = async () => {
    await fail(folder);
    return {
      getFileHandle: async (name: string) => ({ createWritable: async () => (left.push(name), file) }),
      removeEntry: async (name: string) => void left.splice(left.indexOf(name), 1),
    };
  };
  vi.stubGlobal("navigator", { storage: { getDirectory } });
  return left;
}

it.each([
  ["there is room", null, null, false],
  ["there is none for a file", null, "QuotaExceededError", true],
  ["there is none for the folder of files", "InvalidStateError", null, true],
  ["the browser allows no files", "SecurityError", null, false],
])("%s", async (_case, folder, writing, full) => {
  const left = browser(folder, writing);
  expect(await diskIsFull()).toBe(full);
  expect(left).toEqual([]);
});

it("is not said of a browser that knows no files", async () => {
  vi.stubGlobal("navigator", {});
  expect(await diskIsFull()).toBe(false);
});
