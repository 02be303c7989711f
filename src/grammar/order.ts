/** Compares text by code units, as Go compares bytes of ASCII. */
export const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
