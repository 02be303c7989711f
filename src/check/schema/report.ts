import { SchemaCode } from './codes';
import { Path, pointer, Problem } from '../../validation/problem';

/** A message that begins with its verb is about the field at its place. */
function subject(message: string, at: Path): string {
  if (!/^(?:must|has|is) /.test(message)) return message;
  const last = at.at(-1) ?? 'the object';
  return `${typeof last === 'number' ? `element ${last}${at.length > 1 ? ` of ${at[at.length - 2]}` : ''}` : last} ${message}`;
}

/** Collects the problems of one manifest while its values are walked. */
export class Report {
  readonly problems: Problem[] = [];
  /** The current position. */
  readonly path: (string | number)[] = [];
  /** An error after which CEL rules can't be evaluated: an API server does not run them either. */
  blocked = false;

  add(code: SchemaCode, message: string, fix: string, at: Path = this.path): void {
    if (this.problems.length > 200) return; // a limit: many more problems would not help to fix a broken file
    this.problems.push({ code, severity: 'error', pointer: pointer(at), message: `${subject(message, at)}; the API server refuses the object`, fix });
    if (code === 'MESH011' || code === 'MESH013' || code === 'MESH014') this.blocked = true;
  }

  warn(code: SchemaCode, message: string, fix: string, severity: 'warning' | 'info' = 'warning'): void {
    this.problems.push({ code, severity, pointer: pointer(this.path), message, fix });
  }
}
