/**
 * Somebody writes while everything breaks that can: requests, answers, the network, the page, the homeserver. At the end the
 * readers, clients of their own, say what has arrived, in which order, and how often.
 */
import { expect, type Browser, type BrowserContext, type Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ClientWindow } from "./client-window.ts";
import type { RunningDeployment } from "./deployment.ts";
import { startFaultProxy, type MessageFault } from "./fault-proxy.ts";
import { newAccount } from "./people.ts";
import { chance } from "./seeded.ts";
import { signedReader, type SignedReader } from "./signed-reader.ts";

const MESSAGE_FAULTS = ["lost_request", "lost_answer", "half_answer", "rate_limited", "bad_gateway"] as const satisfies readonly MessageFault[];
/** `page_reloaded` in the middle of a burst; `page_killed` right after Enter, without a farewell. */
const WORLD_FAULTS = ["network_cut", "page_reloaded", "page_killed", "server_killed"] as const;
export type Fault = (typeof MESSAGE_FAULTS)[number] | (typeof WORLD_FAULTS)[number];
const FAULTS: readonly Fault[] = [...MESSAGE_FAULTS, ...WORLD_FAULTS];

/** How long anything may take to come back, in ms: a killed homeserver on a busy machine is the slowest. */
const PATIENCE_MS = 120_000;

export interface FaultScript {
  readonly seed: number;
  readonly messages: number;
  readonly faults: number;
  readonly readers: number;
}

export interface FaultReport {
  readonly written: number;
  /** never arrived */
  readonly lost: readonly string[];
  /** arrived more than once */
  readonly doubled: readonly string[];
  /** arrived after one of the same room that was written later */
  readonly outOfOrder: readonly string[];
  /** arrived, and cannot be read */
  readonly unreadable: number;
  /** faults that really happened, by kind */
  readonly faults: Readonly<Record<string, number>>;
  readonly seconds: number;
}

export interface FaultWorld {
  readonly browser: Browser;
  readonly deployment: RunningDeployment;
  say(line: string): void;
}

interface Room {
  readonly reader: SignedReader;
  /** the reader's, and so the conversation's */
  readonly name: string;
  readonly roomId: string;
  readonly written: string[];
}

