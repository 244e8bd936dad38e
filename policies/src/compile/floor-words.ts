import type { LocalisedText } from "../model/localised-text.ts";
import type { FloorViolation } from "../verify/check-floor.ts";
import { both } from "./form.ts";

/** What the floor forbids, in words; also for who signs. */
export const FLOOR_WORDS: { readonly [violation in FloorViolation]: LocalisedText } = {
  encryption_lost: both("Une catégorie chiffrée ne perd jamais son chiffrement.", "A class that is encrypted never loses its encryption."),
  kind_changed: both("Une catégorie ne change pas de genre (kind) : ses salons existent déjà. Écrivez une nouvelle catégorie.", "A class does not change its kind: its rooms exist already. Write a new class."),
  turned_public: both("Une catégorie existante ne devient jamais publique. Écrivez une nouvelle catégorie.", "An existing class never becomes public. Write a new class."),
  externals_let_in: both("Une catégorie existante ne s’ouvre pas aux externes : ses membres ont parlé sans eux. Écrivez une nouvelle catégorie.", "An existing class does not open to externals: its members spoke without them. Write a new class."),
  history_opened: both("L’historique d’une catégorie existante ne s’ouvre pas davantage. Écrivez une nouvelle catégorie.", "The history of an existing class is not opened further. Write a new class."),
  entry_opened: both("Une catégorie sur invitation ne s’ouvre pas à tous. Écrivez une nouvelle catégorie.", "A class that is entered by invitation is not opened to all. Write a new class."),
  federation_opened: both("Une catégorie sans fédération n’en reçoit pas : Matrix la fixe à la création. Écrivez une nouvelle catégorie.", "A class that does not federate does not begin to: Matrix fixes it at creation. Write a new class."),
  power_lowered: both("Les pouvoirs d’une catégorie existante ne s’abaissent pas. Écrivez une nouvelle catégorie.", "The power levels of an existing class are not lowered. Write a new class."),
  public_encrypted: both("« public » demande encryption: none.", "“public” demands encryption: none."),
  public_not_a_room: both("« public » demande kind: room.", "“public” demands kind: room."),
  unwritten_room_encrypted: both("On n’écrit ni dans un espace ni dans le salon des règles : encryption: none.", "Nobody writes in a space or in the governance room: encryption: none."),
  written_in_the_clear: both("Un salon où l’on écrit est chiffré, ou s’appelle public : encryption: required, ou public: true.", "A room that people write in is encrypted, or is called public: encryption: required, or public: true."),
  direct_history: both("Une conversation directe demande history_visibility: joined.", "A direct conversation demands history_visibility: joined."),
  direct_announces: both("Une conversation directe demande new_member: hold.", "A direct conversation demands new_member: hold."),
  direct_open: both("Une conversation directe demande join_rule: invite.", "A direct conversation demands join_rule: invite."),
  encrypted_world_readable: both("Un salon chiffré n’est pas lisible par le monde entier : choisissez joined, invited ou shared.", "An encrypted room is not readable by the world: choose joined, invited or shared."),
  externals_read_history: both("Là où viennent des externes, on lit à partir de son arrivée : history_visibility: joined.", "Where externals may come, everybody reads from the moment they came: history_visibility: joined."),
  service_gets_keys: both("Un compte de service ne reçoit jamais de clé : retirez cet ensemble des membres d’une catégorie chiffrée.", "Service accounts never get keys: remove this set from the members of an encrypted class."),
  state_unprotected: both("state_default est d’au moins 50 : sinon chacun change le salon.", "state_default is at least 50: else everybody changes the room."),
  governance_unprotected: both("Dans le salon des règles, state_default et events_default sont d’au moins 100.", "In the governance room, state_default and events_default are at least 100."),
  everybody_named: both("Un ensemble nomme des personnes d’un serveur écrit en entier après « : » : ni * ni ?, et pas un port seul.", "A set names people of a server that is written out after “:”: no * or ?, and not a port alone."),
  encryption_refused: both("Cette règle, seule ou avec d’autres, refuse tous les salons chiffrés et épargne un salon public : rien n’est refusé parce que c’est chiffré.", "This rule, alone or with others, refuses every encrypted room and spares a public one: nothing is refused because it is encrypted."),
};
