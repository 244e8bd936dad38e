import { expect, test } from "../support/journey.ts";
import { askHomeserver, tokenOf } from "../support/other-client.ts";

test("everybody of the example state is found by whoever looks for them, from the first minute", async ({ deployment }) => {
  const [first, second] = deployment.accounts.filter(({ role }) => role === "agent");
  if (first === undefined || second === undefined) throw new Error("the example state has civil servants");
  const tokens = { first: await tokenOf(deployment, first), second: await tokenOf(deployment, second) };
  const found: string[] = [];
  for (const { user, userId } of deployment.accounts) {
    // Synapse never finds the one who asks.
    const token = userId === first.userId ? tokens.second : tokens.first;
    const answer = await askHomeserver(deployment, token, "POST", "/_matrix/client/v3/user_directory/search", { search_term: user, limit: 10 });
    if (JSON.stringify(answer.body).includes(`"${userId}"`)) found.push(userId);
  }
  // A service account is nobody to talk to: whether the directory has it does not matter.
  const people = deployment.accounts.filter(({ role }) => role !== "service").map(({ userId }) => userId);
  expect(people.length).toBeGreaterThanOrEqual(8);
  expect(found.filter((userId) => people.includes(userId)).toSorted()).toEqual(people.toSorted());
});
