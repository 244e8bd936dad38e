/** The role's tasks are named in English, as Ansible's own words are; a French terminal shows them in French. */
import { both, type LocalisedText } from "../output/language.ts";

/** By the name in `ansible/roles/synapse/tasks/`. */
export const FRENCH_TASK_NAMES: Readonly<Record<string, string>> = {
  "Check the variables before anything is written": "Contrôle des variables avant toute écriture",
  "Refuse a profile that this role does not have": "Refus d’un profil inconnu du rôle",
  "Refuse values that could not work": "Refus des valeurs qui ne peuvent pas fonctionner",
  "Install the homeserver": "Installation du serveur",
  "Know what the profile fixes": "Lecture de ce que le profil fixe",
  "Lay the homeserver down": "Mise en place du serveur",
  "Look at the virtual environment": "Examen de l’environnement virtuel",
  "Install Synapse from the lock file": "Installation de Synapse selon le fichier de verrouillage",
  "Begin the virtual environment afresh": "Nouvel environnement virtuel",
  "Make the folder of the virtual environment": "Création du dossier de l’environnement virtuel",
  "Make the virtual environment": "Création de l’environnement virtuel",
  "Bring the lock file": "Copie du fichier de verrouillage",
  "Install the pinned release of Synapse": "Installation de la version fixée de Synapse",
  "Mark the installation as finished": "Marque de fin d’installation",
  "Lay down folders, policy, policy module and secrets": "Dossiers, règles, module des règles et secrets",
  "Generate the signing key, once": "Création de la clé de signature, une seule fois",
  "Configure the homeserver": "Configuration du serveur",
  "Verify what was laid down": "Vérification de ce qui est en place",
  "Parse the configuration with the installed Synapse": "Lecture de la configuration par le Synapse installé",
  "Look for files that somebody else could read": "Recherche de fichiers lisibles par d’autres",
  "Refuse files that somebody else could read": "Refus des fichiers lisibles par d’autres",
  "Uninstall the homeserver": "Désinstallation du serveur",
  "Remove configuration, policy and policy module": "Suppression de la configuration, des règles et de leur module",
  "Remove rooms, messages, accounts, keys and secrets": "Suppression des salons, messages, comptes, clés et secrets",
};

/** @param task as Ansible tells it; one that is not ours stays as it is */
export const taskName = (task: string): LocalisedText => both(FRENCH_TASK_NAMES[task] ?? task, task);
