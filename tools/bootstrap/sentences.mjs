// @ts-check
/** Whatever the set-up says, in both languages. */

/** @typedef {import("./language.mjs").Language} Language */
/** @typedef {import("./requirements.mjs").Requirement} Requirement */
/** @typedef {Readonly<Record<Language, string>>} Text */

/**
 * @param {string} en
 * @param {string} fr
 * @returns {Text}
 */
const both = (en, fr) => ({ en, fr });

/** @type {Readonly<Record<Requirement, Text>>} */
export const REQUIREMENT = {
  linux: both("Linux (Debian 12 or 13, or one like them)", "Linux (Debian 12 ou 13, ou semblable)"),
  node: both("Node.js 20 or newer (see https://nodejs.org)", "Node.js 20 ou plus récent (voir https://nodejs.org)"),
  npm: both("npm", "npm"),
  python: both("Python 3.11 or newer", "Python 3.11 ou plus récent"),
  "python-venv": both("Python's venv module", "le module venv de Python"),
  "ssh-keygen": both("ssh-keygen", "ssh-keygen"),
  browser: both("Chromium or Chrome", "Chromium ou Chrome"),
};

export const TEXT = {
  usage: both(
    "Usage: npm start | npm test | npm run bench | npm run fuzz | npm run soak | npm run test:mutation  (arguments after `--`)",
    "Usage : npm start | npm test | npm run bench | npm run fuzz | npm run soak | npm run test:mutation  (arguments après « -- »)",
  ),
  checking: both("checking this machine", "vérification de cette machine"),
  node: both("Node 24 and the JavaScript packages", "Node 24 et les paquets JavaScript"),
  python: both("the Python tools", "les outils Python"),
  stillRunning: both("still at it", "toujours en cours"),
  interrupted: both(
    "Interrupted. Nothing half-done is kept; the same command goes on from here.",
    "Interrompu. Rien d’inachevé n’est gardé ; la même commande reprendra ici.",
  ),
  mayNotWrite: both(
    "This folder cannot be written to. Check who owns it, then run the same command again.",
    "Impossible d’écrire dans ce dossier. Vérifiez à qui il appartient, puis relancez la même commande.",
  ),
  stillMissing: both(
    "What this system's packages offer is not enough.",
    "Ce que proposent les paquets de ce système ne suffit pas.",
  ),
  aptFailed: both("apt-get could not install it:", "apt-get n’a pas pu l’installer :"),
};

/**
 * @param {readonly string[]} names
 * @returns {Text}
 */
export const missingText = (names) =>
  both(`This machine lacks: ${names.join(", ")}.`, `Il manque à cette machine : ${names.join(", ")}.`);

/**
 * @param {readonly string[]} packages
 * @param {{ readonly root: boolean, readonly sudo: boolean }} facts who is asking: the command is one that this person can paste
 * @returns {Text}
 */
export const installYourself = (packages, { root, sudo }) => {
  const install = `apt-get install ${packages.join(" ")}`;
  // A login shell: without it, root's own folders of programs are not on the path, and dpkg refuses to work.
  const command = root ? install : sudo ? `sudo ${install}` : `su - -c "${install}"`;
  return both(
    `  → On Debian or Ubuntu: ${command}\n    Then run the same command again.`,
    `  → Sous Debian ou Ubuntu : ${command}\n    Puis relancez la même commande.`,
  );
};

/**
 * @param {readonly string[]} packages
 * @returns {Text}
 */
export const installing = (packages) => both(`installing ${packages.join(", ")} (apt-get)`, `installation de ${packages.join(", ")} (apt-get)`);

/**
 * @param {number} pid
 * @returns {Text}
 */
export const waitingFor = (pid) =>
  both(`another set-up of this folder is running (process ${pid}); waiting for it`, `une autre préparation de ce dossier est en cours (processus ${pid}) ; attente`);

/** @type {Readonly<Record<import("./package-failure.mjs").PackageFailure, Text>>} */
export const PACKAGES_FAILED = {
  no_space: both(
    "The disk is full. Free about 2 GB, then run the same command again; it goes on from here.",
    "Le disque est plein. Libérez environ 2 Go, puis relancez la même commande ; elle reprendra ici.",
  ),
  wrong_hash: both(
    "A package is not the one whose hash is in the lock file, so it was not used. If you use a mirror, have it checked; do not go round this.",
    "Un paquet n’est pas celui dont l’empreinte figure dans le fichier de verrouillage : il n’a pas été utilisé. Si vous passez par un miroir, faites-le vérifier ; ne contournez pas ce contrôle.",
  ),
  no_network: both(
    "The package registry cannot be reached. Check the network, the proxy or the mirror, then run the same command again.",
    "Le registre de paquets est injoignable. Vérifiez le réseau, le mandataire ou le miroir, puis relancez la même commande.",
  ),
  registry: both(
    "The package registry answers, but refuses (its own trouble, a login, or a certificate). Check its settings or try again later.",
    "Le registre de paquets répond, mais refuse (panne de son côté, identifiants ou certificat). Vérifiez ses réglages ou réessayez plus tard.",
  ),
  not_offered: both(
    "The package registry has no package of the lock file for this machine, or cannot be reached. Check the network; a mirror may be incomplete.",
    "Le registre de paquets n’a pas, pour cette machine, un paquet du fichier de verrouillage, ou il est injoignable. Vérifiez le réseau ; un miroir est peut-être incomplet.",
  ),
  out_of_step: both(
    "package.json and package-lock.json do not belong together, so nothing was installed. Take both from the same version (git status, git diff), then run the same command again.",
    "package.json et package-lock.json ne vont pas ensemble : rien n’a été installé. Reprenez les deux de la même version (git status, git diff), puis relancez la même commande.",
  ),
  other: both(
    "Packages could not be installed. What was said is above; the same command tries again.",
    "Des paquets n’ont pas pu être installés. Le message figure ci-dessus ; la même commande réessaiera.",
  ),
};
