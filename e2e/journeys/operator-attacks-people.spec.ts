/** The operator of the homeserver lets people in, exchanges identities, and puts words into people's mouths: docs/security/threat-model.md, "The operator's attacks". */
import { DecryptionFailureCode } from "matrix-js-sdk/lib/crypto-api/index.js";
import { hiding, KEY_QUERY, membershipOf, replayingKeys, withoutDevice, type Answer } from "../support/altered-answers.ts";
import { forgeInBackup, type ClaimedDevice } from "../support/forged-backup.ts";
import { expect, test } from "../support/journey.ts";
import type { StoredMessage } from "../support/operator.ts";
import type { OtherClient } from "../support/other-client.ts";
import { Victim, type Attacker } from "../support/victim.ts";

const SECRET = "Évacuation de la préfecture à 6 h.";
const UNPROTECTED = "Écrit avec un client qui ne compare rien.";

let victim: Victim;
/** a colleague, and somebody whose client has none of the defence */
let basile: Attacker;

test.beforeAll(async ({ browser }) => {
  victim = await Victim.atWork(browser);
  basile = await victim.signed("Basile");
});
test.afterAll(() => victim.close());

/** A room that Basile made and Ada is in, open on her screen; one message has been written and read. */
async function room(classId: string, name: string, more: readonly string[] = []): Promise<string> {
  const roomId = await victim.operator.room(classId, name, basile.account.userId, [victim.ada.userId, ...more]);
  await victim.window.openRoom(name);
  await victim.baseline(roomId, basile.device, classId === "open_external");
  return roomId;
}

/** The attack is real: whoever writes with a client without the defence is read. Its client may have to hear of the attacker first. */
async function readsTheUnprotected(attacker: OtherClient, writer: OtherClient, roomId: string): Promise<void> {
  await expect(async () => {
    await writer.caughtUp();
    await writer.send(roomId, UNPROTECTED);
    await attacker.caughtUp();
    expect(await attacker.readable(roomId)).toContain(UNPROTECTED);
  }).toPass();
}

async function newestOfAda(roomId: string): Promise<StoredMessage> {
  const [newest] = await victim.operator.messagesOf(victim.ada.userId, roomId);
  if (newest === undefined) throw new Error("Ada has sent something");
  return newest;
}

/** The event as the operator hands it to somebody who is not served it any more. */
const handedOver = async (roomId: string, message: StoredMessage, to: OtherClient): Promise<string | null> =>
  to.decrypt(await victim.operator.event(victim.ada.userId, roomId, message.event_id));

test("a stranger let in with a member's account: the message waits until the sender has seen who it is", async () => {
  const { window, operator } = victim;
  const roomId = await room("open_external", "Cellule A");
  const stranger = await victim.signed("Paul");
  await operator.invite(basile.account.userId, roomId, stranger.account.userId);
  await operator.join(stranger.account.userId, roomId);

  await test.step("without the defence the next message is the stranger's", async () => {
    await readsTheUnprotected(stranger.device, basile.device, roomId);
  });
  await expect(window.page.getByText("Nouvelle personne depuis votre dernier message : Paul")).toBeVisible();
  await expect(window.messages.getByText("Paul a rejoint le salon")).toBeVisible();
  const before = await victim.sent(roomId);
  await window.write(SECRET);
  await expect(window.heading("Une personne est arrivée depuis votre dernier message")).toBeVisible();
  expect(await victim.sent(roomId)).toBe(before);
  await victim.expectUnreadable(stranger.device, roomId, SECRET);

  await window.press("Envoyer, elle comprise");
  await stranger.device.waitForText(roomId, SECRET);
});

