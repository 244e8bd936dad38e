/** `chancery officers change`: who may sign from now on. */
import { Option, type Command } from "commander";
import type { Officer, PolicyHost, RootPayload } from "#policies/model/policy-bundle.ts";
import { officerKey } from "#policies/sign/sign-root.ts";
import { rootOfficers } from "#policies/verify/read-root.ts";
import { FURTHER_LAYERS, type FurtherLayer } from "#policies/model/policy.ts";
import { readText } from "../../deployment/atomic-file.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both, type LocalisedText } from "../../output/language.ts";
import { problemResult, type Problem } from "../../output/problem.ts";
import { report, tell } from "../../output/terminal.ts";
import { layersOf } from "../../policy/layers.ts";
import type { HeldPolicy } from "../../policy/policy-files.ts";
import { nextRoot, signRootChange, type RootChange } from "../../policy/sign-root-change.ts";
import { ok, type Result } from "../../result.ts";
import { fail, help, type Context } from "../context.ts";
import { layoutFor, pathFrom, withDeployment } from "../options.ts";
import { heldPolicy, withLayer } from "../policy/places.ts";
import { countOption, namedPathOption, signersFrom, withAnew, withSigners, type SignerOptions } from "../policy/signers.ts";

type Named = Readonly<Record<string, string>>;


interface ChangeOptions extends SignerOptions {
  readonly leaving: readonly string[];
  readonly joining?: Named;
  readonly name?: Named;
  readonly titleFr?: Named;
  readonly titleEn?: Named;
  readonly host?: Named;
  readonly threshold?: number;
  readonly rootThreshold?: number;
  readonly endLayer: readonly FurtherLayer[];
  readonly days: number;
  readonly anew?: true;
}

async function publicKey(context: Context, path: string): Promise<Result<string, Problem>> {
  const file = pathFrom(context, path);
  const text = await readText(file);
  if (!text.ok) return text;
  const key = officerKey(text.value);
  return key.ok ? key : problemResult({ code: "key_unsupported", where: file, what: both("ce n’est pas une clé publique ed25519 d’OpenSSH.", "this is no OpenSSH ed25519 public key."), exit: EXIT.refused });
}

/** What the options say, with the keys read; a person who is there already keeps name and title unless told. */
async function changeAsked(context: Context, before: RootPayload, options: ChangeOptions): Promise<Result<RootChange, Problem>> {
  const joining: Officer[] = [];
  for (const [id, path] of Object.entries(options.joining ?? {}).sort()) {
    const key = await publicKey(context, path);
    if (!key.ok) return key;
    const known = before.officers.find((officer) => officer.id === id);
    const title = both(options.titleFr?.[id] ?? known?.title.fr ?? "Responsable des règles", options.titleEn?.[id] ?? known?.title.en ?? "Policy officer");
    joining.push({ id, name: options.name?.[id] ?? known?.name ?? id, title, key: key.value });
  }
  const hosts: PolicyHost[] = [];
  for (const [id, path] of Object.entries(options.host ?? {}).sort()) {
    const key = await publicKey(context, path);
    if (!key.ok) return key;
    hosts.push({ id, key: key.value });
  }
  const layer = options.layer ?? null;
  const change: RootChange = { layer, leaving: options.leaving, joining, threshold: options.threshold ?? null, rootThreshold: options.rootThreshold ?? null, ending: options.endLayer, hosts: options.host === undefined ? null : hosts };
  if (layer !== null && before.layers[layer] === undefined && (joining.length === 0 || change.threshold === null)) {
    return problemResult({
      code: "usage",
      what: both(`la racine ne nomme pas encore la couche ${layer} : dites qui en est responsable (--joining) et combien de signatures il faut (--threshold).`, `the root does not name the layer ${layer} yet: say who its officers are (--joining) and how many signatures it takes (--threshold).`),
      exit: EXIT.usage,
    });
  }
  const isSomething = change.leaving.length + joining.length + hosts.length + change.ending.length > 0 || change.threshold !== null || change.rootThreshold !== null;
  return isSomething ? ok(change) : problemResult({ code: "usage", what: both("rien ne changerait : dites qui part (--leaving), qui vient (--joining), le seuil ou le poste.", "nothing would change: say who leaves (--leaving), who comes (--joining), the threshold or the host."), exit: EXIT.usage });
}

function officerLines(root: RootPayload): readonly LocalisedText[] {
  return [
    both(`Racine n° ${root.version}, ${root.root_threshold} signatures sur ${rootOfficers(root).length} :`, `Root no. ${root.version}, ${root.root_threshold} signatures of ${rootOfficers(root).length}:`),
    ...root.officers.map(({ id, name, title, key }) => both(`  ${id}   ${name}, ${title.fr}   ${key}`, `  ${id}   ${name}, ${title.en}   ${key}`)),
    ...layersOf(root).flatMap((layer) => {
      const { officers = [], threshold = 0 } = root.layers[layer] ?? {};
      return both(`  couche ${layer} : ${threshold} signatures sur ${officers.length} (${officers.join(", ")})`, `  layer ${layer}: ${threshold} signatures of ${officers.length} (${officers.join(", ")})`);
    }),
    ...(root.pulse?.hosts ?? []).map(({ id, key }) => both(`  poste ${id}   ${key}`, `  host ${id}   ${key}`)),
  ];
}