export async function deliveryUnderFaults(world: FaultWorld, script: FaultScript): Promise<FaultReport> {
  const { deployment, browser, say } = world;
  const { whole, pick } = chance(script.seed);
  const began = performance.now();
  const proxy = await startFaultProxy(new URL(deployment.homeserver).origin);
  const context = await browser.newContext({ locale: "fr-FR", timezoneId: "Europe/Paris", proxy: { server: proxy.address, bypass: "<-loopback>" } });
  const done: Record<string, number> = {};
  const readers: SignedReader[] = [];
  const account = (name: string) => newAccount(deployment, `${name.toLowerCase()}.${script.seed}-${Date.now().toString(36)}-interieur`, name);
  try {
    const writer = await account("Ada");
    let page = await context.newPage();
    await page.goto(deployment.client);
    await new ClientWindow(page).enterFirstTime(writer);
    const rooms: Room[] = [];
    for (let index = 0; index < script.readers; index += 1) {
      const name = `Reader${index}`;
      const reader = await signedReader(deployment, await account(name));
      readers.push(reader);
      const client = new ClientWindow(page);
      await client.startDirect(reader.account);
      const roomId = await reader.acceptInvitation();
      const room: Room = { reader, name, roomId, written: [] };
      await expect(fieldOf(page, room)).toBeVisible({ timeout: PATIENCE_MS });
      rooms.push(room);
    }
    let room = pick(rooms);
    await enter(page, deployment, room, false);

    const due = faultsByMessage(script, whole, pick);
    for (let number = 0; number < script.messages; number += 1) {
      if (number % 7 === 0) {
        room = pick(rooms);
        await enter(page, deployment, room, false);
      }
      const text = `m${String(number).padStart(4, "0")}`;
      const faults = due.get(number) ?? [];
      for (const fault of faults) {
        if (isMessageFault(fault)) proxy.spoil(fault);
        else if (fault !== "page_killed") {
          done[fault] = (done[fault] ?? 0) + 1;
          await strike(fault, page, world, proxy, whole);
          await enter(page, deployment, room, false);
        }
      }
      const killed = faults.includes("page_killed");
      await write(page, text, !killed);
      if (killed) {
        done["page_killed"] = (done["page_killed"] ?? 0) + 1;
        page = await killPage(page);
        await enter(page, deployment, room, true);
        // Whoever cannot see the message that was just written writes it again.
        if (!(await isShown(page, text))) await write(page, text, true);
      }
      room.written.push(text);
      if ((number + 1) % 100 === 0) say(`  ${number + 1} written after ${Math.round((performance.now() - began) / 1000)} s`);
    }
    // What is still unsent then counts as lost: here nobody refuses anything.
    await everythingSent(page, deployment, rooms).catch(() => say("  something is still not sent"));
    const readAll = () => Promise.all(rooms.map(({ reader, roomId }) => reader.read(roomId, writer.userId)));
    // A key may come a little after its message. What is missing after that stays missing, and is told of below.
    await expect.poll(async () => (await readAll()).flat().filter((text) => text === null).length, { timeout: 30_000 }).toBe(0).catch(() => undefined);
    const arrived = await readAll();
    for (const [fault, count] of proxy.happened) done[fault] = count;
    return { ...compare(rooms.map(({ written }) => written), arrived), faults: done, seconds: (performance.now() - began) / 1000 };
  } finally {
    for (const reader of readers) reader.stop();
    await context.close();
    await proxy.close();
  }
}

/** The supervisor gives up on a homeserver that ends more often within ten minutes (provisioning/homeserver/supervision.ts). */
const MOST_SERVER_KILLS = 5;

const isMessageFault = (fault: Fault): fault is (typeof MESSAGE_FAULTS)[number] => MESSAGE_FAULTS.some((known) => known === fault);

/** Each kind in turn, so that a short script has all of them, at messages that chance picks. */
function faultsByMessage(script: FaultScript, whole: (below: number) => number, pick: <Value>(values: readonly Value[]) => Value): ReadonlyMap<number, readonly Fault[]> {
  const due = new Map<number, Fault[]>();
  let kills = 0;
  for (let index = 0; index < script.faults; index += 1) {
    const fault = FAULTS[index] ?? pick(kills < MOST_SERVER_KILLS ? FAULTS : FAULTS.filter((other) => other !== "server_killed"));
    if (fault === "server_killed") kills += 1;
    // Not at the very last messages: a spoilt request needs a request to spoil.
    const at = whole(Math.max(1, script.messages - 10));
    due.set(at, [...(due.get(at) ?? []), fault]);
  }
  return due;
}

async function strike(fault: Exclude<Fault, MessageFault | "page_killed">, page: Page, { deployment }: FaultWorld, proxy: { cut(): void; mend(): void }, whole: (below: number) => number): Promise<void> {
  switch (fault) {
    case "network_cut":
      proxy.cut();
      if (whole(2) === 0) await page.context().setOffline(true);
      setTimeout(() => {
        proxy.mend();
        void backOnline(page.context());
      }, 500 + whole(2_500));
      return;
    case "page_reloaded":
      // The network may be cut at this moment: a person reloads again.
      await expect(async () => void (await page.reload())).toPass({ timeout: PATIENCE_MS });
      return;
    case "server_killed":
      // One that was killed just before is waited for: its supervisor starts it again.
      await expect(() => process.kill(Number(readFileSync(join(deployment.deployment, "run", "homeserver.pid"), "utf8")), "SIGKILL")).toPass({ timeout: PATIENCE_MS });
      return;
  }
}

