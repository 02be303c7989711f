/** Control characters (C0, C1) and the characters that reorder text (bidirectional embeddings, overrides and isolates). */
const OBEYED = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Text of a user on one line, without the characters that a terminal would obey. */
export const printable = (text: string): string => text.replace(OBEYED, (c) => (c === '\t' || c === '\n' ? ' ' : '\ufffd'));

/** JSON that a terminal prints without obeying it: what JSON itself leaves as it is, is escaped. */
export const printableJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replace(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
