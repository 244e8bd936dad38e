/** English. ICU messages, ’ for the apostrophe, “ ” for quotations. */
import { conversationsEn } from "./conversations/en.ts";
import { gateEn } from "./gate/en.ts";
import { peopleEn } from "./people/en.ts";
import { rulesEn } from "./rules/en.ts";
import type { fr } from "./fr.ts";

export const en = {
  ...gateEn,
  ...conversationsEn,
  ...peopleEn,
  ...rulesEn,

  // everywhere
  "app.name": "Messaging",
  "language.choose": "Language",
  "dialog.close": "Close",
  "details.close": "Close the panel",
  "field.show_password": "Show the password",
  "field.hide_password": "Hide the password",
  "steps.of": "Step {step} of {of}",
  "class.unknown": "Unknown class",
  "seal.person": "Identity verified",
  "seal.device": "Device in order",
  "seal.policy": "Rules signed",

  // accessibility
  "accessibility.title": "Accessibility",
  "accessibility.aim": "This messaging service aims at WCAG 2.2 level AA. It has not been audited by a third party yet.",
  "accessibility.keyboard": "Everything works by keyboard: Tab moves from one element to the next, Enter confirms, Escape closes.",
  "accessibility.display": "The display follows the settings of your computer: text size, dark mode, high contrast, reduced motion.",
  "accessibility.report": "Something gets in your way? Tell the helpdesk. {helpdesk}",
  "accessibility.report_unknown": "Something gets in your way? Tell your ministry’s helpdesk.",
} as const satisfies { readonly [key in keyof typeof fr]: string };
