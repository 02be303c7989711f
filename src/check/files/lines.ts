/** Line numbers in a text, counted from 1. Computed on demand: most files have no findings. */
export class Lines {
  private starts?: Uint32Array;

  public constructor(private readonly text: string) {}

  /** The line of an offset. */
  public at(place: number): number {
    const starts = this.starts ??= startsOf(this.text);
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (starts[middle] <= place) low = middle + 1; else high = middle;
    }
    return low;
  }

  /** A line without its end; undefined if the text has fewer. */
  public line(line: number): string | undefined {
    const starts = this.starts ??= startsOf(this.text);
    return line < 1 || line > starts.length ? undefined : this.text.slice(starts[line - 1], line < starts.length ? starts[line] - 1 : this.text.length);
  }
}

/** The offset of each line. */
function startsOf(text: string): Uint32Array {
  let count = 1;
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) count++;
  const starts = new Uint32Array(count);
  for (let i = text.indexOf('\n'), line = 1; i >= 0; i = text.indexOf('\n', i + 1)) starts[line++] = i + 1;
  return starts;
}
