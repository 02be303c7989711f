import { fullMatch, replaceAll, type TextTest } from './regex';

/** A character of a path segment, and one of a path: Envoy's URI templates allow no others. */
const SEGMENT = 'a-zA-Z0-9-._~%!$&\'()+,;:@=';

const GLOBS: Readonly<Record<string, string>> = { '*': `[${SEGMENT}]+`, '**': `[${SEGMENT}/]*` };

function literal(text: string): string {
  return text.replace(/[$()+.]/g, '\\$&');
}

function glob(segment: string): string {
  return segment.split('/').map((part) => GLOBS[part] ?? literal(part)).join('/');
}

/** The RE2 expression of a URI template: `*` is one segment, `**` any number of them, `{name}` and `{name=…}` capture their match. */
export function templateExpression(template: string): string {
  return template.split(/(\{[^{}]*\}|\*\*|\*)/).map((part) => {
    const variable = /^\{(\w+)(?:=(.*))?\}$/.exec(part);
    if (variable) return `(?P<${variable[1]}>${glob(variable[2] ?? '*')})`;
    return GLOBS[part] ?? literal(part);
  }).join('');
}

export function templateTest(template: string): TextTest {
  return fullMatch(templateExpression(template));
}

/** The result of a rewrite for a path that the template matches: `{name}` is replaced by the variable's match. */
export function rewriteByTemplate(template: string, rewrite: string, path: string): string {
  const names = [...template.matchAll(/\{(\w+)(?:=[^{}]*)?\}/g)].map((m) => m[1]);
  const substitution = rewrite.replace(/\\/g, '\\\\').replace(/\{(\w+)\}/g, (whole, name: string) => (names.includes(name) ? `\\${names.indexOf(name) + 1}` : whole));
  return replaceAll(`^${templateExpression(template)}$`, substitution, path);
}
