import { expectAccessible } from "../support/accessibility.ts";
import { expect, test } from "../support/journey.ts";
import { messagesOnServer, onlyRoomOf, tokenOf } from "../support/other-client.ts";

test("two people write to each other, and both read it", async ({ deployment, twoPeople }) => {
  const { ada, hers, his } = await twoPeople();
  await hers.write("Bonjour Basile, le point est à 14 h.");
  await his.expectMessage("Bonjour Basile, le point est à 14 h.");
  await his.write("Bien reçu, j’y serai.");
  await hers.expectMessage("Bien reçu, j’y serai.");
  await expect(hers.messages).not.toContainText("pas encore lisible");
  await expect(hers.page.getByText(/Lisible par Basile et vous/)).toBeVisible();
  await expect(hers.page.getByRole("main")).toMatchAriaSnapshot({ name: "conversation.aria.yml" });
  await expectAccessible(hers.page);

  await test.step("what lies on the homeserver is encrypted", async () => {
    const token = await tokenOf(deployment, ada);
    const lying = await messagesOnServer(deployment, token, await onlyRoomOf(deployment, token));
    expect(lying.filter(({ type }) => type === "m.room.encrypted")).toHaveLength(2);
    expect(lying.filter(({ type }) => type === "m.room.message")).toEqual([]);
    expect(JSON.stringify(lying)).not.toMatch(/le point est|Bien reçu/);
  });
});
