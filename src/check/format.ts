import type { Finding } from './finding';
import type { ObjectReference } from '../world/reference';

/** `Kind namespace/name`. */
export const objectName = (o: ObjectReference): string => (o.kind ? `${o.kind} ${o.namespace ? `${o.namespace}/` : ''}${o.name}` : 'document');

/** A finding as one line, for APIs that list errors as strings. */
export function oneLine(f: Finding): string {
  const codes = [f.code, ...f.aliases].join(', ');
  return `${objectName(f.object)}${f.pointer ? ` at ${f.pointer}` : ''}: ${f.message} (${codes}); to fix: ${f.fix}`;
}

/** `1 object`, `2 objects`. */
export const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

export const HOME = 'https://github.com/cdk8s-mesh/cdk8s-mesh';
/** The URL of the docs: the package does not contain them. */
export const docs = (page: string): string => `${HOME}/blob/main/docs/${page}`;
/** The first code of a rule across objects; lower codes are about single objects and explained on one page. */
const FIRST_RULE = 'MESH200';
/** The page that explains a code. */
export const pageOf = (code: string): string => docs(code < FIRST_RULE ? `checks.md#${code.toLowerCase()}` : `checks/${code.toLowerCase()}.md`);
