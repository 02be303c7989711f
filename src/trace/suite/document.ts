import { readFileSync } from 'node:fs';
import { Compiler } from '../../check/schema/compile';
import { Report } from '../../check/schema/report';
import { assetPath } from '../../crd/assets';
import type { Manifest } from '../../world/manifest';

/** A document of a test file, with positions for messages. */
export interface Document {
  readonly body: { readonly [key: string]: unknown };
  /** `file:line` of a JSON pointer */
  place(pointer: string): string;
}

/** An unusable test file: where, and why. */
export class BadSuite extends Error {}

export function documentOf({ object, origin }: Manifest): Document {
  return {
    body: object as Document['body'],
    place: (pointer) => {
      const line = origin.locate?.(pointer)?.line ?? origin.line;
      return `${origin.file ?? ''}${line === undefined ? '' : `:${line}`}`;
    },
  };
}

/** Throws the problems of a document, one per line. */
export function validate({ body, place }: Document, schema: object): void {
  const report = new Report();
  new Compiler().compile(schema).check(body, report);
  if (report.problems.length === 0) return;
  throw new BadSuite(report.problems.map((p) => `${place(p.pointer)}: ${p.message.replace(/; the API server refuses the object$/, '').split(' (without strict validation', 1)[0]}; ${p.fix}`).join('\n'));
}

let own: object | undefined;
/** The schema of our test files, also for editors. */
export function testsSchema(): object {
  return own ??= JSON.parse(readFileSync(assetPath('traffic-tests.schema.json'), 'utf8')) as object;
}
