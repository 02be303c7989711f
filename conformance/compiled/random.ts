const MODULUS = 2147483647;

/** Numbers that look random and are the same for a seed. */
export class Random {
  private state: number;

  public constructor(seed: number) {
    this.state = (seed * 7919 + 12345) % MODULUS || 1;
    for (let i = 0; i < 5; i++) this.next(); // neighbouring seeds begin alike
  }

  public next(): number {
    this.state = (this.state * 48271) % MODULUS;
    return (this.state - 1) / (MODULUS - 1);
  }

  /** A whole number from 0 up to, not including, n. */
  public below(n: number): number {
    return Math.floor(this.next() * n);
  }

  public between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  public chance(share: number): boolean {
    return this.next() < share;
  }

  public one<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  /** Some of a list, in its order, at least `least`. */
  public some<T>(list: readonly T[], least: number, most: number): T[] {
    const n = Math.min(list.length, this.between(least, most));
    const picked = new Set<number>();
    while (picked.size < n) picked.add(this.below(list.length));
    return [...picked].sort((a, b) => a - b).map((i) => list[i]);
  }

  /** A member, in a share of the cases. */
  public maybe<T>(share: number, make: () => T): T | undefined {
    return this.chance(share) ? make() : undefined;
  }
}
