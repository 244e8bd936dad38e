import { expectAccessible } from "../support/accessibility.ts";
import { expect, test } from "../support/journey.ts";
import { messagesOnServer, onlyRoomOf, tokenOf } from "../support/other-client.ts";

test("an external who is invited later reads nothing older", async ({ agent, deployment, external, openClient }) => {
  const [ada, guest] = [await agent("Ada"), await external("Nora")];
  const [hers, theirs] = [await openClient(), await openClient()];
  await hers.enterFirstTime(ada);
  await theirs.enterFirstTime(guest);

  const room = `Opérateurs ${ada.user.slice(4, 10)}`;
  await hers.createRoom(room, /Ouvert aux externes/);
  await hers.write("Avant l’arrivée de Nora.");
  await hers.invite(guest);
  await theirs.acceptInvitation(room);
  await expect(hers.messages.getByText("Nora (externe) a rejoint le salon")).toBeVisible();
  // The class says that a newcomer holds the message until its sender has seen who it is.
  await hers.writeToNewcomers("Après l’arrivée de Nora.");

  await theirs.expectMessage("Après l’arrivée de Nora.");
  await expect(theirs.messages).not.toContainText("Avant l’arrivée de Nora.");
  await expect(theirs.page.getByRole("main")).toMatchAriaSnapshot({ name: "external.aria.yml" });
  await expectAccessible(theirs.page);

  await test.step("nor does the homeserver give it away past the client", async () => {
    const roomId = await onlyRoomOf(deployment, await tokenOf(deployment, ada));
    const encrypted = async (account: typeof guest): Promise<readonly string[]> =>
      (await messagesOnServer(deployment, await tokenOf(deployment, account), roomId)).filter(({ type }) => type === "m.room.encrypted").map(({ event_id }) => event_id);
    const [all, given] = [await encrypted(ada), await encrypted(guest)];
    expect(all).toHaveLength(2);
    expect(given).toEqual(all.slice(0, 1));
  });
});

test("an external cannot be invited into an interministerial room", async ({ agent, external, openClient }) => {
  const [ada, guest] = [await agent("Ada"), await external("Nora")];
  const hers = await openClient();
  await hers.enterFirstTime(ada);
  await hers.createRoom(`Cellule ${ada.user.slice(4, 10)}`, /Interministériel/);
  await expect(await hers.searchToInvite(guest)).toContainText("R-0200");
  await expect(hers.page.getByRole("dialog")).toMatchAriaSnapshot({ name: "invite.aria.yml" });
  await expectAccessible(hers.page);
});
