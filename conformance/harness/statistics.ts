/** Chi-square at p = 0.00001, for 1, 2, 3 … degrees of freedom. */
export const CRITICAL: readonly number[] = [19.51, 23.03, 25.9, 28.47, 30.86];

export function chiSquare(observed: readonly number[], expected: readonly number[]): number {
  return observed.reduce((sum, o, i) => sum + (expected[i] === 0 ? (o === 0 ? 0 : Infinity) : (o - expected[i]) ** 2 / expected[i]), 0);
}
