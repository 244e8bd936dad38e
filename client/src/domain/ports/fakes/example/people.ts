import type { LocalisedText } from "#policies/model/localised-text.ts";
import type { IdentityState, Person } from "../../../person.ts";
import { userId } from "./ids.ts";

const INTERIEUR: LocalisedText = { fr: "Ministère de l’Intérieur", en: "Ministry of the Interior" };
const FINANCES: LocalisedText = { fr: "Ministère des Finances", en: "Ministry of Finance" };
const SECRETARIAT: LocalisedText = { fr: "Secrétariat général", en: "General Secretariat" };

const person = (localpart: string, displayName: string, affiliation: LocalisedText | null, identity: IdentityState): Person => ({
  userId: userId(localpart),
  displayName,
  identity,
  affiliation,
  external: affiliation === null,
  service: false,
});

export const camille = person("camille.laurent-interieur", "Camille Laurent", INTERIEUR, "proven");
export const idris = person("idris.benali-interieur", "Idris Benali", INTERIEUR, "proven");
export const maelle = person("maelle.legoff-finances", "Maëlle Le Goff", FINANCES, "proven");
export const samuel = person("samuel.caron-finances", "Samuel Caron", FINANCES, "unproven");
export const anne = person("anne.morel-sg", "Anne Morel", SECRETARIAT, "proven");
export const nora = person("nora.diallo-externe", "Nora Diallo", null, "unproven");

export const EVERYBODY: readonly Person[] = [camille, idris, maelle, samuel, anne, nora];
