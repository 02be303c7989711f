/** How many texts are kept at most; afterwards the collection starts again. */
const MOST = 4096;
const texts = new Map<string, string>();

/** A text equal to the given one, which is in memory once: the pointers and remedies of many findings are alike. */
export function sameText(text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size >= MOST) texts.clear();
  texts.set(text, text);
  return text;
}
