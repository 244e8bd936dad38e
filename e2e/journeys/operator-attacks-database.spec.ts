/** The operator edits the database: docs/security/threat-model.md, "The operator's attacks". */
import { expect, test, userOf } from "../support/journey.ts";
import { runningDeployment } from "../support/deployment.ts";
import { Operator } from "../support/operator.ts";
import { newAccount } from "../support/people.ts";
import { Victim } from "../support/victim.ts";

const UNPROTECTED = "Écrit avec un client qui croit ce qu’on lui dit.";

test("a room's encryption deleted from the database: nothing can be written into it", async ({ browser }) => {
  const deployment = runningDeployment();
  const operator = new Operator(deployment);
  const basile = await newAccount(deployment, userOf("Basile", "interieur"), "Basile");
  const roomId = await operator.room("interministerial", "Cellule K", basile.userId, []);
  operator.editDatabase((database) => {
    for (const table of ["current_state_events", "state_groups_state", "state_events", "events"]) {
      const { changes } = database.prepare(`DELETE FROM ${table} WHERE room_id = ? AND type = 'm.room.encryption'`).run(roomId);
      expect(Number(changes), table).toBeGreaterThan(0);
    }
  });
  await operator.killHomeserver();

  const victim = await Victim.atWork(browser);
  try {
    await test.step("whoever believes it hands the operator the text", async () => {
      const account = await victim.account("Claire");
      const seen: string[] = [];
      const claire = await victim.device(account, { seen });
      await operator.invite(basile.userId, roomId, account.userId);
      await operator.join(account.userId, roomId);
      await claire.caughtUp();
      await claire.send(roomId, UNPROTECTED).catch(() => undefined);
      expect(seen.join()).toContain(UNPROTECTED);
    });
    const wire = victim.onTheWire();
    await operator.invite(basile.userId, roomId, victim.ada.userId);
    await operator.join(victim.ada.userId, roomId);
    await victim.window.openRoom("Cellule K");
    await expect(victim.window.page.getByText("Vous ne pouvez pas écrire ici")).toBeVisible();
    await expect(victim.window.page.getByRole("textbox", { name: /^Écrire à/ })).toHaveCount(0);
    expect(wire).toEqual([]);
  } finally {
    await victim.close();
  }
});