/** What to do after a new root; a layer that has no rules yet comes first. */
function nextSteps(root: RootPayload, held: HeldPolicy): LocalisedText {
  const [unsigned] = layersOf(root).filter((layer) => layer !== "national" && !held.bundles.has(layer));
  return unsigned === undefined
    ? both("Signez maintenant les règles avec les responsables en fonction (policy sign), puis publiez (policy publish).", "Now sign the rules with the officers in office (policy sign), then publish (policy publish).")
    : both(
        `Que les responsables de la couche ${unsigned} signent maintenant ses premières règles (policy sign --layer ${unsigned}), puis publiez (policy publish) : la racine publiée sans elles refuserait tout ce qui élargit.`,
        `Now let the officers of the layer ${unsigned} sign its first rules (policy sign --layer ${unsigned}), then publish (policy publish): a root published without them would refuse all that widens.`,
      );
}

export function addChangeCommand(officers: Command, context: Context): void {
  const { language } = context.terminal;
  const command = officers
    .command("change")
    .description(
      help(
        context,
        both(
          "Change qui peut signer, pour quelle couche : la racine suivante, signée par assez d’anciens et assez de nouveaux. Tant qu’il en manque, un brouillon attend ; chacun redit les mêmes options avant de le signer.",
          "Changes who may sign, for which layer: the next root, signed by enough of the old officers and enough of the new. While some are missing a draft waits; everybody says the same options before signing it.",
        ),
      ),
    );
  withAnew(withSigners(withLayer(withDeployment(command, context), context, both("la règle nationale, et pour --leaving toutes", "the national policy, and for --leaving all")), context), context)
    .option("--leaving <id...>", help(context, both("qui n’est plus responsable", "who is no longer an officer")), [])
    .option("--joining <id=path>", help(context, both("qui le devient, ou change de clé, avec sa clé publique (plusieurs fois)", "who becomes one, or gets another key, with the public key (several times)")), namedPathOption)
    .option("--name <id=text>", help(context, both("son nom", "their name")), namedPathOption)
    .option("--title-fr <id=text>", help(context, both("sa fonction, en français", "their office, in French")), namedPathOption)
    .option("--title-en <id=text>", help(context, both("sa fonction, en anglais", "their office, in English")), namedPathOption)
    .option("--host <id=path>", help(context, both("le poste qui certifie la fraîcheur (« policy pulse »), avec sa clé publique", "the host that says which rules are current (`policy pulse`), with its public key")), namedPathOption)
    .option("--threshold <n>", help(context, both("combien de signatures demandent désormais les règles ; sans --layer, la racine aussi", "how many signatures the rules take from now on; without --layer, the root too")), countOption(16))
    .option("--root-threshold <n>", help(context, both("combien de signatures demande désormais la racine", "how many signatures the root takes from now on")), countOption(16))
    .addOption(new Option("--end-layer <layer...>", help(context, both("une couche que la racine ne nomme plus : ce qui en est signé ne décide plus rien", "a layer that the root no longer names: what is signed of it decides nothing any more"))).choices([...FURTHER_LAYERS]).default([]))
    .option("--days <n>", help(context, both("durée de validité de la racine", "how long the root holds")), countOption(9999), 365)
    .action(async (options: ChangeOptions) => {
      const layout = layoutFor(context, options.deployment);
      const held = await heldPolicy(context, layout);
      if (!held.ok) return fail(context, [held.failure]);
      const before = held.value.trusted.root;
      const change = await changeAsked(context, before, options);
      if (!change.ok) return fail(context, [change.failure]);
      // Shown before anything is signed, as with `policy sign`.
      for (const line of officerLines(nextRoot(before, change.value, before.issued_at, before.expires))) tell(context.terminal, line);
      const signed = await signRootChange({ layout, held: held.value, change: change.value, signers: signersFrom(context, layout, options), validDays: options.days, anew: options.anew === true, now: context.now() });
      if (!signed.ok) return fail(context, signed.failure);
      const { kind, root } = signed.value;
      const facts = { kind, version: root.version, expires: root.expires, threshold: root.root_threshold, officers: root.officers, layers: root.layers, hosts: root.pulse?.hosts ?? [] };
      if (signed.value.kind === "complete") {
        const next = nextSteps(root, held.value);
        report(context.terminal, facts, [
          both(`Racine n° ${root.version} signée, valable jusqu’au ${root.expires}. ${next.fr}`, `Root no. ${root.version} signed, valid until ${root.expires}. ${next.en}`)[language],
        ]);
      } else {
        const { signatures } = signed.value;
        report(context.terminal, { ...facts, signatures, draft: layout.rootDraft }, [
          both(`${signatures} signatures : le brouillon ${layout.rootDraft} attend ${before.root_threshold} anciens et ${root.root_threshold} nouveaux.`, `${signatures} signatures: the draft ${layout.rootDraft} waits for ${before.root_threshold} of the old officers and ${root.root_threshold} of the new.`)[language],
        ]);
      }
      context.finish(EXIT.done);
    });
}
