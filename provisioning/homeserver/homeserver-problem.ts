/** Why the embedded homeserver could not be laid down or started, in sentences. */
import type { PlaybookFailure } from "../ansible/playbook-run.ts";
import { portInUse } from "../client-server/client-server.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problem, type Problem } from "../output/problem.ts";
import type { HomeserverFailure } from "./supervision.ts";

const lines = (text: string): string[] => text.trim().split("\n").slice(-20);

const diskFull = (message: string): Problem =>
  problem({
    code: "disk_full",
    what: both("le disque est plein ; rien de ce qui existait n’est perdu.", "the disk is full; nothing that existed is lost."),
    // A whole trace says no more than its last line.
    detail: lines(message).slice(-1),
    remedy: both("Libérez de la place, puis relancez la même commande.", "Free some space, then run the same command again."),
    exit: EXIT.environment,
  });

export const interrupted = (): Problem =>
  problem({
    code: "interrupted",
    what: both("interrompu ; la prochaine exécution reprend là où celle-ci s’est arrêtée.", "interrupted; the next run goes on where this one stopped."),
    exit: EXIT.interrupted,
  });

export function playbookProblem(failure: PlaybookFailure): Problem {
  switch (failure.code) {
    case "ansible_missing":
      return problem({
        code: "tool_missing",
        where: failure.path,
        what: both("Ansible n’est pas installé pour ce projet.", "Ansible is not installed for this project."),
        remedy: both("Lancez « npm start », qui l’installe.", "Run `npm start`, which installs it."),
        exit: EXIT.environment,
      });
    case "task_failed":
      return problem({
        code: "playbook_failed",
        where: failure.task,
        what: both("cette tâche d’Ansible a échoué ; la prochaine exécution reprend là.", "this Ansible task failed; the next run goes on from there."),
        detail: lines(failure.message),
        remedy: both("Corrigez la cause ci-dessus (souvent : le réseau ou les droits), puis relancez la même commande.", "Correct the cause above (often: the network or permissions), then run the same command again."),
        exit: EXIT.environment,
      });
    case "playbook_unusable":
      return problem({ code: "playbook_unusable", what: both("Ansible n’a pas pu lire la recette.", "Ansible could not read the playbook."), detail: lines(failure.message), exit: EXIT.environment });
    case "no_space":
      return diskFull(failure.message);
    case "interrupted":
      return interrupted();
  }
}

export function homeserverProblem(failure: HomeserverFailure): Problem {
  switch (failure.code) {
    case "port_in_use":
      return portInUse(failure.port, "--homeserver-port", failure.process);
    case "not_installed":
      return problem({
        code: "homeserver_not_installed",
        where: failure.missing,
        what: both("le serveur n’est pas installé.", "the homeserver is not installed."),
        remedy: both("Relancez « npm start », qui l’installe.", "Run `npm start` again, which installs it."),
        exit: EXIT.environment,
      });
    case "did_not_start":
      return problem({
        code: "homeserver_did_not_start",
        what: both("le serveur s’est arrêté avant de répondre.", "the homeserver ended before it answered."),
        detail: lines(failure.log),
        remedy: both("La fin de son journal est ci-dessus. Corrigez-en la cause, puis relancez ; « --reset » repart de zéro.", "The end of its log is above. Correct the cause, then start again; `--reset` begins afresh."),
        exit: EXIT.homeserver,
      });
    case "did_not_answer":
      return problem({
        code: "homeserver_did_not_answer",
        what: both(`le serveur n’a pas répondu en ${Math.round(failure.milliseconds / 1000)} s ; il a été arrêté.`, `the homeserver did not answer within ${Math.round(failure.milliseconds / 1000)} s; it was stopped.`),
        detail: lines(failure.log),
        remedy: both("Relancez ; si la machine est chargée, attendez d’abord.", "Start again; if the machine is busy, wait first."),
        exit: EXIT.homeserver,
      });
    case "leftover_will_not_stop":
      return problem({
        code: "leftover_will_not_stop",
        what: both(`un serveur d’un démarrage précédent (processus ${failure.pid}) ne s’arrête pas.`, `a homeserver of an earlier start (process ${failure.pid}) does not stop.`),
        remedy: both(`Arrêtez-le : kill -9 ${failure.pid}, puis relancez.`, `Stop it: kill -9 ${failure.pid}, then start again.`),
        exit: EXIT.environment,
      });
    case "no_space":
      return diskFull(failure.message);
    case "interrupted":
      return interrupted();
  }
}
