/** Whether a number is prime, as sizes of Maglev tables must be. */
export function isPrime(n: number): boolean {
  if (!Number.isInteger(n) || n < 2) {
    return false;
  }
  for (let factor = 2; factor * factor <= n; factor++) {
    if (n % factor === 0) {
      return false;
    }
  }
  return true;
}
