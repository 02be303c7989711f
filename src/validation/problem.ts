/** A problem that the layers `schema` and `admission` report about one manifest. Nothing here depends on constructs, files or other objects. */
export interface Problem {
  /** Stable code, one per family of rules (see the tables of codes). */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** The place, as a JSON pointer (RFC 6901). */
  readonly pointer: string;
  /** The problem with the value, and its effect. */
  readonly message: string;
  /** How to fix it. */
  readonly fix: string;
  /** Codes of other tools for the same problem. */
  readonly aliases?: string[];
}

/** The path of a value inside a manifest. */
export type Path = readonly (string | number)[];

/** A path as a JSON pointer. */
export function pointer(path: Path): string {
  return path.map((part) => `/${String(part).replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');
}

/** A value as shown in messages: short, on one line. */
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
