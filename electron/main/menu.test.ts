import type { MenuItemConstructorOptions } from "electron/main";
import { describe, expect, it } from "vitest";
import { applicationMenu, contextMenu } from "./menu.ts";
import { shellLanguage } from "./plain-words.ts";

const items = (menu: readonly MenuItemConstructorOptions[]): readonly MenuItemConstructorOptions[] => menu.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
const roles = (packaged: boolean): readonly unknown[] => items(applicationMenu("en", packaged)).flatMap(({ role }) => role ?? []);

describe("the menu", () => {
  it("has every shortcut of editing", () => {
    expect(roles(true)).toEqual(expect.arrayContaining(["undo", "redo", "cut", "copy", "paste", "selectAll", "zoomIn", "zoomOut", "resetZoom"]));
  });

  it("has nothing but known roles: no reload, no file, no address, no code of its own", () => {
    expect([...roles(true)].sort()).toEqual(["close", "copy", "cut", "minimize", "paste", "quit", "redo", "resetZoom", "selectAll", "togglefullscreen", "undo", "zoomIn", "zoomOut"]);
    expect(items(applicationMenu("fr", true)).filter((item) => item.click !== undefined)).toEqual([]);
  });

  it("offers developer tools only where things are tried out", () => {
    expect(roles(true)).not.toContain("toggleDevTools");
    expect(roles(false)).toContain("toggleDevTools");
  });

  it("speaks the language of the system, French or English", () => {
    expect(applicationMenu(shellLanguage(["de-DE", "en-GB", "fr-FR"]), true)[0]?.label).toBe("Edit");
    expect(applicationMenu(shellLanguage(["fr-CA", "en-US"]), true)[0]?.label).toBe("Édition");
    expect(shellLanguage([])).toBe("fr");
  });
});

describe("a click with the second button", () => {
  const editFlags = { canCut: false, canCopy: true, canPaste: true };

  it("edits in a field", () => {
    expect(contextMenu("en", { isEditable: true, selectionText: "", editFlags })).toMatchObject([{ role: "cut", enabled: false }, { role: "copy" }, { role: "paste" }]);
  });

  it("copies what is selected, and opens nothing elsewhere", () => {
    expect(contextMenu("fr", { isEditable: false, selectionText: "a", editFlags })).toEqual([{ role: "copy", label: "Copier" }]);
    expect(contextMenu("fr", { isEditable: false, selectionText: " ", editFlags })).toEqual([]);
  });
});