test("a stranger let in before this device has looked at the room for the first time: nobody is known yet, and the message waits", async () => {
  const { ada, window, operator } = victim;
  const stranger = await victim.signed("Paul");
  const roomId = await operator.room("open_external", "Cellule V", basile.account.userId, [ada.userId, stranger.account.userId]);
  await window.openRoom("Cellule V");
  await expect(window.page.getByText("Vous n’avez pas encore écrit ici depuis cet appareil. Pourront lire : Basile et Paul")).toBeVisible();
  await window.write(SECRET);
  await expect(window.heading("2 personnes vous liront ici pour la première fois")).toBeVisible();
  await expect(window.page.getByRole("dialog")).toContainText(stranger.account.userId);
  expect(await victim.sent(roomId)).toBe(0);
  await victim.expectUnreadable(stranger.device, roomId, SECRET);

  await window.press("Envoyer, elles comprises");
  await stranger.device.waitForText(roomId, SECRET);
  await test.step("whom she knows now is carried to her next device, and the homeserver cannot read it", async () => {
    // It goes out after the message, which nobody who reads it waits for.
    await expect(async () => {
      const carried = (await operator.as(ada.userId, "GET", `user/${encodeURIComponent(ada.userId)}/rooms/${encodeURIComponent(roomId)}/account_data/org.chancery.known_recipients`)) as object;
      expect(Object.keys(carried)).toEqual(["sealed"]);
      expect(JSON.stringify(carried)).not.toContain(stranger.account.user);
    }).toPass();
  });
});

test("a stranger let in while a message waits for the network: it was written before anybody was named, and waits on", async () => {
  const { window, operator } = victim;
  const roomId = await room("interministerial", "Cellule B");
  const stranger = await victim.signed("Paul");
  await window.page.route("**/send/m.room.encrypted/**", (route) => route.abort());
  await window.write(SECRET);
  await expect(window.messages.getByText("Non envoyé : pas de connexion")).toBeVisible();
  await operator.invite(basile.account.userId, roomId, stranger.account.userId);
  await operator.join(stranger.account.userId, roomId);
  await expect(window.page.getByText("Nouvelle personne depuis votre dernier message : Paul")).toBeVisible();
  const before = await victim.sent(roomId);
  await window.page.unroute("**/send/m.room.encrypted/**");
  await expect(window.messages.getByText("Non envoyé : une nouvelle personne le lirait")).toBeVisible();
  expect(await victim.sent(roomId)).toBe(before);
  await victim.expectUnreadable(stranger.device, roomId, SECRET);

  await test.step("what is written under the newcomer's name leaves: of them the sender has been told", async () => {
    await window.write("Bonjour Paul.");
    await stranger.device.waitForText(roomId, "Bonjour Paul.");
    await victim.expectUnreadable(stranger.device, roomId, SECRET);
  });
});

test("a device added to a member: it gets no key; an identity exchanged: the message waits; the older identity replayed: it waits again", async () => {
  const { window, operator, ada } = victim;
  const dora = await victim.signed("Dora");
  const claire = await victim.signed("Claire");
  const roomId = await room("interministerial", "Cellule C", [dora.account.userId, claire.account.userId]);
  await dora.device.waitForText(roomId, "Avant.");
  const queried = { device_keys: { [dora.account.userId]: [] } };
  const original = (await operator.as(ada.userId, "POST", "keys/query", queried)) as Answer; // Client-Server API
  const thief = await victim.device(await operator.takeOver(dora.account));

  await test.step("an unsigned device", async () => {
    await readsTheUnprotected(thief, claire.device, roomId);
    await window.write("Pour les appareils que Dora a vérifiés.");
    await dora.device.waitForText(roomId, "Pour les appareils que Dora a vérifiés.");
    await thief.waitForEvent(roomId, (event) => event.getSender() === ada.userId && event.decryptionFailureReason === DecryptionFailureCode.MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE);
    await victim.expectUnreadable(thief, roomId, "Pour les appareils que Dora a vérifiés.");
  });

  await test.step("an identity that was never verified, exchanged", async () => {
    await thief.makeIdentity();
    await expect(window.page.getByText("Identité changée : Dora")).toBeVisible();
    const before = await victim.sent(roomId);
    await window.write(SECRET);
    await expect(window.heading("L’identité de Dora a changé")).toBeVisible();
    expect(await victim.sent(roomId)).toBe(before);
    await victim.expectUnreadable(thief, roomId, SECRET);
    await window.press("J’ai vérifié, envoyer");
    await thief.waitForText(roomId, SECRET);
  });

  await test.step("the answer from before, replayed", async () => {
    const honest = await victim.deceive(replayingKeys(dora.account.userId, original));
    await operator.as(dora.account.userId, "PUT", `devices/${thief.deviceId}`, { display_name: "renamed, so that clients ask for keys" });
    await expect(window.page.getByText("Identité changée : Dora")).toBeVisible();
    const before = await victim.sent(roomId);
    await window.write("Après le rejeu.");
    await expect(window.heading("L’identité de Dora a changé")).toBeVisible();
    expect(await victim.sent(roomId)).toBe(before);
    await victim.expectUnreadable(dora.device, roomId, "Après le rejeu.");
    await window.press("J’ai vérifié, envoyer");
    await dora.device.waitForText(roomId, "Après le rejeu.");
    await honest();
  });
});

