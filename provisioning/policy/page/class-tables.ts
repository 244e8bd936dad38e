/** Room classes side by side: everything that creation fixes for ever, and who may enter. */
import { mayJoinClass } from "#policies/evaluate/may-join-class.ts";
import type { Policy, RoomClass } from "#policies/model/policy.ts";
import { both, type LocalisedText } from "../../output/language.ts";
import { listed } from "../rule-sentences.ts";
import { html, type Html } from "./html.ts";
import type { PolicyPage, Speech } from "./policy-page.ts";

/** More columns than these cannot be read on A4. */
const MOST_COLUMNS = 4;

const HISTORY: Readonly<Record<RoomClass["history_visibility"], LocalisedText>> = {
  joined: both("Ce qui est écrit à partir de leur arrivée", "What is written from their arrival on"),
  invited: both("Ce qui est écrit à partir de leur invitation", "What is written from their invitation on"),
  shared: both("Tout, dès qu’ils en sont membres", "Everything, once they are members"),
  world_readable: both("Tout, et tout le monde avec eux", "Everything, as does everybody else"),
};

function peopleOf(policy: Policy, { language, say }: Speech, sets: readonly string[] | null, externals: boolean): string {
  const names = sets === null ? [say(both("Toutes les personnes que ces règles nomment", "Everybody whom these rules name"))] : sets.map((name) => policy.sets[name]?.title[language] ?? name);
  const all = externals ? [...names, say(both("externes", "externals"))] : names;
  return all.length === 0 ? say(both("Personne", "Nobody")) : listed(language, all, "conjunction");
}

interface Row {
  readonly title: LocalisedText;
  readonly cell: (id: string, roomClass: RoomClass) => string;
}

function rowsOf(policy: Policy, speech: Speech, now: string): readonly Row[] {
  const { say } = speech;
  return [
    { title: both("Pour quoi", "For what"), cell: (_id, { summary }) => say(summary) },
    {
      title: both("Chiffrement", "Encryption"),
      cell: (_id, { encryption, public: open }) =>
        say(encryption === "required" ? both("De bout en bout, toujours", "End to end, always") : open ? both("Aucun : en clair, dans les seuls salons listés", "None: in the clear, in listed rooms only") : both("Aucun : on n’y écrit pas", "None: nobody writes in it")),
    },
    { title: both("Entrée", "Entry"), cell: (_id, { join_rule }) => say(join_rule === "invite" ? both("Sur invitation", "By invitation") : both("Libre, si les règles l’admettent", "Free, where rules admit")) },
    { title: both("Ce que lisent les nouveaux venus", "What newcomers read"), cell: (_id, { history_visibility }) => say(HISTORY[history_visibility]) },
    { title: both("Fédération", "Federation"), cell: (_id, { federate }) => say(federate ? both("Plusieurs serveurs", "Several homeservers") : both("Un seul serveur, pour toujours", "One homeserver, for ever")) },
    { title: both("Qui peut en être", "Who may be in it"), cell: (_id, { members }) => peopleOf(policy, speech, members.sets, members.externals) },
    {
      title: both("Qui entre d’après les règles", "Who enters by the rules"),
      cell: (id) => {
        const { sets, externals } = mayJoinClass(policy, id, now);
        return peopleOf(policy, speech, sets, externals);
      },
    },
    { title: both("Quand quelqu’un s’ajoute", "When somebody joins"), cell: (_id, { new_member }) => say(new_member === "hold" ? both("Un message attend l’accord de qui l’écrit", "A message waits for its writer’s word") : both("Son nom est annoncé", "Their name is announced")) },
    {
      title: both("Pouvoir requis", "Power needed"),
      cell: (_id, { power_levels: { invite, kick, redact, events_default, state_default } }) =>
        say(both(`inviter ${invite}, écrire ${events_default}, exclure ${kick}, effacer ${redact}, régler ${state_default}`, `invite ${invite}, write ${events_default}, remove ${kick}, delete ${redact}, settings ${state_default}`)),
    },
  ];
}

const chunked = <Item>(items: readonly Item[], most: number): readonly (readonly Item[])[] => {
  const tables = Math.ceil(items.length / most);
  const each = Math.ceil(items.length / Math.max(tables, 1));
  return Array.from({ length: tables }, (_, index) => items.slice(index * each, (index + 1) * each));
};

/** One table for up to four classes; on a small screen it can be moved to the side, also by keyboard. */
export function classTables({ policy, now }: PolicyPage, speech: Speech): readonly Html[] {
  const { say } = speech;
  const rows = rowsOf(policy, speech, now);
  const groups = chunked(Object.entries(policy.room_classes), MOST_COLUMNS);
  return groups.map((classes, index) => {
    const caption = groups.length === 1 ? both("Catégories de salons", "Room classes") : both(`Catégories de salons, ${index + 1} sur ${groups.length}`, `Room classes, ${index + 1} of ${groups.length}`);
    return html`<div class="wide" role="region" tabindex="0" aria-label="${say(caption)}"><table class="classes">
<caption>${say(caption)}</caption>
<thead><tr><td></td>${classes.map(([id, { title, mark }]) => html`<th scope="col" class="mark-${mark}">${say(title)}<code>${id}</code></th>`)}</tr></thead>
<tbody>${rows.map(({ title, cell }) => html`<tr><th scope="row">${say(title)}</th>${classes.map(([id, roomClass]) => html`<td>${cell(id, roomClass)}</td>`)}</tr>
`)}</tbody>
</table></div>
`;
  });
}
