import { describe, expect, it } from "vitest";
import { tellingLines, whyPackagesFailed } from "./package-failure.mjs";

/** As npm 9, which Debian 13 has, says it. */
const OUT_OF_STEP = `npm WARN deprecated left-pad@1.0.0: use padStart
npm ERR! code EUSAGE
npm ERR!
npm ERR! \`npm ci\` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync. Please update your lock file with \`npm install\` before continuing.
npm ERR!
npm ERR! Missing: left-pad@1.3.0 from lock file
npm ERR!
npm ERR! Clean install a project
npm ERR!
npm ERR! Usage:
npm ERR! npm ci
npm ERR!
npm ERR! Options:
npm ERR! [-S|--save|--no-save|--save-prod|--save-dev|--save-optional|--save-peer|--save-bundle]
npm ERR! [-E|--save-exact] [-g|--global] [--install-strategy <hoisted|nested|shallow>]
npm ERR! aliases: clean-install, ic, install-clean, isntall-clean
npm ERR! Run "npm help ci" for more info`;

describe("why packages could not be installed", () => {
  it.each([
    ["no_space", "npm error code ENOSPC\nnpm error syscall write\nnpm error errno -28"],
    ["no_space", "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"],
    ["wrong_hash", "npm error code EINTEGRITY\nnpm error sha512-aaa integrity checksum failed when using sha512"],
    ["wrong_hash", "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the package versions"],
    ["no_network", "npm error code ENOTFOUND\nnpm error network request to https://mirror.example/left-pad failed, reason: getaddrinfo"],
    ["no_network", "npm error code EAI_AGAIN"],
    [
      "no_network",
      "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError': Failed to establish a new connection: [Errno 111] Connection refused\nERROR: No matching distribution found for cffi==2.1.1",
    ],
    ["registry", "npm error code E503\nnpm error 503 Service Unavailable - GET https://mirror.example/node"],
    ["registry", "npm error code E401"],
    ["registry", "ERROR: HTTP error 502 while getting https://mirror.example/cffi.whl"],
    ["not_offered", "npm error code E404\nnpm error 404 Not Found - GET https://mirror.example/svelte"],
    ["not_offered", "ERROR: No matching distribution found for ansible-core==2.19.14"],
    ["out_of_step", OUT_OF_STEP],
    ["other", "Segmentation fault"],
    ["other", ""],
  ])("%s: %s", (why, said) => expect(whyPackagesFailed(said)).toBe(why));

  it("a full disk explains the errors that follow it", () => {
    expect(whyPackagesFailed("npm warn tar TAR_ENTRY_ERROR ENOSPC: no space left\nnpm error code ECONNRESET")).toBe("no_space");
  });
});

describe("which lines are shown", () => {
  it("are those that say what is wrong, not how npm is used", () => {
    expect(tellingLines(OUT_OF_STEP).split("\n")).toEqual(["npm ERR! code EUSAGE", expect.stringContaining("are in sync"), "npm ERR! Missing: left-pad@1.3.0 from lock file"]);
    expect(tellingLines("npm error code ENOSPC\nnpm error     at write (node:fs:1)\nnpm warn tar TAR_ENTRY_ERROR")).toBe("npm error code ENOSPC\nnpm warn tar TAR_ENTRY_ERROR");
  });
});