/** A page that dies at this moment makes the browser refuse; the next time it does not. */
async function backOnline(context: BrowserContext): Promise<void> {
  await expect(() => context.setOffline(false)).toPass({ timeout: PATIENCE_MS });
}

/** The renderer dies, as by a crash or a lack of memory. @returns a new page in the same profile. */
async function killPage(page: Page): Promise<Page> {
  const context = page.context();
  const session = await context.newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  // The answer never comes: who would give it is dead.
  void session.send("Page.crash").catch(() => undefined);
  await crashed;
  await page.close();
  return context.newPage();
}

const field = (page: Page) => page.getByRole("textbox", { name: /^Écrire à/ });
const fieldOf = (page: Page, { name }: Room) => page.getByRole("textbox", { name: `Écrire à ${name}`, exact: true });

/** Opens a room, wherever the page is, and waits until one can write. A page that is offline to everything is waited for. */
async function enter(page: Page, deployment: RunningDeployment, room: Room, anew: boolean): Promise<void> {
  const place = `#/room/${encodeURIComponent(room.roomId)}`;
  await expect(async () => {
    if (anew || !page.url().startsWith(deployment.client)) await page.goto(new URL(place, deployment.client).href);
    else if (!(await fieldOf(page, room).isVisible())) await page.evaluate((hash) => void (location.hash = hash), place);
    const other = page.getByRole("button", { name: "Continuer ici" });
    await expect(fieldOf(page, room).or(other).first()).toBeVisible({ timeout: 15_000 });
    if (await other.isVisible()) await other.press("Enter");
    await expect(fieldOf(page, room)).toBeVisible({ timeout: 15_000 });
  }).toPass({ timeout: PATIENCE_MS });
}

/** @param accepted whether to wait until the message is safe: then the field is empty */
async function write(page: Page, text: string, accepted: boolean): Promise<void> {
  await field(page).fill(text);
  await field(page).press("Enter");
  if (accepted) await expect(field(page)).toHaveValue("", { timeout: PATIENCE_MS });
}

/** Whether a message stands in the open conversation, once what is kept and what waits have been painted. */
async function isShown(page: Page, text: string): Promise<boolean> {
  const shown = page.getByRole("log").getByText(text, { exact: true });
  const draft = field(page);
  // The outbox and the draft come from the same store: one of the two has it, or it was never kept.
  await expect.poll(async () => (await shown.count()) > 0 || (await draft.inputValue()) === text, { timeout: 5_000 }).toBe(true).catch(() => undefined);
  return (await shown.count()) > 0;
}

/** In no room anything waits any more. */
async function everythingSent(page: Page, deployment: RunningDeployment, rooms: readonly Room[]): Promise<void> {
  for (const room of rooms) {
    await enter(page, deployment, room, false);
    await expect(page.getByRole("log")).not.toContainText(/Non envoyé|Envoi en cours|Peut-être déjà envoyé/, { timeout: PATIENCE_MS });
  }
}

function compare(written: readonly (readonly string[])[], arrived: readonly (readonly (string | null)[])[]): Omit<FaultReport, "faults" | "seconds"> {
  const lost: string[] = [];
  const doubled: string[] = [];
  const outOfOrder: string[] = [];
  for (const [index, texts] of written.entries()) {
    const readable = (arrived[index] ?? []).filter((text) => text !== null);
    const seen = new Set<string>();
    for (const text of readable) {
      if (seen.has(text)) doubled.push(text);
      seen.add(text);
    }
    lost.push(...texts.filter((text) => !seen.has(text)));
    const order = [...seen];
    outOfOrder.push(...order.filter((text, at) => at > 0 && texts.indexOf(text) < texts.indexOf(order[at - 1] ?? "")));
  }
  return {
    written: written.reduce((sum, texts) => sum + texts.length, 0),
    lost,
    doubled,
    outOfOrder,
    unreadable: arrived.flat().filter((text) => text === null).length,
  };
}
