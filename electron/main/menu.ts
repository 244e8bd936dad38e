/** The menus: what a keyboard needs for editing, zooming and windows. Nothing loads a page, opens a file or leads outside. */
import type { ContextMenuParams, MenuItemConstructorOptions } from "electron/main";
import { SHELL_WORDS, type ShellLanguage } from "./plain-words.ts";

/** @param packaged such a build has no developer tools */
export function applicationMenu(language: ShellLanguage, packaged: boolean): MenuItemConstructorOptions[] {
  const words = SHELL_WORDS[language];
  return [
    {
      label: words.edit,
      submenu: [
        { role: "undo", label: words.undo },
        { role: "redo", label: words.redo },
        { type: "separator" },
        { role: "cut", label: words.cut },
        { role: "copy", label: words.copy },
        { role: "paste", label: words.paste },
        { role: "selectAll", label: words.selectAll },
      ],
    },
    {
      label: words.view,
      submenu: [
        { role: "resetZoom", label: words.actualSize },
        { role: "zoomIn", label: words.zoomIn },
        { role: "zoomOut", label: words.zoomOut },
        { type: "separator" },
        { role: "togglefullscreen", label: words.fullScreen },
        ...(packaged ? [] : [{ role: "toggleDevTools", label: words.developerTools } as const]),
      ],
    },
    {
      label: words.window,
      submenu: [
        { role: "minimize", label: words.minimise },
        { role: "close", label: words.close },
        { type: "separator" },
        { role: "quit", label: words.quit },
      ],
    },
  ];
}

/** What of a click with the second button matters here. */
export type Clicked = Pick<ContextMenuParams, "isEditable" | "selectionText"> & { readonly editFlags: Pick<ContextMenuParams["editFlags"], "canCut" | "canCopy" | "canPaste"> };

/** @returns the items that can do something at that place; none: no menu opens. */
export function contextMenu(language: ShellLanguage, clicked: Clicked): MenuItemConstructorOptions[] {
  const words = SHELL_WORDS[language];
  if (clicked.isEditable) {
    return [
      { role: "cut", label: words.cut, enabled: clicked.editFlags.canCut },
      { role: "copy", label: words.copy, enabled: clicked.editFlags.canCopy },
      { role: "paste", label: words.paste, enabled: clicked.editFlags.canPaste },
    ];
  }
  return clicked.selectionText.trim() === "" ? [] : [{ role: "copy", label: words.copy }];
}
