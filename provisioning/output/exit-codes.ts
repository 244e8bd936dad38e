/**
 * What the command line ends with. Scripts may rely on these numbers; they are listed by `chancery --help`.
 */
export const EXIT = {
  done: 0,
  /** the thing that was checked does not hold: documents with errors, a bundle that is refused, a plan that cannot be carried out */
  refused: 1,
  /** the command line itself was wrong */
  usage: 2,
  /** this machine lacks something: a tool, a free port, disk space, a file, a permission */
  environment: 3,
  /** the homeserver cannot be reached, or said no */
  homeserver: 4,
  /** stopped by Ctrl-C or by a signal */
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
