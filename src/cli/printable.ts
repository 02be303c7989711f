/** Control characters (C0, C1) and the characters that reorder text (bidirectional embeddings, overrides and isolates). */
const OBEYED = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** User text on one line, without terminal control characters. */
export const printable = (text: string): string => text.replace(OBEYED, (c) => (c === '\t' || c === '\n' ? ' ' : '\ufffd'));

/** JSON without terminal control characters: those that JSON allows unescaped are escaped. */
export const printableJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replace(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
