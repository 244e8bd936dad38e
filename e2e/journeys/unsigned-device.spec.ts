import { expectAccessible } from "../support/accessibility.ts";
import { expect, test } from "../support/journey.ts";
import { DecryptionFailureCode, onlyRoomOf, signInWithOtherClient, tokenOf } from "../support/other-client.ts";

test("a device that its owner has not signed reads nothing, and what it writes is not shown as good", async ({ deployment, twoPeople }) => {
  const { ada, basile, hers, his } = await twoPeople();

  // Somebody has Basile's password and another Matrix client, but neither his recovery key nor one of his devices.
  const thief = await signInWithOtherClient(deployment, basile);
  try {
    await hers.write("Pour Basile seul.");
    await his.expectMessage("Pour Basile seul.");
    const roomId = await onlyRoomOf(deployment, await tokenOf(deployment, ada));
    const stolen = await thief.waitForEvent(roomId, (event) => event.isEncrypted() && (event.isDecryptionFailure() || event.getClearContent() !== null));
    expect(stolen.isDecryptionFailure()).toBe(true);
    expect(JSON.stringify(stolen.getContent())).not.toContain("Pour Basile seul.");

    await thief.send(roomId, "Ceci est bien Basile.");
    await expect(hers.messages.getByText("Message envoyé d’un appareil que son titulaire n’a pas vérifié.")).toBeVisible();
    await expect(hers.messages).not.toContainText("Ceci est bien Basile.");
    await expect(hers.messages).toMatchAriaSnapshot({ name: "unsigned-device.aria.yml" });
    await expectAccessible(hers.page);

    await test.step("nor once her client knows the device: the key is withheld from it by name", async () => {
      await hers.write("Toujours pour Basile seul.");
      await his.expectMessage("Toujours pour Basile seul.");
      await thief.waitForEvent(roomId, (event) => event.decryptionFailureReason === DecryptionFailureCode.MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE);
      const read = thief.events(roomId).filter((event) => event.isEncrypted() && !event.isDecryptionFailure() && event.getSender() !== basile.userId);
      expect(read.map((event) => event.getContent())).toEqual([]);
    });
  } finally {
    thief.stop();
  }
});
