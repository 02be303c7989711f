/* eslint-disable no-bitwise -- that is how it mixes */
/** A small generator of random numbers: the same seed draws the same. */
export class Random {
  public constructor(private state: number) {}

  /** In [0, 1). */
  public next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  public below(n: number): number {
    return Math.floor(this.next() * n);
  }

  public chance(p: number): boolean {
    return this.next() < p;
  }

  public pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)];
  }

  public some<T>(from: readonly T[], least: number, most: number): T[] {
    const rest = [...from];
    const out: T[] = [];
    for (let n = least + this.below(most - least + 1); n > 0 && rest.length > 0; n--) out.push(...rest.splice(this.below(rest.length), 1));
    return out;
  }

  public list<T>(least: number, most: number, make: () => T): T[] {
    return Array.from({ length: least + this.below(most - least + 1) }, make);
  }

  public maybe<T>(p: number, make: () => T): T | undefined {
    return this.chance(p) ? make() : undefined;
  }
}
