/**
 * Somebody at work in the real client, whom the operator of the homeserver attacks; and a colleague with another Matrix client, who stands
 * for anybody without the defence. Signed in once for all attacks of a file.
 */
import { expect, type Browser } from "@playwright/test";
import { alterAnswers, SENDING, SYNC, type Alteration } from "./altered-answers.ts";
import { ClientWindow } from "./client-window.ts";
import { runningDeployment, type Account, type RunningDeployment } from "./deployment.ts";
import { openContext, userOf } from "./journey.ts";
import { Operator } from "./operator.ts";
import { signInWithOtherClient, type OtherClient, type OtherClientOptions } from "./other-client.ts";
import { newAccount } from "./people.ts";

export interface Attacker {
  readonly account: Account;
  readonly device: OtherClient;
}

export class Victim {
  readonly deployment: RunningDeployment;
  readonly operator: Operator;
  readonly ada: Account;
  readonly window: ClientWindow;
  readonly #opened: OtherClient[] = [];
  #turns = 0;

  private constructor(deployment: RunningDeployment, operator: Operator, ada: Account, window: ClientWindow) {
    this.deployment = deployment;
    this.operator = operator;
    this.ada = ada;
    this.window = window;
  }

  static async atWork(browser: Browser): Promise<Victim> {
    const deployment = runningDeployment();
    const ada = await newAccount(deployment, userOf("Ada", "interieur"), "Ada");
    const page = await (await openContext(browser)).newPage();
    await page.goto(deployment.client);
    const window = new ClientWindow(page);
    await window.enterFirstTime(ada);
    return new Victim(deployment, new Operator(deployment), ada, window);
  }

  /** Somebody whom the operator made an account for, named like an agent, so that the rules admit them. */
  account(name: string): Promise<Account> {
    return newAccount(this.deployment, userOf(name, "interieur"), name);
  }

  /** One more device with another Matrix client. */
  async device(account: Account, options: OtherClientOptions = {}): Promise<OtherClient> {
    const device = await signInWithOtherClient(this.deployment, account, options);
    this.#opened.push(device);
    return device;
  }

  /** Somebody with another Matrix client, whose device their own identity signs. */
  async signed(name: string): Promise<Attacker> {
    const account = await this.account(name);
    const device = await this.device(account);
    await device.makeIdentity();
    return { account, device };
  }

  /** From now on Ada's client gets altered answers. @returns what makes the homeserver honest again */
  async deceive(alteration: Alteration): Promise<() => Promise<void>> {
    const { page } = this.window;
    const honest = await alterAnswers(page, alteration);
    // A sync that is under way would still be answered honestly: something is done that ends it.
    const next = page.waitForRequest((request) => SYNC.test(new URL(request.url()).pathname));
    await this.operator.as(this.ada.userId, "PUT", `user/${encodeURIComponent(this.ada.userId)}/account_data/org.chancery.e2e.poke`, { turn: (this.#turns += 1) });
    await next;
    return honest;
  }

  /** Bodies of all messages that Ada's client puts on the wire from now on, into whatever room. */
  onTheWire(): readonly string[] {
    const bodies: string[] = [];
    this.window.page.on("request", (request) => void (SENDING.test(new URL(request.url()).pathname) && bodies.push(request.postData() ?? "")));
    return bodies;
  }

  /** Ada writes what is received: from now on she knows who reads here. @param held whether the room's class holds newcomers, as everybody is at first */
  async baseline(roomId: string, reader: OtherClient, held: boolean): Promise<void> {
    if (held) await this.window.writeToNewcomers("Avant.");
    else await this.window.write("Avant.");
    await reader.waitForText(roomId, "Avant.");
  }

  /** @returns how many messages of Ada's the homeserver has */
  async sent(roomId: string): Promise<number> {
    return (await this.operator.messagesOf(this.ada.userId, roomId)).length;
  }

  /** The attacker has everything that was for them, tries it all, and reads nothing of it. */
  async expectUnreadable(attacker: OtherClient, roomId: string, text: string): Promise<void> {
    await attacker.caughtUp();
    expect(await attacker.readable(roomId)).not.toContain(text);
  }

  async close(): Promise<void> {
    for (const device of this.#opened) device.stop();
    await this.window.page.context().close();
  }
}