test("a stolen device that its owner removed, brought back by an older answer: the message waits", async () => {
  const { window, operator } = victim;
  const erin = await victim.signed("Erin");
  const stolen = await victim.device(erin.account);
  await erin.device.sign(stolen.deviceId);
  const roomId = await room("interministerial", "Cellule R", [erin.account.userId]);
  await stolen.waitForText(roomId, "Avant.");
  const askAgain = async (name: string): Promise<void> => {
    const asked = window.page.waitForResponse((response) => KEY_QUERY.test(new URL(response.url()).pathname));
    await operator.as(erin.account.userId, "PUT", `devices/${erin.device.deviceId}`, { display_name: name });
    await (await asked).finished();
  };

  const older = await victim.deceive(withoutDevice(erin.account.userId, stolen.deviceId));
  await askAgain("the other one was removed");
  await window.write("Sans l’appareil volé.");
  await erin.device.waitForText(roomId, "Sans l’appareil volé.");
  await victim.expectUnreadable(stolen, roomId, "Sans l’appareil volé.");

  await older();
  await askAgain("and here it is again");
  await readsTheUnprotected(stolen, basile.device, roomId);
  await expect(window.page.getByText("Identité changée : Erin")).toBeVisible();
  const before = await victim.sent(roomId);
  await window.write(SECRET);
  await expect(window.heading("L’identité de Erin a changé")).toBeVisible();
  expect(await victim.sent(roomId)).toBe(before);
  await victim.expectUnreadable(stolen, roomId, SECRET);
  await window.press("J’ai vérifié, envoyer");
  await stolen.waitForText(roomId, SECRET);
});

test("an old list of members: who is hidden from the sender gets no key, and is named once they are not hidden any more", async () => {
  const { window, operator, ada } = victim;
  const roomId = await room("interministerial", "Cellule D");
  const stranger = await victim.signed("Paul");
  const honest = await victim.deceive(hiding(roomId, membershipOf(stranger.account.userId)));
  await operator.invite(basile.account.userId, roomId, stranger.account.userId);
  await operator.join(stranger.account.userId, roomId);
  await readsTheUnprotected(stranger.device, basile.device, roomId);
  await window.expectMessage(UNPROTECTED);

  await expect(window.page.getByText("Lisible par les 2 personnes du salon")).toBeVisible();
  await window.write(SECRET);
  await basile.device.waitForText(roomId, SECRET);
  await stranger.device.waitForEvent(roomId, (event) => event.getSender() === ada.userId && event.isDecryptionFailure());
  await victim.expectUnreadable(stranger.device, roomId, SECRET);

  await honest();
  await window.page.reload();
  await window.expectRoom("Cellule D");
  await expect(window.page.getByText("Nouvelle personne depuis votre dernier message : Paul")).toBeVisible();
});

