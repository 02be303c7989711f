/** Replaced by the first constructs. */
export class Placeholder {}
