import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { workFolder } from "./homeserver.ts";

/** Writes into a folder again and again, as a browser that is about to end does, and goes on for a moment once it is told to end. */
const LATE_WRITER = `
  const { mkdirSync, writeFileSync } = require("node:fs");
  const attempt = (act) => { try { act(); } catch {} };
  let left = Infinity;
  process.on("message", () => (left = 200));
  (function write(n) {
    for (let file = 0; file < 20; file += 1) {
      const folder = process.argv[1] + "/" + ((n * 20 + file) % 500);
      attempt(() => mkdirSync(folder));
      attempt(() => writeFileSync(folder + "/" + n, "late"));
    }
    if (n === 50) process.send("at work");
    left -= 1;
    if (left > 0) setImmediate(write, n + 1);
    else process.exit();
  })(0);
`;

test("a folder into which something still writes is removed once that has ended", async () => {
  const work = workFolder();
  const writer = spawn(process.execPath, ["-e", LATE_WRITER, work.path], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const ended = once(writer, "exit");
  await once(writer, "message");
  writer.send("end");
  await work.remove();
  await ended;
  expect(existsSync(work.path)).toBe(false);
});
