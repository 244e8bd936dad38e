/** A walk of five minutes for each of the three kinds of user. Every command stands on a line of its own and works as it is pasted. */
import { relative } from "node:path";
import type { DeploymentLayout, RepositoryLayout } from "../../deployment/layout.ts";
import { both, type Language, type LocalisedText } from "../../output/language.ts";

export interface WalkedDeployment {
  readonly client: string;
  readonly layout: DeploymentLayout;
  readonly repository: RepositoryLayout;
  /** whether `--deployment` has to be given to find this deployment */
  readonly elsewhere: boolean;
  /** how it was started, for the step that starts it again */
  readonly startArguments: readonly string[];
}

interface Step {
  readonly words: LocalisedText;
  readonly commands?: readonly string[];
}

interface Walk {
  readonly title: LocalisedText;
  readonly steps: readonly Step[];
}

/** As a POSIX shell reads it back, whatever is in it. */
export const shellWord = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`);

const forCivilServants = (client: string): Walk => ({
  title: both("Cinq minutes comme agent", "Five minutes as a civil servant"),
  steps: [
    { words: both(`Ouvrez ${client} et connectez-vous comme camille.laurent-interieur. Gardez la clé de récupération, puis prouvez-la.`, `Open ${client} and sign in as camille.laurent-interieur. Save the recovery key, then prove it.`) },
    { words: both("Dans une fenêtre privée, faites de même comme idris.benali-interieur. Ouvrez tous deux « Coordination » et écrivez-vous : chiffré de bout en bout.", "In a private window, do the same as idris.benali-interieur. Open “Coordination” in both and write to each other: end-to-end encrypted.") },
    { words: both("Dans « Coordination », Personnes du salon › Inviter une personne, cherchez nora.diallo-externe : elle ne peut pas être invitée, avec la règle R-0200 et sa raison.", "In “Coordination”, People in the room › Invite somebody, look for nora.diallo-externe: she cannot be invited, with rule R-0200 and its reason.") },
    { words: both("Au pied de la liste, « Appareil vérifié · règles n° … en vigueur » : qui a signé, jusqu’à quand, et qui applique chaque règle.", "At the foot of the list, “Device verified · rules no. … in force”: who signed, until when, and who enforces each rule.") },
  ],
});

const forSysadmins = ({ layout, repository, startArguments }: WalkedDeployment, chancery: string, where: string, here: (path: string) => string): Walk => ({
  title: both("Cinq minutes comme administrateur système (dans un autre terminal, depuis ce dossier)", "Five minutes as a sysadmin (in another terminal, from this folder)"),
  steps: [
    { words: both("L’État est tel que son fichier le décrit : 0 changement.", "The state is as its file describes it: 0 changes."), commands: [`${chancery} state plan ${here(repository.exampleState)}${where}`] },
    {
      words: both("Mettez une externe dans « Coordination » : le plan est refusé par R-0200, avant que rien ne soit fait.", "Put an external into “Coordination”: the plan is refused by R-0200, before anything is done."),
      commands: [
        `sed '/"key": "coordination"/,/"members"/ s/"samuel.caron-finances"]/"samuel.caron-finances", "nora.diallo-externe"]/' ${here(repository.exampleState)} > ${here(repository.trialState)}`,
        `${chancery} state plan ${here(repository.trialState)}${where}`,
      ],
    },
    { words: both("Tuez le serveur : il redémarre seul, et aucun message n’est perdu.", "Kill the homeserver: it comes back by itself, and no message is lost."), commands: [`kill -9 $(cat ${here(layout.homeserverPid)})`] },
    { words: both("Ctrl-C dans le premier terminal, puis redémarrez : tout est là de nouveau, en quelques secondes.", "Ctrl-C in the first terminal, then start again: everything is back within seconds."), commands: [["npm start", ...(startArguments.length === 0 ? [] : ["--", ...startArguments])].join(" ")] },
  ],
});

const forOfficers = ({ layout, repository }: WalkedDeployment, chancery: string, where: string, here: (path: string) => string): Walk => ({
  title: both("Cinq minutes comme responsable des règles (dans un autre terminal, depuis ce dossier)", "Five minutes as a policy officer (in another terminal, from this folder)"),
  steps: [
    { words: both("Les règles en vigueur :", "The rules in force:"), commands: [`${chancery} policy show${where}`] },
    {
      words: both("Changez la raison de R-0200 (ainsi, ou avec un éditeur) ; elle est contrôlée et essayée :", "Change the reason of R-0200 (like this, or with an editor); it is checked and tested:"),
      commands: [
        `sed -i 's/Ce salon est réservé aux agents des ministères\\./Ce salon est réservé aux agents de l’État./; s/This room is for agents of the ministries only\\./This room is for agents of the state./' ${here(`${layout.layers.national.documents}/policy.yaml`)}`,
        `${chancery} policy check${where}`,
        `${chancery} policy test${where}`,
      ],
    },
    {
      words: both("Deux responsables signent, puis on publie : en vigueur partout en quelques secondes, sans redémarrage.", "Two officers sign, then it is published: in force everywhere within seconds, without a restart."),
      commands: [`${chancery} policy sign --officer anne.morel --officer bruno.petit${where}`, `${chancery} policy publish${where}`],
    },
    {
      words: both("Altérez une copie : refusée.", "Alter a copy: refused."),
      commands: [`tr A B < ${here(layout.layers.national.bundle)} > ${here(repository.alteredBundle)}`, `${chancery} policy verify ${here(repository.alteredBundle)}${where}`],
    },
  ],
});

const lines = ({ title, steps }: Walk, language: Language): string[] => [
  title[language],
  ...steps.flatMap(({ words, commands = [] }, index) => [`  ${index + 1}. ${words[language]}`, ...commands.map((command) => `       ${command}`)]),
];

/** The three walks as lines, an empty one between them. */
export function walkLines(deployment: WalkedDeployment, language: Language): string[] {
  const { client, layout, repository, elsewhere } = deployment;
  const here = (path: string): string => shellWord(relative(repository.directory, path) || ".");
  const chancery = "node provisioning/bin/chancery.mjs";
  const where = elsewhere ? ` --deployment ${shellWord(layout.directory)}` : "";
  const walks = [forCivilServants(client), forSysadmins(deployment, chancery, where, here), forOfficers(deployment, chancery, where, here)];
  return walks.flatMap((walk) => [...lines(walk, language), ""]);
}
