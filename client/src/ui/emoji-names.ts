/**
 * Names of the 64 emoji by which two devices are compared, by number (Client-Server API, "SAS method: emoji"). Two people
 * may compare in two languages, so each name says what the picture of that number shows.
 */
import type { LocalisedText } from "#policies/model/localised-text.ts";

const NAMES: readonly LocalisedText[] = [
  { fr: "Chien", en: "Dog" }, // 0 🐶
  { fr: "Chat", en: "Cat" }, // 1 🐱
  { fr: "Lion", en: "Lion" }, // 2 🦁
  { fr: "Cheval", en: "Horse" }, // 3 🐎
  { fr: "Licorne", en: "Unicorn" }, // 4 🦄
  { fr: "Cochon", en: "Pig" }, // 5 🐷
  { fr: "Éléphant", en: "Elephant" }, // 6 🐘
  { fr: "Lapin", en: "Rabbit" }, // 7 🐰
  { fr: "Panda", en: "Panda" }, // 8 🐼
  { fr: "Coq", en: "Rooster" }, // 9 🐓
  { fr: "Manchot", en: "Penguin" }, // 10 🐧
  { fr: "Tortue", en: "Turtle" }, // 11 🐢
  { fr: "Poisson", en: "Fish" }, // 12 🐟
  { fr: "Poulpe", en: "Octopus" }, // 13 🐙
  { fr: "Papillon", en: "Butterfly" }, // 14 🦋
  { fr: "Fleur", en: "Flower" }, // 15 🌷
  { fr: "Arbre", en: "Tree" }, // 16 🌳
  { fr: "Cactus", en: "Cactus" }, // 17 🌵
  { fr: "Champignon", en: "Mushroom" }, // 18 🍄
  { fr: "Globe", en: "Globe" }, // 19 🌏
  { fr: "Lune", en: "Moon" }, // 20 🌙
  { fr: "Nuage", en: "Cloud" }, // 21 ☁️
  { fr: "Feu", en: "Fire" }, // 22 🔥
  { fr: "Banane", en: "Banana" }, // 23 🍌
  { fr: "Pomme", en: "Apple" }, // 24 🍎
  { fr: "Fraise", en: "Strawberry" }, // 25 🍓
  { fr: "Maïs", en: "Corn" }, // 26 🌽
  { fr: "Pizza", en: "Pizza" }, // 27 🍕
  { fr: "Gâteau", en: "Cake" }, // 28 🎂
  { fr: "Cœur", en: "Heart" }, // 29 ❤️
  { fr: "Sourire", en: "Smiley" }, // 30 😀
  { fr: "Robot", en: "Robot" }, // 31 🤖
  { fr: "Chapeau", en: "Hat" }, // 32 🎩
  { fr: "Lunettes", en: "Glasses" }, // 33 👓
  { fr: "Clé à molette", en: "Spanner" }, // 34 🔧
  { fr: "Père Noël", en: "Santa" }, // 35 🎅
  { fr: "Pouce en l’air", en: "Thumbs up" }, // 36 👍
  { fr: "Parapluie", en: "Umbrella" }, // 37 ☂️
  { fr: "Sablier", en: "Hourglass" }, // 38 ⌛
  { fr: "Réveil", en: "Clock" }, // 39 ⏰
  { fr: "Cadeau", en: "Gift" }, // 40 🎁
  { fr: "Ampoule", en: "Light bulb" }, // 41 💡
  { fr: "Livre", en: "Book" }, // 42 📕
  { fr: "Crayon", en: "Pencil" }, // 43 ✏️
  { fr: "Trombone", en: "Paperclip" }, // 44 📎
  { fr: "Ciseaux", en: "Scissors" }, // 45 ✂️
  { fr: "Cadenas", en: "Lock" }, // 46 🔒
  { fr: "Clé", en: "Key" }, // 47 🔑
  { fr: "Marteau", en: "Hammer" }, // 48 🔨
  { fr: "Téléphone", en: "Telephone" }, // 49 ☎️
  { fr: "Drapeau", en: "Flag" }, // 50 🏁
  { fr: "Train", en: "Train" }, // 51 🚂
  { fr: "Vélo", en: "Bicycle" }, // 52 🚲
  { fr: "Avion", en: "Aeroplane" }, // 53 ✈️
  { fr: "Fusée", en: "Rocket" }, // 54 🚀
  { fr: "Trophée", en: "Trophy" }, // 55 🏆
  { fr: "Ballon", en: "Ball" }, // 56 ⚽
  { fr: "Guitare", en: "Guitar" }, // 57 🎸
  { fr: "Trompette", en: "Trumpet" }, // 58 🎺
  { fr: "Cloche", en: "Bell" }, // 59 🔔
  { fr: "Ancre", en: "Anchor" }, // 60 ⚓
  { fr: "Casque audio", en: "Headphones" }, // 61 🎧
  { fr: "Dossier", en: "Folder" }, // 62 📁
  { fr: "Punaise", en: "Pin" }, // 63 📌
];

/** @param number index in the specification's table, 0 to 63. @returns its name, or null outside the table. */
export const emojiName = (number: number): LocalisedText | null => NAMES[number] ?? null;
