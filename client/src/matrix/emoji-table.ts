/**
 * The 64 emoji of the short authentication string, in the order of the Matrix specification (Client-Server API, section
 * "SAS method: emoji"; data file `sas-emoji.json`). The crypto library gives the symbol; people's languages need the number.
 */
const SYMBOLS =
  "🐶 🐱 🦁 🐎 🦄 🐷 🐘 🐰 🐼 🐓 🐧 🐢 🐟 🐙 🦋 🌷 🌳 🌵 🍄 🌏 🌙 ☁ 🔥 🍌 🍎 🍓 🌽 🍕 🎂 ❤ 😀 🤖 " +
  "🎩 👓 🔧 🎅 👍 ☂ ⌛ ⏰ 🎁 💡 📕 ✏ 📎 ✂ 🔒 🔑 🔨 ☎ 🏁 🚂 🚲 ✈ 🚀 🏆 ⚽ 🎸 🎺 🔔 ⚓ 🎧 📁 📌";

const VARIATION_SELECTOR = "\ufe0f";
const NUMBERS: ReadonlyMap<string, number> = new Map(SYMBOLS.split(" ").map((symbol, number) => [symbol, number]));

/** @returns the number from 0 to 63, or null when `symbol` is none of them. */
export function emojiNumber(symbol: string): number | null {
  return NUMBERS.get(symbol.replaceAll(VARIATION_SELECTOR, "")) ?? null;
}
