/** Messages of the length and variety of those that people write: the height of a row and the cost of a line depend on it. */
const SENTENCES = [
  "Bien reçu, merci.",
  "Le point de situation est avancé à 9 h 30, salle Colbert.",
  "Pouvez-vous relire la note avant ce soir ? Il reste deux paragraphes à préciser, l’un sur le calendrier, l’autre sur les moyens engagés.",
  "La préfecture confirme : les routes départementales rouvrent demain à l’aube, sauf la portion entre les deux ponts.",
  "D’accord.",
  "J’ai transmis au cabinet.",
  "Trois communes restent privées d’électricité ; les équipes interviennent dans l’ordre convenu hier, et un nouveau bilan suivra à midi.",
  "Je propose d’attendre l’avis du service juridique avant de répondre.",
];

/** @returns one to three sentences, the same for the same `index` */
export function paragraph(index: number): string {
  const count = 1 + (index % 3);
  return Array.from({ length: count }, (_, n) => SENTENCES[(index * 5 + n * 3) % SENTENCES.length] ?? "").join(" ");
}
