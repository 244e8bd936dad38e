/** What every journey gets: the deployment, people of its own, windows, and a watch over where requests go. */
import { expect, test as base, type Browser, type BrowserContext, type Page } from "@playwright/test";
import { randomBytes } from "node:crypto";
import { ClientWindow } from "./client-window.ts";
import { runningDeployment, type Account, type RunningDeployment } from "./deployment.ts";
import { newAccount } from "./people.ts";

interface Journey {
  readonly deployment: RunningDeployment;
  /** Makes an agent of the ministry of the interior that nobody else uses. */
  readonly agent: (name: string) => Promise<Account>;
  /** Makes an external that nobody else uses. */
  readonly external: (name: string) => Promise<Account>;
  /** Opens the client in a browser profile of its own; `prepare` sees the page before the client does. */
  readonly openClient: (prepare?: (page: Page) => Promise<unknown>) => Promise<ClientWindow>;
  /** Two agents in a direct conversation that is open on both their devices. */
  readonly twoPeople: () => Promise<TwoPeople>;
}

export interface TwoPeople {
  readonly ada: Account;
  readonly basile: Account;
  readonly hers: ClientWindow;
  readonly his: ClientWindow;
  /** groups of Ada's recovery key */
  readonly recoveryKey: readonly string[];
}

/** A local part that nobody else has; its ending decides which set of the policy names the person. */
export const userOf = (name: string, ending: string): string => `${name.toLowerCase()}.${randomBytes(3).toString("hex")}-${ending}`;

/**
 * What goes, or would go, to a host other than the deployment's: its own are the client's address and the homeserver's. An attempt
 * that the content security policy stopped counts as well. That this list fills is tested in `hosts.spec.ts`.
 */
function foreignRequests(context: BrowserContext, deployment: RunningDeployment): string[] {
  const own = new Set([new URL(deployment.client).origin, new URL(deployment.homeserver).origin]);
  const foreign: string[] = [];
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (!["blob:", "data:"].includes(url.protocol) && !own.has(url.origin)) foreign.push(`${request.method()} ${request.url()}`);
  });
  context.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) foreign.push(message.text());
  });
  context.on("page", (page) => void page.on("websocket", (socket) => foreign.push(`WebSocket ${socket.url()}`)));
  return foreign;
}

export const test = base.extend<Journey>({
  deployment: async ({}, use) => use(runningDeployment()),
  agent: async ({ deployment }, use) => use((name) => newAccount(deployment, userOf(name, "interieur"), name)),
  external: async ({ deployment }, use) => use((name) => newAccount(deployment, userOf(name, "externe"), name)),
  openClient: async ({ browser, deployment }, use) => {
    const opened: { context: BrowserContext; foreign: string[] }[] = [];
    await use(async (prepare) => {
      const context = await openContext(browser);
      const foreign = foreignRequests(context, deployment);
      opened.push({ context, foreign });
      const page = await context.newPage();
      await prepare?.(page);
      await page.goto(deployment.client);
      return new ClientWindow(page, foreign);
    });
    for (const { context, foreign } of opened) {
      await context.close();
      expect(foreign, "requests to hosts that the deployment does not name").toEqual([]);
    }
  },
  twoPeople: async ({ agent, openClient }, use) => {
    await use(async () => {
      const [ada, basile] = await Promise.all([agent("Ada"), agent("Basile")]);
      const [hers, his] = await Promise.all([openClient(), openClient()]);
      const recoveryKey = await meet({ ada, basile, hers, his });
      return { ada, basile, hers, his, recoveryKey };
    });
  },
});

/** Both enter for the first time, and Ada begins a conversation of two, which Basile accepts. @returns the groups of Ada's recovery key */
export async function meet({ ada, basile, hers, his }: Omit<TwoPeople, "recoveryKey">): Promise<readonly string[]> {
  const [recoveryKey] = await Promise.all([hers.enterFirstTime(ada), his.enterFirstTime(basile)]);
  await hers.startDirect(basile);
  await his.acceptInvitation("Ada");
  return recoveryKey;
}

export function openContext(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({ locale: "fr-FR", timezoneId: "Europe/Paris", viewport: { width: 1280, height: 800 } });
}

export { expect };
