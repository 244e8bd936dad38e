import { expectAccessible } from "../support/accessibility.ts";
import { expect, test } from "../support/journey.ts";

/** A name that can never exist (RFC 2606): nothing leaves this machine, whatever happens. */
const ELSEWHERE = "elsewhere.invalid";

// Every journey ends with this question; here is the one that goes everywhere.
test("no request goes to any host but the deployment's", async ({ agent, deployment, openClient }) => {
  const hosts = new Set<string>();
  const client = await openClient(async (page) => void page.on("request", (request) => hosts.add(new URL(request.url()).origin)));
  await client.enterFirstTime(await agent("Ada"));
  await client.joinByAddress(`#presse:${deployment.serverName}`);
  await expect(client.heading("Presse")).toBeVisible();
  await client.openRules();
  await client.press("Demander au serveur");
  await expect(client.page.getByRole("navigation", { name: "Vos conversations" })).toMatchAriaSnapshot({ name: "list.aria.yml" });
  await expectAccessible(client.page);
  await client.choose(/^Compte de/, "Se déconnecter");
  await client.press("Se déconnecter et perdre cela");
  await expect(client.heading("Ouvrir la messagerie")).toBeVisible();
  expect([...hosts].sort()).toEqual([new URL(deployment.client).origin, new URL(deployment.homeserver).origin].sort());
  expect(client.foreign).toEqual([]);
});

test("a request to another host is stopped, and would fail any journey", async ({ openClient }) => {
  const client = await openClient();
  await expect(client.heading("Ouvrir la messagerie")).toBeVisible();
  const attempts: readonly { readonly name: string; readonly attempt: (host: string) => Promise<string> }[] = [
    { name: "fetch", attempt: (host) => fetch(`https://${host}/`).then(() => "sent", () => "stopped") },
    {
      name: "image",
      attempt: (host) =>
        new Promise((done) => {
          const image = new Image();
          image.onload = () => done("sent");
          image.onerror = () => done("stopped");
          image.src = `https://${host}/x.png`;
        }),
    },
    {
      name: "WebSocket",
      attempt: (host) =>
        new Promise((done) => {
          const socket = new WebSocket(`wss://${host}/`);
          socket.onopen = () => done("sent");
          socket.onerror = () => done("stopped");
        }),
    },
  ];
  for (const { name, attempt } of attempts) {
    await test.step(name, async () => {
      expect(await client.page.evaluate(attempt, ELSEWHERE)).toBe("stopped");
      await expect.poll(() => client.foreign.filter((entry) => entry.includes(ELSEWHERE)).length).toBeGreaterThan(0);
      expect(client.foreign.some((entry) => entry.includes("Content Security Policy")), "the policy of the page stops it, not the network").toBe(true);
      client.foreign.length = 0;
    });
  }
});
