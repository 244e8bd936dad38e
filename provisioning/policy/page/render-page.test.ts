import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { LocalisedText } from "#policies/model/localised-text.ts";
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import type { Policy } from "#policies/model/policy.ts";
import { referencePolicy } from "../../../policies/vectors/source/reference-policy.ts";
import { COLOURS } from "./page-style.ts";
import type { PolicyPage } from "./policy-page.ts";
import { renderPage } from "./render-page.ts";

vi.setConfig({ testTimeout: 60_000 }); // each page compares two versions of everything that the language has

const NOW = "2026-11-25T12:00:00Z";
const REPOSITORY = join(import.meta.dirname, "../../..");

/** The reference policy with every text of its own replaced, and everybody who signs called the same. */
function saying(words: string): PolicyPage {
  const text: LocalisedText = { fr: words, en: words };
  const titled = <Thing extends object>(things: Readonly<Record<string, Thing>>): Record<string, Thing> => Object.fromEntries(Object.entries(things).map(([name, thing]) => [name, { ...thing, title: text, ...("summary" in thing ? { summary: text } : {}) }]));
  const exception = { who: { sets: null, sets_not: null, users: [words], external: null }, target: null, room_id: `!${words}`, until: "2027-01-01T00:00:00Z", approved_by: words, ticket: words };
  const policy: Policy = {
    ...referencePolicy,
    title: text,
    owner: text,
    contact: words,
    sets: titled(referencePolicy.sets),
    room_sets: titled(referencePolicy.room_sets),
    room_classes: titled(referencePolicy.room_classes),
    public_rooms: [`!${words}`],
    rules: referencePolicy.rules.map((rule) => ({ ...rule, title: text, because: { reason: text, remedy: text, contact: words }, exceptions: rule.effect === "allow" ? [] : [exception] })),
  };
  const officer = { id: "anne.morel", name: words, title: text, key: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl" };
  const bundle: PolicyBundle = { layer: "national", version: 3, issued_at: "2026-11-20T00:00:00Z", expires: "2026-12-20T00:00:00Z", sha256: "0".repeat(64), signed_by: [officer], threshold: 1, policy };
  return { policy, publicRooms: [{ id: `!${words}`, reason: words }], signed: { bundle, rootVersion: 1, overlay: null }, before: { policy: { ...policy, rules: policy.rules.slice(1) }, version: 2 }, now: NOW };
}
const page = (of: PolicyPage, language: "fr" | "en" = "en"): string => renderPage(of, language, "other.html", "");
const tagsOf = (markup: string): readonly string[] => [...markup.matchAll(/<[^>]*>/g)].map(([tag]) => tag);

test.each([
  ["an element", "<script>alert(1)</script><img src=x onerror=alert(1)>"],
  ["the end of an attribute", `" onmouseover="alert(1)" x='`],
  ["the end of an element", "</title></style></p></main><!--"],
  ["a reference to a character", "&lt;script&gt;&#x3c;"],
  ["a placeholder of a replacement", "$& $1 $` ${1}"],
])("whatever a policy says is text: %s", (_what, hostile) => {
  for (const language of ["fr", "en"] as const) {
    const [plain, attacked] = [page(saying("mot"), language), page(saying(hostile), language)];
    expect(attacked.length).toBeGreaterThan(plain.length);
    // The very same elements with the very same attributes: nothing that was put in became one.
    expect(tagsOf(attacked)).toEqual(tagsOf(plain));
  }
});

test("letters that turn the order around, and those that are none, are shown as a dot", () => {
  const markup = page(saying("abc\u202egnp.exe\u0007"));
  expect(markup).toContain("abc·gnp.exe·");
  expect(/[\u0007\u202e]/.test(markup)).toBe(false);
});

test("asks nobody for anything, and says so to the browser", () => {
  const markup = page(saying("mot"));
  expect(markup).not.toMatch(/https?:|\/\/[a-z]|<script|<link|<img|url\((?!data:)/);
  const style = /<style>(.*?)<\/style>/s.exec(markup)?.[1] ?? "";
  expect(style.length).toBeGreaterThan(1000);
  expect(markup).toContain(`default-src &#39;none&#39;; style-src &#39;sha256-${createHash("sha256").update(style).digest("base64")}&#39;`.replaceAll("&#39;", "'"));
});

test("who signed, with the key as ssh-keygen shows it; a draft says that nobody did; expired rules say since when", () => {
  const signed = saying("Anne Morel");
  expect(page(signed)).toContain("SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU");
  expect(page(signed)).toContain("Version 3, signed by Anne Morel.");
  const draft = page({ ...signed, signed: null }, "fr");
  expect(draft).toContain("Projet, non signé.");
  expect(draft).not.toContain("SHA256:");
  expect(draft).not.toContain("<svg");
  const late = page({ ...signed, now: "2026-12-20T00:00:00Z" });
  expect(late).toContain("expired since 20 December 2026 at 00:00 UTC");
  expect(late).not.toContain("<svg");
});

test("what it cannot compare with it does not call unchanged", () => {
  expect(page({ ...saying("mot"), before: null })).toContain("No earlier version was compared for this page.");
  const same = saying("mot");
  expect(page({ ...same, before: { policy: same.policy, version: 2 } })).toContain("The meaning does not change");
});

test("an emergency measure is at the head of the page while it holds", () => {
  const calm = saying("mot");
  const [rule] = calm.policy.rules;
  if (calm.signed === null || rule === undefined) throw new Error("signed, with rules");
  const overlay = { type: "overlay", lang: "chancery/1", layer: "national", bundle: { version: 3, sha256: "0".repeat(64) }, version: 1, issued_at: NOW, expires: "2026-11-27T12:00:00Z", sha256: "1".repeat(64), signed_by: calm.signed.bundle.signed_by } as const;
  const urgent = { ...rule, id: "E-0001", effect: "deny" as const, actions: ["join"] as const, who: null, target: null, room: null, mode: "enforce" as const, exceptions: [] };
  const shown = page({ ...calm, signed: { ...calm.signed, overlay: { ...overlay, rules: [urgent] } } });
  expect(shown).toContain("Emergency measure until 27 November 2026 at 12:00 UTC.");
  expect(shown).toContain("Everywhere: nobody may join.");
  expect(page({ ...calm, signed: { ...calm.signed, overlay: { ...overlay, rules: [] } } })).not.toContain("Emergency measure");
});

test("French is set as French is, and says of itself that it is", () => {
  const markup = page(saying("Voir « ceci » : oui, dans !salon"), "fr");
  expect(markup).toContain("Voir «\u202fceci\u202f»\u202f: oui, dans !salon");
  expect(markup).toContain('<html lang="fr">');
  expect(markup).toContain('<a href="other.html" hreflang="en" lang="en">English</a>');
});

test("its colours are the client's", () => {
  const tokens = readFileSync(join(REPOSITORY, "client/src/ui/tokens.css"), "utf8");
  for (const [name, [light, dark]] of Object.entries(COLOURS)) expect(tokens).toContain(`--${name}: light-dark(${light}, ${dark});`);
});
