import { expect, test, vi } from "vitest";
import { homeserverFetch } from "./homeserver-fetch.ts";

const reached = vi.fn((_resource: unknown, _options?: RequestInit) => Promise.resolve(new Response("{}")));
const guarded = homeserverFetch("https://matrix.etat.example", reached);

test("the homeserver is reached, and redirects are never followed", async () => {
  await guarded("https://matrix.etat.example/_matrix/client/versions", { redirect: "follow" });
  expect(reached.mock.lastCall?.[1]).toMatchObject({ redirect: "error" });
});

test.each([
  "https://matrix.etat.example.evil.example/_matrix",
  "http://matrix.etat.example/_matrix",
  "https://matrix.etat.example:8448/_matrix",
  "https://matrix.etat.example@evil.example/",
  "data:text/plain,x",
  "/relative",
])("%s is not the homeserver", async (address) => {
  reached.mockClear();
  await expect(guarded(address)).rejects.toThrow(TypeError);
  await expect(guarded(new URL(address, "https://evil.example/"))).rejects.toThrow(TypeError);
  expect(reached).not.toHaveBeenCalled();
});
