/**
 * Parts of a text, found in one pass. A regular expression such as `/-+$/` restarts at every position, which takes quadratic time on long runs of
 * one character.
 */

/** A text without the run of a character at its start. */
export function trimStart(text: string, character: string): string {
  let from = 0;
  while (text[from] === character) from++;
  return text.slice(from);
}

/** A text without the run of some characters at its end. */
export function trimEnd(text: string, ...characters: string[]): string {
  let to = text.length;
  while (to > 0 && characters.includes(text[to - 1])) to--;
  return text.slice(0, to);
}

/** A text without the runs of a character at both ends. */
export const trim = (text: string, character: string): string => trimEnd(trimStart(text, character), character);

/** The text before the first occurrence of a mark; all of the text if there is none. */
export function before(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return at < 0 ? text : text.slice(0, at);
}
