import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { FRENCH_TASK_NAMES, taskName } from "./task-names.ts";

const TASKS = resolve(import.meta.dirname, "../../ansible/roles/synapse/tasks");

test("every task of the role has a French name, and no name is left of a task that is gone", () => {
  const text = readdirSync(TASKS).map((file) => readFileSync(join(TASKS, file), "utf8")).join("\n");
  const names = [...text.matchAll(/^ *- name: (.+)$/gm)].map(([, name]) => name ?? "");
  expect(names.length).toBeGreaterThan(10);
  expect(Object.keys(FRENCH_TASK_NAMES).toSorted()).toEqual(names.toSorted());
});

test("a task that somebody else named keeps its name", () => {
  expect(taskName("Gathering Facts")).toEqual({ fr: "Gathering Facts", en: "Gathering Facts" });
  expect(taskName("Configure the homeserver").fr).toBe("Configuration du serveur");
});
