/** What the terminal ends with: addresses, accounts, and what to try, for each of the three kinds of user. */
import { relative } from "node:path";
import type { Account, Role } from "../../deployment/accounts.ts";
import type { DeploymentLayout, RepositoryLayout } from "../../deployment/layout.ts";
import { both, type Language, type LocalisedText } from "../../output/language.ts";

export interface Ready {
  readonly client: string;
  readonly homeserver: string;
  readonly accounts: readonly Account[];
  readonly layout: DeploymentLayout;
  readonly repository: RepositoryLayout;
  /** whether `--deployment` has to be given to find this deployment */
  readonly elsewhere: boolean;
}

const ROLES: Readonly<Record<Role, LocalisedText>> = {
  agent: both("agent", "civil servant"),
  external: both("invitée externe", "external guest"),
  officer: both("responsable des règles", "policy officer"),
  service: both("compte de service", "service account"),
};

function accountTable(accounts: readonly Account[], language: Language): string[] {
  const rows = accounts.map((account) => [account.user, account.password, `${account.name}, ${ROLES[account.role][language]}`] as const);
  const width = (column: 0 | 1): number => Math.max(0, ...rows.map((row) => row[column].length));
  return rows.map(([user, password, who]) => `  ${user.padEnd(width(0))}  ${password.padEnd(width(1))}  ${who}`);
}

function walks(ready: Ready): LocalisedText {
  const here = (path: string): string => relative(ready.repository.directory, path) || ".";
  const chancery = "node provisioning/bin/chancery.mjs";
  const where = ready.elsewhere ? ` --deployment ${ready.layout.directory}` : "";
  const documents = here(ready.layout.documents);
  const pid = `$(cat ${here(ready.layout.run)}/homeserver.pid)`;
  return both(
    `Cinq minutes comme agent
  1. Ouvrez ${ready.client} et connectez-vous comme camille.laurent-interieur. Enregistrez la clé de récupération, prouvez-la.
  2. Dans une fenêtre privée, connectez-vous comme idris.benali-interieur. Écrivez-vous dans « Coordination » : chiffré de bout en bout.
  3. Dans « Coordination », invitez nora.diallo-externe : refusé, avec la règle R-0200, la raison et qui contacter.
  4. Au pied de la liste, ouvrez « Appareil vérifié · règles n° … en vigueur » : qui a signé, jusqu’à quand, et qui applique chaque règle.

Cinq minutes comme administrateur système (dans un autre terminal, depuis ce dossier)
  1. ${chancery} state plan provisioning/example/example-state.json${where}        → 0 changement
  2. cp provisioning/example/example-state.json my-state.json ; dans la copie, ajoutez "nora.diallo-externe" aux membres de « coordination », puis :
     ${chancery} state plan my-state.json${where}        → refusé par R-0200, avant que rien ne soit fait
  3. Tuez le serveur (kill -9 ${pid}) : il redémarre seul, et aucun message n’est perdu.
  4. Ctrl-C ici, puis « npm start » : tout revient en moins de 20 secondes.

Cinq minutes comme responsable des règles (dans un autre terminal, depuis ce dossier)
  1. ${chancery} policy show${where}
  2. Modifiez la raison de R-0200 dans ${documents}/policy.yaml, puis : ${chancery} policy check${where}
  3. ${chancery} policy test${where}  puis  ${chancery} policy sign --officer anne.morel --officer bruno.petit${where}
  4. ${chancery} policy publish${where}        → en vigueur partout en quelques secondes, sans redémarrage
  5. Altérez une copie : tr A B < ${here(ready.layout.bundle)} > /tmp/altered.json ; ${chancery} policy verify /tmp/altered.json${where}        → refusé

Pour la suite : docs/README.md`,
    `Five minutes as a civil servant
  1. Open ${ready.client} and sign in as camille.laurent-interieur. Save the recovery key and prove it.
  2. In a private window, sign in as idris.benali-interieur. Write to each other in “Coordination”: end-to-end encrypted.
  3. In “Coordination”, invite nora.diallo-externe: refused, with rule R-0200, the reason, and whom to ask.
  4. At the foot of the list, open “Device verified · rules no. … in force”: who signed, until when, and who enforces each rule.

Five minutes as a sysadmin (in another terminal, from this folder)
  1. ${chancery} state plan provisioning/example/example-state.json${where}        → 0 changes
  2. cp provisioning/example/example-state.json my-state.json; in the copy, add "nora.diallo-externe" to the members of “coordination”, then:
     ${chancery} state plan my-state.json${where}        → refused by R-0200, before anything is done
  3. Kill the homeserver (kill -9 ${pid}): it comes back by itself, and no message is lost.
  4. Ctrl-C here, then \`npm start\`: everything is back within 20 seconds.

Five minutes as a policy officer (in another terminal, from this folder)
  1. ${chancery} policy show${where}
  2. Change the reason of R-0200 in ${documents}/policy.yaml, then: ${chancery} policy check${where}
  3. ${chancery} policy test${where}  then  ${chancery} policy sign --officer anne.morel --officer bruno.petit${where}
  4. ${chancery} policy publish${where}        → in force everywhere within seconds, without a restart
  5. Alter a copy: tr A B < ${here(ready.layout.bundle)} > /tmp/altered.json; ${chancery} policy verify /tmp/altered.json${where}        → refused

Where to go next: docs/README.md`,
  );
}

/** Lines for people. */
export function closingWords(ready: Ready, language: Language): string[] {
  const title = both("C’est prêt.", "Ready.");
  const labels = both("Client  ", "Client     ");
  const homeserver = both("Serveur ", "Homeserver ");
  const folder = both("Dossier ", "Folder     ");
  const accounts = both(
    "Comptes (aussi dans accounts.json ; seulement pour cet exemple : de vrais mots de passe ne s’affichent jamais)",
    "Accounts (also in accounts.json; for this example only: real passwords are never shown)",
  );
  const stop = both("Ctrl-C arrête tout ; « npm start -- --reset » repart de zéro.", "Ctrl-C stops everything; `npm start -- --reset` begins afresh.");
  return [
    "",
    title[language],
    "",
    `${labels[language]} ${ready.client}`,
    `${homeserver[language]} ${ready.homeserver}`,
    `${folder[language]} ${ready.layout.directory}`,
    "",
    accounts[language],
    ...accountTable(ready.accounts, language),
    "",
    ...walks(ready)[language].split("\n"),
    "",
    stop[language],
  ];
}

/** The one line for scripts. */
export const readyForMachines = (ready: Ready, serverName: string, rooms: Readonly<Record<string, string>>): unknown => ({
  client: ready.client,
  homeserver: ready.homeserver,
  serverName,
  accounts: ready.accounts.map(({ user_id, user, password, role }) => ({ userId: user_id, user, password, role })),
  rooms,
  deployment: ready.layout.directory,
});
