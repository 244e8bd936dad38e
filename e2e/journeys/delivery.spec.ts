import { killHomeserver } from "../support/homeserver.ts";
import { expect, test } from "../support/journey.ts";

test("the homeserver is killed while messages are sent: each arrives exactly once, in order", async ({ deployment, twoPeople }) => {
  const { hers, his } = await twoPeople();
  await hers.write("Message 0.");
  await his.expectMessage("Message 0.");

  const texts = Array.from({ length: 12 }, (_, index) => `Message ${index + 1}.`);
  for (const [index, text] of texts.entries()) {
    await hers.write(text);
    if (index === 3 || index === 8) killHomeserver(deployment);
  }
  await expect(his.messages.getByText("Message 12.", { exact: true })).toBeVisible({ timeout: 90_000 });
  const order = ["Message 0.", ...texts];
  for (const client of [hers, his]) {
    const shown = client.messages.getByText(/^Message \d+\.$/);
    await expect(shown).toHaveText(order);
  }
  await expect(hers.messages).not.toContainText("Non envoyé");
  await expect(his.messages).toMatchAriaSnapshot({ name: "delivered.aria.yml" });
});
