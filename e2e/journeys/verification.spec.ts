import { expectAccessible } from "../support/accessibility.ts";
import { expect, test } from "../support/journey.ts";

test("two people compare seven images, and each wears the seal for the other", async ({ twoPeople }) => {
  const { hers, his } = await twoPeople();
  await hers.press("Personnes du salon");
  await hers.choose("Actions pour Basile", "Confirmer son identité");
  await expect(his.heading("Ada veut confirmer son identité avec vous")).toBeVisible();
  await expect(his.page.getByRole("dialog")).toMatchAriaSnapshot({ name: "asked.aria.yml" });
  await his.press("Accepter");

  const images = [hers, his].map(({ page }) => page.getByRole("list", { name: "Images à comparer" }).getByRole("listitem"));
  for (const list of images) await expect(list).toHaveCount(7);
  const [shownToHer, shownToHim] = await Promise.all(images.map((list) => list.allTextContents()));
  expect(shownToHim).toEqual(shownToHer);
  await expectAccessible(his.page);

  await hers.press("Elles sont identiques");
  await his.press("Elles sont identiques");
  for (const [client, name] of [[hers, "Basile"], [his, "Ada"]] as const) {
    await expect(client.heading("Vérification faite")).toBeVisible();
    await client.page.keyboard.press("Escape");
    await expect(client.row(name)).toHaveAccessibleName(/Identité vérifiée/);
  }
});
