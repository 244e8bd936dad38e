/**
 * Whose devices the crypto library follows. The SDK tells it of each member of each room, one call each and every time anew; each call
 * begins a transaction, and for a second or more after a start some thousand of them stand before whatever else it is asked. The library
 * only ever adds people: so each is told of once in a run, and those that are told of meanwhile go together.
 */
import type { CryptoApi } from "matrix-js-sdk/lib/crypto-api/index.js";

/** The library's own object, as far as it is called here; the SDK hides it. */
interface OlmMachine {
  updateTrackedUsers(userIds: LibraryUserId[]): Promise<void>;
}

/** An object of the library, which is given away with the call. */
interface LibraryUserId {
  toString(): string;
}

/** To be called before the client is started. */
export function tellOfPeopleOnce(crypto: CryptoApi): void {
  const machine: unknown = Reflect.get(crypto, "olmMachine");
  if (!isMachine(machine)) return;
  const tell = machine.updateTrackedUsers.bind(machine);
  /** when the library has taken somebody in */
  const told = new Map<string, Promise<void>>();
  let next: LibraryUserId[] = [];
  let telling: Promise<void> = Promise.resolve();
  let gathering: Promise<void> | null = null;

  const gather = (): Promise<void> => {
    gathering ??= telling.then(async () => {
      const all = next;
      const names = all.map(String);
      next = [];
      gathering = null;
      const taken = tell(all);
      telling = taken.catch(() => {
        // Else they would count as told of for good.
        for (const name of names) told.delete(name);
      });
      await taken;
    });
    return gathering;
  };

  machine.updateTrackedUsers = async (userIds) => {
    const names = userIds.map(String);
    for (const [index, name] of names.entries()) {
      const userId = userIds[index];
      if (told.has(name) || userId === undefined) continue;
      next.push(userId);
      told.set(name, gather());
    }
    await Promise.all(names.map((name) => told.get(name)));
  };
}

const isMachine = (machine: unknown): machine is OlmMachine => typeof machine === "object" && machine !== null && typeof Reflect.get(machine, "updateTrackedUsers") === "function";
