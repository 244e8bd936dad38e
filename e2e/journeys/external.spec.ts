import { expectAccessible } from "../support/accessibility.ts";
import { expect, test } from "../support/journey.ts";

test("an external who is invited later reads nothing older", async ({ agent, external, openClient }) => {
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
