import { expectAccessible } from "../support/accessibility.ts";
import { answers, killHomeserver } from "../support/homeserver.ts";
import { expect, test } from "../support/journey.ts";
import { messagesOnServer, onlyRoomOf, tokenOf } from "../support/other-client.ts";

test("the homeserver is killed while messages are sent: each arrives exactly once, in order", async ({ deployment, twoPeople }) => {
  const { ada, hers, his } = await twoPeople();
  await hers.write("Message 0.");
  await his.expectMessage("Message 0.");

  const texts = Array.from({ length: 12 }, (_, index) => `Message ${index + 1}.`);
  const killed = new Set<number>();
  for (const [index, text] of texts.entries()) {
    // The second time it falls over while what was written in its absence is on its way.
    if (index === 8) await expect.poll(() => answers(deployment), { timeout: 60_000 }).toBe(true);
    await hers.write(text);
    if (index === 3 || index === 8) killed.add(killHomeserver(deployment));
  }
  expect(killed.size, "it was killed twice").toBe(2);
  await expect(his.messages.getByText("Message 12.", { exact: true })).toBeVisible({ timeout: 90_000 });
  const order = ["Message 0.", ...texts];
  for (const client of [hers, his]) await expect(client.messages.getByText(/^Message \d+\.$/)).toHaveText(order);
  await expect(hers.messages.getByText(/^Non envoyé|^Envoi en cours/)).toHaveCount(0);
  await expect(his.messages).toMatchAriaSnapshot({ name: "delivered.aria.yml" });
  await expectAccessible(his.page);

  await test.step("the homeserver has each once", async () => {
    const token = await tokenOf(deployment, ada);
    const sent = (await messagesOnServer(deployment, token, await onlyRoomOf(deployment, token))).filter(({ type, sender }) => type === "m.room.encrypted" && sender === ada.userId);
    expect(sent).toHaveLength(order.length);
  });
  await test.step("and a restart shows each once", async () => {
    for (const client of [hers, his]) {
      await client.page.reload();
      await expect(client.messages.getByText(/^Message \d+\.$/)).toHaveText(order);
    }
  });
});
