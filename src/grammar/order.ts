/** Compares text by code units, as Go compares bytes of ASCII. */
export const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Compares entries of an object or a map by their keys. */
export const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => order(a, b);
