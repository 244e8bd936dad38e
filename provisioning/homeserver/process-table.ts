/** What Linux says of processes and of who listens on a port (proc(5)). */
import { readdir, readFile, readlink } from "node:fs/promises";

export interface ProcessName {
  readonly pid: number;
  /** its arguments, joined by spaces */
  readonly command: string;
}

/** The arguments of a process; empty when there is no such process, or when it has ended and waits to be collected. */
export const argumentsOf = async (pid: number): Promise<readonly string[]> => {
  const text = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return text.split("\0").slice(0, -1);
};

/**
 * When a process began, in clock ticks since the machine did: tells it from a later process with the same number.
 *
 * @returns null when it has ended. Only then has it given back its ports: its arguments vanish earlier.
 */
export const beginningOf = async (pid: number): Promise<string | null> => {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The command in parentheses may hold spaces: fields are counted after the last one. The state is field 3, the beginning field 22.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" || fields[0] === "X" ? null : (fields[19] ?? null);
};

/** Whether this process itself listens on the TCP port: an answer on the port alone could come from anybody. */
export const listensOn = async (pid: number, port: number): Promise<boolean> => {
  const sockets = await listeningSockets(port);
  return sockets.size > 0 && (await holdsOneOf(pid, sockets));
};

/** Who listens on the TCP port; null when nobody does, or when this user may not see who. */
export const listenerOn = async (port: number): Promise<ProcessName | null> => {
  const sockets = await listeningSockets(port);
  if (sockets.size === 0) return null;
  for (const name of await readdir("/proc")) {
    const pid = Number(name);
    if (Number.isInteger(pid) && (await holdsOneOf(pid, sockets))) return { pid, command: (await argumentsOf(pid)).join(" ") };
  }
  return null;
};

const LISTENING = "0A";

/** Link texts (`socket:[inode]`) of the sockets that listen on the port, on whatever address. */
const listeningSockets = async (port: number): Promise<ReadonlySet<string>> => {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const tables = await Promise.all(["tcp", "tcp6"].map((name) => readFile(`/proc/net/${name}`, "utf8").catch(() => "")));
  const rows = tables.flatMap((table) => table.split("\n")).map((row) => row.trim().split(/\s+/));
  return new Set(rows.filter((row) => row[1]?.endsWith(suffix) === true && row[3] === LISTENING).map((row) => `socket:[${row[9]}]`));
};

const holdsOneOf = async (pid: number, sockets: ReadonlySet<string>): Promise<boolean> => {
  const folder = `/proc/${pid}/fd`;
  const descriptors = await readdir(folder).catch(() => []);
  const links = await Promise.all(descriptors.map((descriptor) => readlink(`${folder}/${descriptor}`).catch(() => "")));
  return links.some((link) => sockets.has(link));
};
