/** One thing that is to be done so that the homeserver is as the state file says. */
import { both, type LocalisedText } from "../output/language.ts";
import type { DesiredPerson, DesiredRoom } from "./desired-state.ts";

export type Change =
  | { readonly kind: "create_account"; readonly person: DesiredPerson }
  | { readonly kind: "set_display_name"; readonly person: DesiredPerson }
  | { readonly kind: "create_room"; readonly room: DesiredRoom }
  | { readonly kind: "set_room_name"; readonly room: DesiredRoom }
  | { readonly kind: "set_room_topic"; readonly room: DesiredRoom }
  | { readonly kind: "set_alias"; readonly room: DesiredRoom; readonly alias: string }
  | { readonly kind: "list_in_space"; readonly room: DesiredRoom; readonly space: DesiredRoom }
  | { readonly kind: "invite"; readonly room: DesiredRoom; readonly user: string }
  | { readonly kind: "join"; readonly room: DesiredRoom; readonly user: string };

/** The change as a noun phrase: for the plan, for progress and for errors. */
export function describeChange(change: Change): LocalisedText {
  switch (change.kind) {
    case "create_account":
      return both(`création du compte ${change.person.user} (${change.person.name})`, `creation of the account ${change.person.user} (${change.person.name})`);
    case "set_display_name":
      return both(`nom affiché de ${change.person.user} : ${change.person.name}`, `display name of ${change.person.user}: ${change.person.name}`);
    case "create_room":
      return both(
        `création de « ${change.room.name} » (classe ${change.room.class}) par ${change.room.owner}`,
        `creation of “${change.room.name}” (class ${change.room.class}) by ${change.room.owner}`,
      );
    case "set_room_name":
      return both(`nom du salon : « ${change.room.name} »`, `name of the room: “${change.room.name}”`);
    case "set_room_topic":
      return both(`sujet de « ${change.room.name} »`, `topic of “${change.room.name}”`);
    case "set_alias":
      return both(`adresse ${change.alias} pour « ${change.room.name} »`, `alias ${change.alias} for “${change.room.name}”`);
    case "list_in_space":
      return both(`inscription de « ${change.room.name} » dans l’espace « ${change.space.name} »`, `listing of “${change.room.name}” in the space “${change.space.name}”`);
    case "invite":
      return both(`invitation de ${change.user} dans « ${change.room.name} »`, `invitation of ${change.user} to “${change.room.name}”`);
    case "join":
      return both(`entrée de ${change.user} dans « ${change.room.name} »`, `${change.user} joining “${change.room.name}”`);
  }
}
