/** From what officers write to what is signed. */
import type { Node } from "yaml";
import { later } from "../evaluate/instant.ts";
import type { Matcher, Policy, Rule } from "../model/policy.ts";
import { failed, ok, type Result } from "../model/result.ts";
import { bytesOfText } from "../verify/bytes.ts";
import { checkFloor, type ViolatedFloor } from "../verify/check-floor.ts";
import { policyShape } from "../verify/policy-shape.ts";
import { CHUNK_LIMIT, CHUNK_SIZE_LIMIT } from "../verify/chunks.ts";
import { EXCEPTION_DAYS_LIMIT } from "../verify/read-content.ts";
import type { CompileProblem, Position, SourceText } from "./compile-problem.ts";
import { FLOOR_WORDS } from "./floor-words.ts";
import { both } from "./form.ts";
import { nearestName } from "./nearest-name.ts";
import { normalisedJson } from "./normalised-json.ts";
import { policyForm } from "./policy-form.ts";
import { readPublicRooms } from "./read-public-rooms.ts";
import { readDocument, type Places } from "./read-form.ts";
import { YamlSource } from "./yaml-source.ts";

/** What is written into bundles: the same text compiled by the same compiler gives the same bytes. */
export const COMPILER = "chancery 0.1.0";

export interface PolicySources {
  /** `policy.yaml` */
  readonly policy: SourceText;
  /** `public-rooms.yaml`; null: none is listed */
  readonly publicRooms: SourceText | null;
}

export interface CompiledPolicy {
  readonly policy: Policy;
  /** the normalised policy, which is what is signed */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** where a rule (by id), or one of its exceptions (by index), stands in `policy.yaml` */
  readonly positionOf: (ruleId: string, exception?: number) => Position;
  /** where in `policy.yaml` the floor is violated */
  readonly positionOfViolation: (violated: ViolatedFloor) => Position;
}

type DocumentAsRead = Omit<Policy, "public_rooms">;

const UNKNOWN_NAMES = {
  unknown_set: both("Ensemble inconnu", "Unknown set"),
  unknown_class: both("Catégorie de salon inconnue", "Unknown room class"),
  unknown_room_set: both("Ensemble de salons inconnu", "Unknown set of rooms"),
};

/** Where in a document the floor is violated. */
const placeOf = ({ of, name }: ViolatedFloor, rules: readonly Rule[]): string =>
  of === "rule" ? `rules.${String(rules.findIndex(({ id }) => id === name))}.id` : `${of === "class" ? "room_classes" : "sets"}.${name}`;

/** Checks that look at more than one place of a document. */
class PolicyChecks {
  readonly #source: YamlSource;
  readonly #places: Places;
  readonly #policy: DocumentAsRead;

  constructor(source: YamlSource, places: Places, policy: DocumentAsRead) {
    this.#source = source;
    this.#places = places;
    this.#policy = policy;
  }

