/** What the terminal ends with: addresses, accounts, and what to try, for each of the three kinds of user. */
import type { Account, Role } from "../../deployment/accounts.ts";
import { both, type Language, type LocalisedText } from "../../output/language.ts";
import { walkLines, type WalkedDeployment } from "./walks.ts";

export interface Ready extends WalkedDeployment {
  readonly homeserver: string;
  readonly accounts: readonly Account[];
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

/** Lines for people. */
export function closingWords(ready: Ready, language: Language): string[] {
  const title = both("C’est prêt.", "Ready.");
  const labels = both("Client  ", "Client     ");
  const homeserver = both("Serveur ", "Homeserver ");
  const folder = both("Dossier ", "Folder     ");
  const accounts = both(
    "Comptes et mots de passe (aussi dans accounts.json de ce dossier ; affichés parce que c’est un exemple : de vrais ne le sont jamais)",
    "Accounts and passwords (also in accounts.json in that folder; shown because this is an example: real ones never are)",
  );
  const next = both("Pour la suite : docs/README.md", "Where to go next: docs/README.md");
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
    ...walkLines(ready, language),
    next[language],
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
