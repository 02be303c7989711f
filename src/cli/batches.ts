/** Characters of a batch. */
const SIZE = 65_536;

/** Joins many short texts into fewer longer ones: a long report is neither held as one text nor written line by line. */
export function* batches(texts: Iterable<string>): Iterable<string> {
  let batch: string[] = [];
  let size = 0;
  for (const text of texts) {
    batch.push(text);
    size += text.length;
    if (size < SIZE) continue;
    yield batch.join('');
    batch = [];
    size = 0;
  }
  if (batch.length) yield batch.join('');
}
