import { expectAccessible } from "../support/accessibility.ts";
import { expect, test } from "../support/journey.ts";

test("somebody makes a room, invites, the other refuses one invitation and accepts the next, and leaves", async ({ agent, openClient }) => {
  const [ada, basile] = [await agent("Ada"), await agent("Basile")];
  const [hers, his] = [await openClient(), await openClient()];
  await hers.enterFirstTime(ada);
  await his.enterFirstTime(basile);
  const room = `Cellule ${ada.user.slice(4, 10)}`;
  await hers.createRoom(room, /Interministériel/);
  await expect(hers.page.getByRole("region", { name: "Classe du salon et qui peut lire" })).toMatchAriaSnapshot({ name: "class-strip.aria.yml" });
  await expect(hers.page.getByText("chiffré de bout en bout")).toBeVisible();
  await hers.invite(basile);
  await his.refuseInvitation(room);
  await hers.invite(basile);
  await his.acceptInvitation(room);
  await hers.write("Bienvenue.");
  await his.expectMessage("Bienvenue.");
  await expectAccessible(his.page);

  await test.step("a reply, an edit and a redaction are seen by the other", async () => {
    await his.reply("Bienvenue.", "Merci.");
    await hers.expectMessage("Merci.");
    await hers.edit("Bienvenue.", "Bienvenue à tous.");
    await his.expectMessage("Bienvenue à tous.");
    await hers.redact("Bienvenue à tous.");
    await expect(his.messages.getByText("Message supprimé")).toBeVisible();
  });
  await his.leave();
  await expect(his.row(room)).toHaveCount(0);
});

test("the public room can be entered by its address and says that it is public", async ({ agent, deployment, openClient }) => {
  const client = await openClient();
  await client.enterFirstTime(await agent("Ada"));
  await client.joinByAddress(`#presse:${deployment.serverName}`);
  await expect(client.heading("Presse")).toBeVisible();
  await expect(client.page.getByText(/public, non chiffré/)).toBeVisible();
  await expect(client.page.getByRole("form")).toMatchAriaSnapshot({ name: "public-room.aria.yml" });
  await expectAccessible(client.page);
});
