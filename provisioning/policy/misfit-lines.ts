/** Where a further layer does not fit the nation's rules, in an officer's words. */
import type { LayerMisfit } from "#policies/lint/layer-misfits.ts";
import type { Policy } from "#policies/model/policy.ts";
import { both, type LocalisedText } from "../output/language.ts";
import { classWords, peopleWords } from "./policy-words.ts";

export const misfitLines = (national: Policy, misfits: readonly LayerMisfit[]): readonly LocalisedText[] =>
  misfits.map((misfit) => {
    switch (misfit.code) {
      case "class_missing": {
        const named = classWords(national, misfit.classId);
        return both(`La catégorie nationale ${named.fr} manque dans cette couche : tout y serait refusé (F-01).`, `The nation's class ${named.en} is missing in this layer: everything would be refused in it (F-01).`);
      }
      case "class_differs": {
        const named = classWords(national, misfit.classId);
        return both(`La catégorie ${named.fr} ne se crée pas comme l’État le dit : personne ne pourrait ouvrir un tel salon (F-04).`, `The class ${named.en} is not made as the nation says: nobody could open such a room (F-04).`);
      }
      case "public_room_missing":
        return both(`Le salon public ${misfit.roomId} n’est pas inscrit dans cette couche : y écrire en clair serait refusé (F-02).`, `The public room ${misfit.roomId} is not listed in this layer: writing there in the clear would be refused (F-02).`);
      case "taken_for_external": {
        const people = peopleWords(national, misfit.sets);
        return both(`${people.fr} : ce sont des externes dans cette couche, qui ne les nomme pas (par exemple ${misfit.example}).`, `${people.en}: they are externals in this layer, which does not name them (for example ${misfit.example}).`);
      }
    }
  });
