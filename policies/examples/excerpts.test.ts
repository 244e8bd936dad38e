/** The handbook's page of examples quotes the examples: what it shows is what is tested. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const HANDBOOKS = join(import.meta.dirname, "../../docs/handbooks");
const names = (JSON.parse(readFileSync(join(import.meta.dirname, "index.json"), "utf8")) as readonly { readonly name: string; readonly title: Readonly<Record<string, string>> }[]);

/** For each example in turn: its heading and the YAML that is quoted there. */
const sectionsOf = (language: string) =>
  readFileSync(join(HANDBOOKS, `policy-examples.${language}.md`), "utf8")
    .split(/^(?=## )/m)
    .slice(1)
    .map((section) => ({
      heading: /^## \d+\. (.*)$/m.exec(section)?.[1] ?? "",
      folder: /\]\(\.\.\/\.\.\/policies\/examples\/([a-z-]+)\/policy\.yaml\)/.exec(section)?.[1] ?? "",
      excerpts: [...section.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml = ""]) => yaml),
    }));

describe.each(["fr", "en"])("policy-examples.%s.md", (language) => {
  it("has a section for every example, under its title", () => {
    expect(sectionsOf(language).map(({ heading, folder }) => [folder, heading])).toEqual(names.map(({ name, title }) => [name, title[language]]));
  });

  it("quotes the tested documents word for word", () => {
    for (const { folder, excerpts } of sectionsOf(language)) {
      const files = readdirSync(join(import.meta.dirname, folder)).filter((file) => file.endsWith(".yaml")).map((file) => readFileSync(join(import.meta.dirname, folder, file), "utf8"));
      expect(excerpts.length).toBeGreaterThan(0);
      for (const excerpt of excerpts) expect(files.some((text) => text.includes(excerpt)), `${folder}: ${excerpt}`).toBe(true);
    }
  });
});

it("both languages quote the same", () => {
  expect(sectionsOf("fr").map(({ excerpts }) => excerpts)).toEqual(sectionsOf("en").map(({ excerpts }) => excerpts));
});