test("a hidden leave: who has left stays a reader as long as the screen says so, and not a message longer", async () => {
  const { window, operator } = victim;
  const paul = await victim.signed("Paul");
  const roomId = await room("interministerial", "Cellule E", [paul.account.userId]);
  await paul.device.waitForText(roomId, "Avant.");
  const honest = await victim.deceive(hiding(roomId, membershipOf(paul.account.userId, "leave")));
  await operator.leave(paul.account.userId, roomId);
  await basile.device.caughtUp();
  await basile.device.send(roomId, UNPROTECTED);
  await window.expectMessage(UNPROTECTED);
  await expect(window.page.getByText("Lisible par les 3 personnes du salon")).toBeVisible();
  await window.write("Paul est encore affiché.");
  await basile.device.waitForText(roomId, "Paul est encore affiché.");
  await paul.device.caughtUp();
  expect(await handedOver(roomId, await newestOfAda(roomId), paul.device), "what remains possible").toBe("Paul est encore affiché.");

  await honest();
  await window.page.reload();
  await window.expectRoom("Cellule E");
  await expect(window.page.getByText("Lisible par les 2 personnes du salon")).toBeVisible();
  await window.write(SECRET);
  await basile.device.waitForText(roomId, SECRET);
  await paul.device.caughtUp();
  expect(await handedOver(roomId, await newestOfAda(roomId), paul.device)).toBeNull();
});

/** The keys of a device as the homeserver publishes them. */
async function published(userId: string, deviceId: string): Promise<ClaimedDevice> {
  const { device_keys: devices } = (await victim.operator.as(userId, "POST", "keys/query", { device_keys: { [userId]: [deviceId] } })) as {
    readonly device_keys: Readonly<Record<string, Readonly<Record<string, { readonly keys: Readonly<Record<string, string>> }>>>>;
  };
  const keys = devices[userId]?.[deviceId]?.keys ?? {};
  return { userId, deviceId, curve25519: keys[`curve25519:${deviceId}`] ?? "", ed25519: keys[`ed25519:${deviceId}`] ?? "" };
}

test("a key put into the backup, and words under it in a colleague's name: they are nowhere shown as proven, and a message reworded so loses its own word", async () => {
  const { ada, window, operator } = victim;
  const sender = basile.account.userId;
  const roomId = await room("interministerial", "Cellule W");
  await basile.device.send(roomId, "Vraiment écrit.");
  const genuine = await basile.device.waitForEvent(roomId, (event) => event.getContent()["body"] === "Vraiment écrit." && event.getId()?.startsWith("$") === true);
  const claim = "auteur non prouvé";
  await window.expectMessage("Vraiment écrit.");
  await expect(window.messages.getByText(claim)).toHaveCount(0);
  await expect(window.row("Cellule W")).not.toContainText(/auteur non prouvé/iu);

  const forgery = await forgeInBackup(operator, ada.userId, roomId, await published(sender, basile.device.deviceId));
  let turn = 0;
  const put = async (content: Readonly<Record<string, unknown>>): Promise<void> => {
    await operator.as(sender, "PUT", `rooms/${encodeURIComponent(roomId)}/send/m.room.encrypted/forged-${(turn += 1)}`, await forgery.encrypt(content));
  };
  const forged = "Ouvrez le portail nord.";
  await put({ msgtype: "m.text", body: forged });
  const expectMarked = async (): Promise<void> => {
    await window.expectMessage(forged);
    await expect(window.message(forged)).toContainText(`reprise de votre sauvegarde, ${claim}`);
    await expect(window.row("Cellule W")).toContainText(`Auteur non prouvé · Basile : ${forged}`);
    await expect(window.message("Vraiment écrit.")).not.toContainText(claim);
  };
  await expectMarked();
  await test.step("also after a start, from what was stored and from what the crypto library remembers", async () => {
    await window.page.reload();
    await window.openRoom("Cellule W");
    await expectMarked();
  });
  await test.step("a real message reworded under the forged key is not its sender's any more", async () => {
    const reworded = "Reformulé par un autre.";
    const content = { msgtype: "m.text", body: reworded };
    await put({ ...content, body: `* ${reworded}`, "m.new_content": content, "m.relates_to": { rel_type: "m.replace", event_id: genuine.getId() ?? "" } });
    await window.expectMessage(reworded);
    await expect(window.message(reworded)).toContainText(claim);
  });
});
