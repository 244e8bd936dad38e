import { expectAccessible } from "../support/accessibility.ts";
import { offeredNow } from "../support/hostile-bundles.ts";
import { expect, test } from "../support/journey.ts";
import { askHomeserver, tokenOf } from "../support/other-client.ts";

const RULE = "R-0200";

test("a join is refused in the client with its five parts, and by the homeserver with the same rule", async ({ external, deployment, openClient }) => {
  const guest = await external("Nora");
  const client = await openClient();
  await client.enterFirstTime(guest);
  const asked: string[] = [];
  client.page.on("request", (request) => {
    if (/\/join(\/|$|\?)/.test(new URL(request.url()).pathname)) asked.push(request.url());
  });
  await client.joinByAddress(`#coordination:${deployment.serverName}`);

  await expect(client.heading(/Vous ne pouvez pas rejoindre/)).toBeVisible();
  const card = client.page.getByRole("main");
  for (const part of ["Règle", "Fixée par", "Que faire", "Contact"]) await expect(card.getByText(part, { exact: true })).toBeVisible();
  await expect(card.getByText(RULE, { exact: true })).toBeVisible();
  await expect(card).toMatchAriaSnapshot({ name: "refused.aria.yml" });
  await expectAccessible(client.page);
  // The governance room is entered by itself; nothing else may have been asked for.
  const governance = encodeURIComponent((await offeredNow(deployment)).answer.governance_room_id ?? "");
  expect(asked.filter((url) => !url.includes(governance) && !url.includes(decodeURIComponent(governance))), "the client does not even ask the homeserver").toEqual([]);

  const token = await tokenOf(deployment, guest);
  const straight = await askHomeserver(deployment, token, "POST", `/_matrix/client/v3/join/${encodeURIComponent(`#coordination:${deployment.serverName}`)}`, {});
  expect(straight.status).toBe(403);
  expect(straight.body).toMatchObject({ errcode: "M_FORBIDDEN", "org.chancery.refusal": { rule_id: RULE, action: "join" } });
});