  run(issuedAt: string): void {
    const ids = new Set<string>();
    this.#policy.rules.forEach((rule, index) => {
      const path = `rules.${String(index)}`;
      if (ids.has(rule.id)) this.#source.report(this.#node(`${path}.id`), "duplicate_id", both(`${rule.id} existe déjà.`, `${rule.id} exists already.`));
      ids.add(rule.id);
      this.#names(rule, path);
      this.#effect(rule, path);
      this.#exceptions(rule, path, later(issuedAt, EXCEPTION_DAYS_LIMIT * 24 * 60 * 60));
    });
    for (const [id, { members }] of Object.entries(this.#policy.room_classes)) {
      this.#known(members.sets ?? [], `room_classes.${id}.members.sets`, this.#policy.sets, "unknown_set");
    }
    if (this.#source.problems.length === 0) this.#floor(); // names that do not exist have no floor
    for (const [id, { rooms, classes }] of Object.entries(this.#policy.room_sets)) {
      this.#known(classes, `room_sets.${id}.classes`, this.#policy.room_classes, "unknown_class");
      if (rooms.length + classes.length === 0) this.#source.report(this.#node(`room_sets.${id}`), "empty_set", both("Cet ensemble ne nomme ni salon ni catégorie.", "This set names neither a room nor a class."));
    }
  }

  #node(path: string): Node | null {
    return this.#places.get(`${path}#key`) ?? this.#places.get(path) ?? null;
  }

  #names(rule: Rule, path: string): void {
    this.#sets(rule.who, `${path}.who`);
    this.#sets(rule.target, `${path}.target`);
    rule.exceptions.forEach((exception, index) => {
      this.#sets(exception.who, `${path}.exceptions.${String(index)}.who`);
      this.#sets(exception.target, `${path}.exceptions.${String(index)}.target`);
    });
    this.#known(rule.room?.class ?? [], `${path}.room.class`, this.#policy.room_classes, "unknown_class");
    this.#known(rule.room?.class_not ?? [], `${path}.room.class_not`, this.#policy.room_classes, "unknown_class");
    this.#known(rule.room?.sets ?? [], `${path}.room.sets`, this.#policy.room_sets, "unknown_room_set");
    this.#known(rule.room?.sets_not ?? [], `${path}.room.sets_not`, this.#policy.room_sets, "unknown_room_set");
  }

  #sets(matcher: Matcher | null, path: string): void {
    this.#known(matcher?.sets ?? [], `${path}.sets`, this.#policy.sets, "unknown_set");
    this.#known(matcher?.sets_not ?? [], `${path}.sets_not`, this.#policy.sets, "unknown_set");
  }

  #known(names: readonly string[], path: string, known: object, code: keyof typeof UNKNOWN_NAMES): void {
    const what = UNKNOWN_NAMES[code];
    names.forEach((name, index) => {
      if (Object.hasOwn(known, name)) return;
      const node = this.#places.get(`${path}.${String(index)}`) ?? null;
      this.#source.report(node, code, both(`${what.fr} : « ${name} ».`, `${what.en}: “${name}”.`), nearestName(name, Object.keys(known)));
    });
  }

  #effect(rule: Rule, path: string): void {
    if (rule.effect === "require" && rule.requires.length === 0) {
      this.#source.report(this.#node(`${path}.effect`), "wrong_effect", both("Une règle require dit ce qu’elle demande.", "A require rule says what it asks for."), "requires:");
    }
    if (rule.effect !== "require" && rule.requires.length > 0) {
      this.#source.report(this.#node(`${path}.requires`), "wrong_effect", both("« requires » va avec effect: require.", "“requires” goes with effect: require."));
    }
    if (rule.effect !== "allow" && rule.obligations.length > 0) {
      this.#source.report(this.#node(`${path}.obligations`), "wrong_effect", both("« obligations » va avec effect: allow.", "“obligations” goes with effect: allow."));
    }
  }

  #exceptions(rule: Rule, path: string, latestEnd: string): void {
    if (rule.effect === "allow" && rule.exceptions.length > 0) {
      this.#source.report(this.#node(`${path}.exceptions`), "allow_with_exceptions", both("Une règle qui permet n’a pas d’exceptions.", "A rule that allows has no exceptions."));
    }
    rule.exceptions.forEach(({ who, target, room_id, until }, index) => {
      const place = `${path}.exceptions.${String(index)}`;
      if (who === null && target === null && room_id === null) {
        this.#source.report(this.#node(place), "exception_for_everybody", both("Une exception nomme au moins who, target ou room_id.", "An exception names who, target or room_id at least."));
      }
      if (until > latestEnd) {
        this.#source.report(
          this.#places.get(`${place}.until`) ?? null,
          "exception_too_long",
          both(`Une exception dure au plus ${String(EXCEPTION_DAYS_LIMIT)} jours.`, `An exception lasts ${String(EXCEPTION_DAYS_LIMIT)} days at most.`),
          latestEnd,
        );
      }
    });
  }

  #floor(): void {
    const violated = checkFloor(null, this.#policy);
    if (violated !== null) this.#source.report(this.#node(placeOf(violated, this.#policy.rules)), "floor", FLOOR_WORDS[violated.violation]);
  }
}

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);

const positionFinder = (source: YamlSource, places: Places, rules: readonly Rule[]): CompiledPolicy["positionOf"] => {
  const indexOfRule = new Map(rules.map(({ id }, index) => [id, index]));
  return (ruleId, exception) => {
    const rule = `rules.${String(indexOfRule.get(ruleId))}`;
    return source.position(places.get(exception === undefined ? `${rule}.id` : `${rule}.exceptions.${String(exception)}`) ?? null);
  };
};

/**
 * Compiles documents to the normalised policy (SPECIFICATION.md section 2), or says everything that is wrong with them.
 * @param issuedAt Instant: when the bundle is issued; exceptions end at most 180 days later
 */
export const compilePolicy = (sources: PolicySources, issuedAt: string): Result<CompiledPolicy, readonly CompileProblem[]> => {
  const source = new YamlSource(sources.policy);
  const { value, places } = readDocument(source, policyForm);
  const publicRooms = readPublicRooms(sources.publicRooms);
  if (source.problems.length > 0) return failed([...source.problems, ...publicRooms.problems]);
  const document = value as DocumentAsRead; // read by the form, without a problem
  new PolicyChecks(source, places, document).run(issuedAt);
  const policy: Policy = { ...document, public_rooms: publicRooms.rooms.map(({ id }) => id).sort(), rules: [...document.rules].sort(byId) };
  const bytes = bytesOfText(normalisedJson(policy));
  if (bytes.length > CHUNK_LIMIT * CHUNK_SIZE_LIMIT) source.report(null, "too_large", both("Les règles sont trop longues.", "The rules are too long."));
  const problems = [...source.problems, ...publicRooms.problems];
  if (problems.length > 0) return failed(problems);
  const misshapen = policyShape(policy, "policy");
  if (misshapen !== null) throw new Error(`the compiler emitted what no verifier accepts: ${misshapen}`);
  const positionOfViolation = (violated: ViolatedFloor): Position => {
    const place = placeOf(violated, document.rules);
    return source.position(places.get(`${place}#key`) ?? places.get(place) ?? null);
  };
  return ok({ policy, bytes, positionOf: positionFinder(source, places, document.rules), positionOfViolation });
};
