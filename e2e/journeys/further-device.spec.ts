import { expectAccessible } from "../support/accessibility.ts";
import { expect, test } from "../support/journey.ts";

test("a second device is let in by the recovery key and reads the history", async ({ openClient, twoPeople }) => {
  const { ada, basile, hers, his, recoveryKey } = await twoPeople();
  await hers.write("Écrit sur le premier appareil.");
  await his.expectMessage("Écrit sur le premier appareil.");
  await hers.write("Écrit avec la même clé.");
  await his.write("Répondu.");
  await hers.expectMessage("Répondu.");

  const room = `Cellule ${ada.user.slice(4, 10)}`;
  await hers.createRoom(room, /Ouvert aux externes/);
  await hers.invite(basile);
  await his.acceptInvitation(room);
  await expect(hers.messages.getByText("Basile a rejoint le salon")).toBeVisible();
  await hers.writeToNewcomers("Écrit à qui est là maintenant.");
  await his.expectMessage("Écrit à qui est là maintenant.");

  const second = await openClient();
  await test.step("a wrong key opens nothing", async () => {
    await second.signIn(ada);
    await expect(second.heading("Vérifiez cet appareil")).toBeVisible();
    await expect(second.page.getByRole("main")).toMatchAriaSnapshot({ name: "verify-device.aria.yml" });
    await expectAccessible(second.page);
    await second.tryRecoveryKey([...recoveryKey.slice(0, -1), "zzzz"]);
    await expect(second.page.getByText("Cette clé n’est pas celle de votre compte.")).toBeVisible();
  });
  await second.tryRecoveryKey(recoveryKey);
  await second.expectOpen();
  const everything = async (): Promise<void> => {
    await second.openRoom("Basile");
    for (const message of ["Écrit sur le premier appareil.", "Écrit avec la même clé.", "Répondu."]) await second.expectMessage(message);
    // Whoever runs the homeserver can put keys of their own into the backup.
    await expect(second.messages.getByText("auteur non prouvé").first()).toBeVisible();
  };
  await everything();
  await expect(his.messages.getByText("auteur non prouvé")).toHaveCount(0);
  await test.step("and knows whom the first one knew to be reading: nobody is asked about", async () => {
    await second.openRoom(room);
    await second.write("Écrit sur le second appareil.");
    await his.expectMessage("Écrit sur le second appareil.");
  });
  await second.page.reload();
  await everything();
});

test("a second device is let in by comparing seven images with the first", async ({ agent, openClient }) => {
  const ada = await agent("Ada");
  const first = await openClient();
  await first.enterFirstTime(ada);
  const second = await openClient();
  await second.signIn(ada);
  await second.press(/Avec un autre appareil/);
  await expect(first.heading("Un autre de vos appareils demande à être vérifié")).toBeVisible();
  await first.press("Accepter");

  const there = first.page.getByRole("list", { name: "Images à comparer" }).getByRole("listitem");
  const here = second.page.getByRole("list", { name: "Images à comparer" }).getByRole("listitem");
  await expect(there).toHaveCount(7);
  await expect(here).toHaveCount(7);
  const words = (texts: readonly string[]): string[] => texts.map((text) => text.replace(/\s+/g, " ").trim());
  expect(words(await here.allTextContents())).toEqual(words(await there.allTextContents()));

  await expect(second.page.getByRole("main")).toMatchAriaSnapshot({ name: "compare.aria.yml" });
  await expectAccessible(second.page);
  await expectAccessible(first.page);

  await second.press("Elles sont identiques");
  await first.press("Elles sont identiques");
  await second.expectOpen();
});
