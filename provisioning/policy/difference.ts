/** What changes between two versions of a policy. */
import { normalisedJson } from "#policies/compile/normalised-json.ts";
import type { Policy } from "#policies/model/policy.ts";
import { both, type LocalisedText } from "../output/language.ts";

export interface NamedDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** One value that differs inside something that both versions have. */
export interface FieldChange {
  /** name of the rule, set or class, then the fields that lead to the value: `R-0200 because.reason.fr` */
  readonly place: string;
  /** normalised JSON; null: not there */
  readonly before: string | null;
  readonly after: string | null;
}

export interface PolicyDifference {
  readonly rules: NamedDifference;
  readonly sets: NamedDifference;
  readonly roomClasses: NamedDifference;
  readonly publicRooms: NamedDifference;
  /** whether title, owner, contact or defaults differ */
  readonly general: boolean;
  /** every changed value, so that nobody signs a wording that they have not seen */
  readonly fields: readonly FieldChange[];
}

type Named = Readonly<Record<string, unknown>>;

function namedDifference(before: Named, after: Named): NamedDifference {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const inBefore = (name: string): boolean => Object.hasOwn(before, name);
  const inAfter = (name: string): boolean => Object.hasOwn(after, name);
  return {
    added: names.filter((name) => !inBefore(name) && inAfter(name)),
    removed: names.filter((name) => inBefore(name) && !inAfter(name)),
    changed: names.filter((name) => inBefore(name) && inAfter(name) && normalisedJson(before[name]) !== normalisedJson(after[name])),
  };
}

const isNamed = (value: unknown): value is Named => typeof value === "object" && value !== null && !Array.isArray(value);

/** Lists are compared whole: their order has no meaning that a reader could follow item by item. */
function fieldChanges(before: unknown, after: unknown, name: string, path: readonly string[]): readonly FieldChange[] {
  if (isNamed(before) && isNamed(after)) {
    const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return fields.flatMap((field) => fieldChanges(before[field], after[field], name, [...path, field]));
  }
  const [was, is] = [before, after].map((value) => (value === undefined ? null : normalisedJson(value)));
  return was === is ? [] : [{ place: [name, path.join(".")].join(" "), before: was ?? null, after: is ?? null }];
}

const changesWithin = (before: Named, after: Named): readonly FieldChange[] =>
  namedDifference(before, after).changed.flatMap((name) => fieldChanges(before[name], after[name], name, []));

const rulesOf = (policy: Policy | null): Named => Object.fromEntries((policy?.rules ?? []).map((rule) => [rule.id, rule]));
const publicRoomsOf = (policy: Policy | null): Named => Object.fromEntries((policy?.public_rooms ?? []).map((id) => [id, true]));
const generalOf = (policy: Policy): Named => ({ id: policy.id, title: policy.title, owner: policy.owner, contact: policy.contact, layer: policy.layer, defaults: policy.defaults });

/** @param before the policy in force; null: there is none yet */
export function policyDifference(before: Policy | null, after: Policy): PolicyDifference {
  const general = before === null ? null : fieldChanges(generalOf(before), generalOf(after), "policy", []);
  return {
    rules: namedDifference(rulesOf(before), rulesOf(after)),
    sets: namedDifference(before?.sets ?? {}, after.sets),
    roomClasses: namedDifference(before?.room_classes ?? {}, after.room_classes),
    publicRooms: namedDifference(publicRoomsOf(before), publicRoomsOf(after)),
    general: general === null || general.length > 0,
    fields: [
      ...(general ?? []),
      ...changesWithin(rulesOf(before), rulesOf(after)),
      ...changesWithin(before?.sets ?? {}, after.sets),
      ...changesWithin(before?.room_classes ?? {}, after.room_classes),
    ],
  };
}

const count = ({ added, removed, changed }: NamedDifference): number => added.length + removed.length + changed.length;

/** One line for each part that differs, with names; then every changed value as it was and as it will be. */
export function differenceLines(difference: PolicyDifference): readonly LocalisedText[] {
  const parts: readonly (readonly [LocalisedText, NamedDifference])[] = [
    [both("Règles", "Rules"), difference.rules],
    [both("Ensembles", "Sets"), difference.sets],
    [both("Classes de salon", "Room classes"), difference.roomClasses],
    [both("Salons publics", "Public rooms"), difference.publicRooms],
  ];
  const marked = ({ added, removed, changed }: NamedDifference): string =>
    [...added.map((name) => `+${name}`), ...removed.map((name) => `-${name}`), ...changed.map((name) => `~${name}`)].join(" ");
  const nouns = (names: readonly string[], noun: string): string => `${names.length} ${noun}${names.length < 2 ? "" : "s"}`;
  const lines = parts
    .filter(([, part]) => count(part) > 0)
    .map(([name, part]) =>
      both(
        `${name.fr} : ${nouns(part.added, "ajout")}, ${nouns(part.removed, "retrait")}, ${nouns(part.changed, "modification")}   ${marked(part)}`,
        `${name.en}: ${part.added.length} added, ${part.removed.length} removed, ${part.changed.length} changed   ${marked(part)}`,
      ),
    );
  if (difference.general) lines.push(both("Titre, responsable, contact ou réponses par défaut : modifiés", "Title, owner, contact or defaults: changed"));
  for (const { place, before, after } of difference.fields) lines.push(both(`  ${place}`, `  ${place}`), both(`    - ${before ?? "(rien)"}`, `    - ${before ?? "(nothing)"}`), both(`    + ${after ?? "(rien)"}`, `    + ${after ?? "(nothing)"}`));
  return lines.length === 0 ? [both("Aucune différence.", "No difference.")] : lines;
}
