import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { secretFiles } from "./disk.ts";
import { SealedSecrets, type Keyring } from "./sealed-secrets.ts";

const keyring = (overrides: Partial<Keyring> = {}): Keyring => ({
  isAvailable: () => true,
  backend: () => "gnome_libsecret",
  encrypt: (secret) => Buffer.from([...secret].reverse().join("") + "!"),
  decrypt: (sealed) => {
    const text = Buffer.from(sealed).toString();
    if (!text.endsWith("!")) throw new Error("not sealed here");
    return [...text.slice(0, -1)].reverse().join("");
  },
  ...overrides,
});

let folder: string;
beforeEach(() => (folder = join(mkdtempSync(join(tmpdir(), "chancery-secrets-")), "secrets")));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("secrets on the desktop", () => {
  it("come back as they were sealed, and are nowhere in the clear", () => {
    const secrets = new SealedSecrets(keyring(), secretFiles(folder));
    const secret = new Uint8Array([0, 255, 7, 128]);
    expect(secrets.seal("store-key", secret)).toEqual({ ok: true });
    expect(secrets.open("store-key")).toEqual({ ok: true, secret });
    const [file] = readdirSync(folder);
    expect(readFileSync(join(folder, file ?? ""), "utf8")).not.toContain(Buffer.from(secret).toString("base64"));
    expect(statSync(join(folder, file ?? "")).mode & 0o777).toBe(0o600);
  });

  it("are null when nothing was sealed under the name", () => {
    expect(new SealedSecrets(keyring(), secretFiles(folder)).open("store-key")).toEqual({ ok: true, secret: null });
  });

  it("stay closed without a keyring, and with the fixed password that Linux falls back to", () => {
    for (const locked of [keyring({ isAvailable: () => false }), keyring({ backend: () => "basic_text" })]) {
      const secrets = new SealedSecrets(locked, secretFiles(folder));
      expect(secrets.seal("store-key", new Uint8Array(32))).toEqual({ ok: false, code: "keyring_locked" });
      expect(secrets.open("store-key")).toEqual({ ok: false, code: "keyring_locked" });
    }
  });

  it("are reported damaged, not deleted, when the keyring cannot open them", () => {
    const files = secretFiles(folder);
    files.write("store-key", Buffer.from("someone else's"));
    expect(new SealedSecrets(keyring(), files).open("store-key")).toEqual({ ok: false, code: "damaged" });
    expect(files.read("store-key")).not.toBeNull();
  });

  it.each(["../../etc/passwd", "a/b", "", "A", "x".repeat(65), 7, null])("never use %s as a file name", (name) => {
    const secrets = new SealedSecrets(keyring(), secretFiles(folder));
    expect(secrets.seal(name, new Uint8Array(1)).ok).toBe(false);
    expect(secrets.open(name).ok).toBe(false);
  });

  it("are all gone after sign-out", () => {
    const secrets = new SealedSecrets(keyring(), secretFiles(folder));
    secrets.seal("store-key", new Uint8Array(32));
    secrets.removeAll();
    expect(secrets.open("store-key")).toEqual({ ok: true, secret: null });
  });
});
