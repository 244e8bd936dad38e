import { fakeStorageWatch } from "#client/domain/ports/fakes/fake-storage-watch.ts";
import { setLanguage } from "#client/ui/i18n/i18n.svelte.ts";
import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { tick } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";
import StorageNotice from "./StorageNotice.svelte";

beforeEach(() => setLanguage("fr"));

test("each trouble of the store has its words and its way out", async () => {
  const user = userEvent.setup();
  const storage = fakeStorageWatch();
  const reload = vi.fn();
  render(StorageNotice, { storage, reload });
  expect(screen.queryByRole("alert")).toBeNull();

  storage.trouble.set({ code: "full" });
  await tick();
  expect(screen.getByRole("alert").textContent).toContain("plus de place");
  expect(screen.queryByRole("button")).toBeNull();

  storage.trouble.set({ code: "gone" });
  await tick();
  await user.click(screen.getByRole("button", { name: "Rouvrir la messagerie" }));
  expect(reload).toHaveBeenCalledOnce();

  storage.trouble.set({ code: "damaged", messages: 2 });
  await tick();
  expect(screen.getByRole("alert").textContent).toContain("2 messages");
  setLanguage("en");
  await tick();
  expect(screen.getByRole("alert").textContent).toContain("2 messages that had not left yet are damaged");
  await user.click(screen.getByRole("button", { name: "I understand" }));
  expect(screen.queryByRole("alert")).toBeNull();
});
