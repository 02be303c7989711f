/** What the layers `schema` and `admission` say about one manifest. Nothing here knows constructs, files or other objects. */
export interface Problem {
  /** Stable; one a family of rules (see the tables of codes). */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** Where, as a JSON pointer (RFC 6901). */
  readonly pointer: string;
  /** What is wrong with the value, and what comes of it. */
  readonly message: string;
  /** What to do. */
  readonly fix: string;
  /** The codes under which other tools report the same. */
  readonly aliases?: string[];
}

/** The place of a value inside a manifest. */
export type Path = readonly (string | number)[];

/** A path as a JSON pointer. */
export function pointer(path: Path): string {
  return path.map((part) => `/${String(part).replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');
}

/** A value as it is shown in messages: short, on one line. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  let text: string;
  try {
    text = typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
  } catch {
    text = String(value);
  }
  text = text.replace(/\s+/g, ' ');
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
