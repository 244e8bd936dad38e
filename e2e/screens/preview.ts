/** Opens a screen of the preview and listens to what the browser complains about. */
import type { Page } from "@playwright/test";
import { previewAddress } from "./preview-server.ts";

/** @returns what was thrown, logged as an error or asked of another host since */
export async function openPreview(page: Page, screen: string, language: "fr" | "en"): Promise<() => readonly string[]> {
  const address = previewAddress(screen, language);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== new URL(address).origin && !["blob:", "data:"].includes(protocol)) complaints.push(`asked ${request.url()}`);
  });
  await page.goto(address);
  await page.getByRole("heading").first().waitFor({ state: "attached" });
  await page.evaluate(() => document.fonts.ready);
  return () => complaints;
}
