import { describe, expect, test } from "vitest";
import { both } from "./language.ts";
import { progress, type Clock } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

function setUp(screen: boolean) {
  let written = "";
  let time = 0;
  const ticks: (() => void)[] = [];
  const clock: Clock = {
    now: () => time,
    everySecond(tick) {
      ticks.push(tick);
      return () => void ticks.splice(ticks.indexOf(tick), 1);
    },
  };
  const terminal: Terminal = { language: "fr", json: false, screen, out: () => undefined, err: (text) => void (written += text) };
  return {
    shown: progress(terminal, 2, clock),
    pass: (seconds: number) => {
      time += seconds * 1000;
      for (const tick of ticks) tick();
    },
    taken: () => {
      const said = written;
      written = "";
      return said;
    },
    ticking: () => ticks.length,
  };
}

describe("progress", () => {
  test("in a log: a line when a step begins and one when it ends, with its time", () => {
    const { shown, pass, taken } = setUp(false);
    shown.step(both("Règles", "Rules"));
    pass(1.5);
    shown.doing(both("une tâche", "a task"));
    shown.note(both("signé", "signed"));
    shown.step(both("Serveur", "Homeserver"));
    shown.end();
    expect(taken()).toBe("[1/2] Règles …\n      signé\n[1/2] Règles · 1,5 s\n[2/2] Serveur …\n[2/2] Serveur · 0,0 s\n");
  });

  test("on a screen: one line that counts the seconds while a step lasts", () => {
    const { shown, pass, taken, ticking } = setUp(true);
    shown.step(both("Serveur", "Homeserver"));
    shown.doing(both("une tâche", "a task"));
    taken();
    pass(7);
    expect(taken()).toBe("\r\u001b[2K[1/2] Serveur · 7 s · une tâche");
    shown.end();
    expect(taken()).toBe("\r\u001b[2K[1/2] Serveur · 7,0 s\n");
    expect(ticking()).toBe(0);
  });

  test("a step that failed is not shown as done", () => {
    const { shown, taken, ticking } = setUp(false);
    shown.step(both("Serveur", "Homeserver"));
    shown.abandon();
    shown.abandon();
    expect(taken()).toBe("[1/2] Serveur …\n[1/2] Serveur · 0,0 s ✗\n");
    expect(ticking()).toBe(0);
  });
});
