import { resolve } from 'node:path';
import { type Asked, judge } from './session';
import type { answer } from '../../../src/compiled/evaluate/answer';
import { inPlace, loaderWith, type Mutant } from '../mutant';

const FOLDER = resolve(__dirname, '../../../src/compiled/evaluate');

/** Mistakes that somebody could make; Envoy's answers must detect each of them. */
export const MUTANTS: readonly Mutant[] = [
  ...inPlace('path.ts',
    ["const hash = raw.indexOf('#')", 'const hash = -1'],
    ['return { path, rejected: true };\n      redirected', 'return { path };\n      redirected'],
    ["redirected = action === 'UNESCAPE_AND_REDIRECT'", 'redirected = false'],
    ["p.replace(/%2f/gi, '/')", "p.replace(/%2F/g, '/')"],
    [".replace(/%5c/gi, '\\\\')", ''],
    ['if (/%00/.test(withoutQuery(path)))', 'if (false)'],
    ['if (settings.normalizePath) {', 'if (true) {'],
    ['if (settings.mergeSlashes) path', 'if (!settings.mergeSlashes) path'],
    ["/^\\/{2,}$/.test(path) ? '//' :", "false ? '//' :"],
    ['const at = path.search(/[?#]/)', "const at = path.lastIndexOf('?')"],
    ['return at < 0 ? change(path) : change(path.slice(0, at)) + path.slice(at)', 'return change(path)'],
    ['const DECODED = /[0-9A-Za-z\\-._~]/', 'const DECODED = /[0-9A-Za-z\\-._]|~|%|\\//'],
    ["'^': '%5E', ", ''],
    ['out += \'/\';', 'out += c;'],
    ['if (segment.up) out = parent(out)', 'out = parent(out)'],
    ["return path[at] === '%' && /^%2e/i", "return path[at] === '%' && /^%2E/"],
    ['if (isSlash(path[after])) return { up: false, length: 1 }', 'if (isSlash(path[after])) return { up: false, length: 0 }']),
  ...inPlace('host.ts',
    ["colon >= 0 && host.lastIndexOf(']') < colon ? colon : -1", 'colon'],
    ['s.toLowerCase()', 's']),
  ...inPlace('route-table.ts',
    ['this.config.ignorePortInHostMatching ? withoutPort(authority) : authority', 'withoutPort(authority)'],
    ['if (verdict === false) continue;', 'if (!verdict) break;'],
    ['if (share > 0) choices.push', 'if (share > 0.9) choices.push']),
  ...inPlace('domains.ts',
    ['sort(([a], [b]) => b - a)', 'sort(([a], [b]) => a - b)'],
    ['if (length >= host.length) continue; // `*.example` is not `.example`', 'if (length > host.length) continue;'],
    ["return this.any && { host: this.any, domain: '*' };", 'return undefined;'],
    ['if (found) return { host: found, domain: `${host.slice(0, length)}*` };', ';']),
  ...inPlace('route-match.ts',
    ['const invert = m.invertMatch ?? false;', 'const invert = false;'],
    ["(m.treatMissingHeaderAsEmpty ? [''] : undefined)", 'undefined'],
    ['return values !== undefined && values.some(holds) !== invert', 'return (values?.some(holds) ?? false) !== invert'],
    ['values.some(holds) !== invert', 'values.every(holds) !== invert'],
    ['(m.presentMatch ?? true) !== invert', 'true !== invert'],
    ['return holds ? value !== undefined && holds(value)', "return holds ? holds(value ?? '')"],
    ['/^application\\/grpc(?:\\+|$)/', '/^application\\/grpc/'],
    ["case 'prefix': return (path) => of(path).startsWith(wanted);", "case 'prefix': return (path) => of(path).startsWith(wanted) && (path.length === wanted.length || path[wanted.length] === '/' || wanted.endsWith('/'));"],
    ["(path.length === wanted.length || path[wanted.length] === '/')", 'true'],
    ['holds(seen.justPath)', 'holds(seen.path)'],
    ['const of = ignoreCase ? lowerCase : (path: string) => path;', 'const of = (path: string) => path;'],
    ['...(match.queryParameters ?? []).map(queryCondition),', '']),
  ...inPlace('string-match.ts',
    ['suffix: (text, value) => text.endsWith(value)', 'suffix: (text, value) => text.includes(value)'],
    ['contains: (text, value) => text.includes(value)', 'contains: (text, value) => text.startsWith(value)'],
    ['const wanted = ignoreCase ? lowerCase(value) : value;', 'const wanted = value;']),
  ...inPlace('regex.ts',
    ['return (text) => pattern.matches(text);', 'return (text) => pattern.matcher(text).find();'],
    ['return (text) => pattern.matches(text);', 'return (text) => pattern.matches(text.toLowerCase());'],
    ['if (start === end && start === lastEnd) {', 'if (start === end) {'],
    ["(c === '\\\\' ? '\\\\' : matcher.group(Number(c)) ?? '')", "(matcher.group(Number(c) || 0) ?? '')"]),
  ...inPlace('template.ts',
    ["'*': `[${SEGMENT}]+`", "'*': `[${SEGMENT}]*`"],
    ["'**': `[${SEGMENT}/]*`", "'**': `[${SEGMENT}/]+`"],
    ['names.indexOf(name) + 1', '1']),
  ...inPlace('seen.ts',
    ['manager.useRemoteAddress && !manager.xffNumTrustedHops ? undefined', 'manager.useRemoteAddress ? undefined'],
    ['manager.useRemoteAddress && !manager.xffNumTrustedHops ? undefined', 'false ? undefined'],
    ['/^https?$/i.test(forwardedProto) ? forwardedProto.toLowerCase() : transport', 'forwardedProto'],
    ['manager.stripAnyHostPort && /:\\d+$/.test(request.authority)', 'manager.stripAnyHostPort'],
    ['manager.stripAnyHostPort && /:\\d+$/.test(request.authority)', 'false'],
    ['if (REMOVED.has(name)) headers.delete(name);', 'if (false) headers.delete(name);'],
    ['else if (values.length > 1 && ONE_LINE.has(name))', 'else if (false)'],
    ["const equal = part.indexOf('=');", "const equal = part.lastIndexOf('=');"],
    ["if ((equal < 0 ? part : part.slice(0, equal)) === name) return equal < 0 ? '' : part.slice(equal + 1);", 'if ((equal < 0 ? part : part.slice(0, equal)) === name) return equal < 0 ? undefined : part.slice(equal + 1);'],
    ["for (const part of path.slice(at + 1).split('&')) {", "for (const part of path.slice(at + 1).split('&').reverse()) {"],
    ["case ':authority': case 'host': return [seen.authority];", "case ':authority': return [seen.authority];"],
    ["if (!headers.has('x-request-id'))", 'if (false)']),
  ...inPlace('header-changes.ts',
    ['for (const list of lists) if (list)', 'for (const list of [...lists].reverse()) if (list)'],
    ["(append !== 'ADD_IF_ABSENT' || !headers.has(name))", 'true'],
    ["(append !== 'OVERWRITE_IF_EXISTS' || headers.has(name))", 'true'],
    ["value !== '' &&", ''],
    ['for (const name of remove) headers.delete(name.toLowerCase());', ''],
    ["v.append.startsWith('OVERWRITE'))) headers.set(name, [value])", "v.append === 'OVERWRITE_IF_EXISTS_OR_ADD')) headers.set(name, [value])"],
    ["if (whole === '%%') return '%';", ''],
    ['length === undefined ? text : text.slice(0, Number(length))', 'text'],
    ['(other === undefined ? undefined : firstOf(seen, other))', 'undefined']),
  ...inPlace('rewrite.ts',
    ["kind === 'regex' || kind === 'connect' ? withoutQuery(path).length", "kind === 'connect' ? withoutQuery(path).length"],
    ['return replace(just) + path.slice(just.length)', 'return replace(path)'],
    ['if (action.hostRewrite) return action.hostRewrite;', ''],
    ['regex ? replaceAll(regex.pattern, regex.substitution, seen.justPath)', 'regex ? replaceAll(regex.pattern, regex.substitution, seen.path)'],
    ['return port || leaves ? authority.slice(0, at)', 'return port ? authority.slice(0, at)'],
    ['const leaves = scheme !== before &&', 'const leaves ='],
    ["${path.startsWith('/') ? '' : '/'}${path}`", '${path}`'],
    ['return own || action.stripQuery ? action.pathRedirect', 'return action.stripQuery ? action.pathRedirect'],
    ['return action.stripQuery ? withoutQuery(changed) : changed', 'return changed'],
    ['if (regexRewrite) changed =', 'if (false) changed ='],
    ["action.schemeRedirect || (action.httpsRedirect ? 'https' : seen.scheme)", "action.schemeRedirect || (action.httpsRedirect ? 'https' : 'http')"],
    ["headerOf(seen, 'access-control-request-method') !== undefined", 'true']),
  ...inPlace('answer.ts',
    ["if (host.requireTls === 'ALL' && seen.forwardedProto !== 'https')", 'if (false)'],
    ['location: `https://${seen.authority}${seen.path}`', 'location: `https://${seen.authority}${seen.justPath}`'],
    ["route.action.kind === 'forward' && answersPreflight", 'answersPreflight'],
    ['[route.cors, virtualHost.cors]', '[route.cors]'],
    ["test('*') || test(origin)", 'test(origin)'],
    ['(known[0].filterEnabled && fraction(known[0].filterEnabled) === 0)', 'false'],
    ['.find((f) => f !== undefined) === false', '.find((f) => f !== undefined) === undefined'],
    ['status: route.fault.abort.httpStatus ?? 200', 'status: route.fault.abort.httpStatus ?? 503'],
    ['status: action.responseCode ?? 301', 'status: action.responseCode ?? 302'],
    ['(share * cluster.weight!) / total', 'share / clusters.length'],
    ['rewriteHost(action, { ...changed, headers }) || changed.authority', 'cluster.hostRewrite || rewriteHost(action, { ...changed, headers }) || changed.authority'],
    ['authority: cluster.hostRewrite || seen.authority }', 'authority: seen.authority }'],
    ['rest -= part;', '']),
];

/** The evaluator with one mistake in it; unchanged without a mutant. */
export function evaluatorWith(mutant?: Mutant): typeof answer {
  return (loaderWith(FOLDER, mutant)('answer.ts') as { answer: typeof answer }).answer;
}

/** How many requests tell of a mistake, up to as many as are asked for; a split that is off counts as one. */
export function findings(asked: readonly Asked[], mutant: Mutant | undefined, enough: number): number {
  const evaluate = evaluatorWith(mutant);
  let found = 0;
  for (const one of asked) {
    found += judge([one], (form, request) => evaluate(form.manager, form.routes, request)).disagreements.length;
    if (found >= enough) return found;
  }
  return found + judge(asked, (form, request) => evaluate(form.manager, form.routes, request)).shares.off;
}
