/** Caches a value for each string. It is cleared when full, so that endless different strings use limited memory. */
export class Memo<T> {
  private readonly known = new Map<string, T>();

  public constructor(private readonly make: (text: string) => T, private readonly most = 50_000) {}

  public of(text: string): T {
    const found = this.known.get(text);
    if (found !== undefined || this.known.has(text)) return found as T;
    if (this.known.size >= this.most) this.known.clear();
    const made = this.make(text);
    this.known.set(text, made);
    return made;
  }
}
