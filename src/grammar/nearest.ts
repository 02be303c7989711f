/** The known name that was likely meant by a misspelt one. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const squash = (text: string) => text.toLowerCase().replace(/[-_]/g, '');
  const same = known.find((other) => squash(other) === squash(name));
  if (same || name.length > 60) return same;
  let best: string | undefined;
  let least = Math.min(3, Math.ceil(name.length / 3)) + 1;
  for (const other of known) {
    const d = distance(name, other, least);
    if (d < least) [best, least] = [other, d];
  }
  return best;
}

/**
 * How many letters to insert, delete, replace or swap with their neighbor to get from one text to the other (the optimal string alignment distance);
 * stops at a limit, as larger distances don't matter.
 */
export function distance(a: string, b: string, limit: number = Infinity): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: readonly number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + Number(a[i - 1] !== b[j - 1]));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    [before, row] = [row, next];
  }
  return row[b.length];
}
