import * as fc from 'fast-check';
import { withDefault } from '../../src/model/compose';
import { inOrder } from '../../src/model/order';
import type { HttpMatchModel, HttpRuleModel, PathMatchModel, StringMatchModel } from '../../src/model/route';
import type { ServiceModel } from '../../src/model/service';
import { grpcRule, speaksGrpc } from '../../src/plane/service-routing/grpc-route';
import { httpRules } from '../../src/plane/service-routing/http-route';

/**
 * What the model does with a request, and what the written rules do with it, evaluated as the API documents them: rules in order, any of a rule's matches,
 * character prefixes, and replacement of the matched part of the path.
 */
interface Request { readonly path: string; readonly method: string; readonly headers: { readonly [name: string]: string } }
interface Outcome { readonly rule: string; readonly path?: string; readonly redirect?: string }

const service = { path: 'shop/cart', name: 'cart', namespace: 'shop', ports: [{ name: 'http', port: 80, protocol: 'http' }], split: [] } as unknown as ServiceModel;

// ---- by the model

function fits(m: HttpMatchModel, r: Request): boolean {
  return (!m.path || fitsPath(m.path, r.path)) && (!m.method || m.method === r.method) && Object.entries(m.headers ?? {}).every(([k, v]) => fitsText(v, r.headers[k]));
}

function fitsPath(p: PathMatchModel, path: string): boolean {
  const fold = (s: string) => (p.ignoreCase ? s.toLowerCase() : s);
  switch (p.kind) {
    case 'exact':
      return fold(path) === fold(p.value);
    case 'regex':
      return new RegExp(`^(?:${p.value})$`).test(path);
    default: {
      const segments = (s: string) => fold(s).split('/').slice(1);
      const wanted = segments(p.value);
      if (wanted[wanted.length - 1] === '') {
        // a slash at the end asks for what lies beneath
        wanted.pop();
        return segments(path).length > wanted.length && wanted.every((s, i) => segments(path)[i] === s);
      }
      return wanted.every((s, i) => segments(path)[i] === s);
    }
  }
}

function fitsText(m: StringMatchModel, value: string | undefined): boolean {
  switch (m.kind) {
    case 'absent':
      return value === undefined;
    case 'present':
      return value !== undefined;
    case 'exact':
      return value === m.value;
    case 'prefix':
      return value?.startsWith(m.value!) ?? false;
    default:
      return value !== undefined && new RegExp(`^(?:${m.value})$`).test(value);
  }
}

/** The path with a prefix of whole segments replaced; an exact path is replaced as a whole. */
function replaced(p: PathMatchModel | undefined, path: string, to: string): string {
  if (p?.kind === 'exact') {
    return to;
  }
  const kept = path.split('/').slice(1).slice((p?.value ?? '/').split('/').slice(1).filter((s) => s !== '').length);
  return kept.length > 0 ? `${to.replace(/\/$/, '')}/${kept.join('/')}` : to.replace(/(.)\/$/, '$1');
}

function byModel(rules: readonly HttpRuleModel[], r: Request): Outcome {
  for (const { rule, matches } of inOrder(withDefault({ ...service, httpRules: rules }))) {
    const match = matches.length === 0 ? {} : matches.find((m) => fits(m, r));
    if (match) {
      const name = rule.name ?? 'rest';
      const { redirect, rewrite } = rule;
      return {
        rule: name,
        ...(redirect?.prefix !== undefined ? { redirect: replaced(match.path, r.path, redirect.prefix) } : {}),
        ...(rewrite?.path !== undefined ? { path: replaced(match.path, r.path, rewrite.path) } : redirect ? {} : { path: r.path }),
      };
    }
  }
  throw new Error('the last rule takes everything');
}

// ---- by what is written

function byApi(rules: any[], r: Request): Outcome {
  for (const { matches, action } of rules) {
    const found = matches === undefined ? {} : matches.find((m: any) => apiFits(m, r));
    if (found) {
      const part = found.fullPathMatch ?? found.prefixMatch ?? '';
      const swap = (to: string) => (found.regexMatch === undefined ? to + r.path.slice(part.length) : to);
      const rule = action.requestHeaderModifier?.set.rule ?? 'rest';
      return {
        rule,
        ...(action.redirect ? { redirect: swap(action.redirect.prefixRewrite) } : { path: action.urlRewrite ? swap(action.urlRewrite.pathPrefixRewrite) : r.path }),
      };
    }
  }
  throw new Error('no rule takes the request');
}

function apiFits(m: any, r: Request): boolean {
  const fold = (s: string) => (m.ignoreCase ? s.toLowerCase() : s);
  const path = fold(r.path);
  return (m.fullPathMatch === undefined || path === fold(m.fullPathMatch))
    && (m.prefixMatch === undefined || path.startsWith(fold(m.prefixMatch)))
    && (m.regexMatch === undefined || new RegExp(`^(?:${m.regexMatch})$`).test(r.path))
    && (m.headers ?? []).every((h: any) => {
      const value = h.header === ':method' ? r.method : r.headers[h.header];
      const yes = value !== undefined && (h.presentMatch || value === h.exactMatch || (h.prefixMatch !== undefined && value.startsWith(h.prefixMatch))
        || (h.regexMatch !== undefined && new RegExp(`^(?:${h.regexMatch})$`).test(value)));
      return yes !== (h.invertMatch ?? false);
    });
}

// ---- models and requests

const words = fc.constantFrom('api', 'apis', 'API', 'a', 'b');
const path = fc.array(words, { maxLength: 3 }).chain((parts) => fc.boolean().map((slash) => `/${parts.join('/')}${slash && parts.length > 0 ? '/' : ''}`));
const pathMatch: fc.Arbitrary<PathMatchModel> = fc.oneof(
  fc.record({ kind: fc.constant('exact' as const), value: path, ignoreCase: fc.boolean() }), fc.record({ kind: fc.constant('prefix' as const), value: path, ignoreCase: fc.boolean() }),
);
const text: fc.Arbitrary<StringMatchModel> = fc.oneof(
  fc.record({ kind: fc.constantFrom('exact' as const, 'prefix' as const), value: fc.constantFrom('a', 'ab') }), fc.constantFrom({ kind: 'present' as const }, { kind: 'absent' as const }, { kind: 'regex' as const, value: 'a+' }),
);
const match = (withPath: fc.Arbitrary<PathMatchModel | undefined>): fc.Arbitrary<HttpMatchModel> => fc.record({
  path: withPath, method: fc.option(fc.constantFrom('GET', 'POST'), { nil: undefined }), headers: fc.dictionary(fc.constantFrom('x', 'y'), text, { maxKeys: 2 }),
}).map((m) => Object.fromEntries(Object.entries(m).filter(([, v]) => v !== undefined && Object.keys(v as object).length > 0)) as HttpMatchModel).filter((m) => Object.keys(m).length > 0);
const anyPath = fc.oneof(fc.constant(undefined), pathMatch, fc.constant({ kind: 'regex' as const, value: '/a[a-z]*/?b?' }));
const plain = fc.record({ matches: fc.array(match(anyPath), { maxLength: 3 }) });
const target = fc.constantFrom('/', '/new', '/new/deep');
const rewriting = fc.record({ matches: fc.array(match(pathMatch), { minLength: 1, maxLength: 2 }), rewrite: target.map((to) => ({ path: to })) });
const redirecting = fc.record({
  matches: fc.array(match(pathMatch.filter((p) => p.kind === 'prefix')), { minLength: 1, maxLength: 2 }).filter((all) => all.every((m) => m.path)), redirect: target.map((prefix) => ({ prefix })),
});
const rules = fc.array(fc.record({ body: fc.oneof(plain, rewriting, redirecting), priority: fc.constantFrom(0, 0, 0, 5) }), { minLength: 1, maxLength: 5 }).map((all) => all.map(({ body, priority }, i): HttpRuleModel => ({
  path: `rule ${i}`, name: `${i}`, backends: [], priority, requestHeaders: { set: { rule: `${i}` } }, ...body,
})));
const request: fc.Arbitrary<Request> = fc.record({ path, method: fc.constantFrom('GET', 'POST', 'PUT'), headers: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('a', 'ab', 'aa', 'c'), { maxKeys: 2 }) });

test('requests are routed as in the model, evaluated by the API\'s rules', () => {
  fc.assert(fc.property(rules, fc.array(request, { minLength: 10, maxLength: 10 }), (given, requests) => {
    const written = inOrder(withDefault({ ...service, httpRules: given })).flatMap(({ rule, matches }) => httpRules(rule, matches, [{ service }], { port: 80 }));
    for (const r of requests) {
      expect({ request: r, ...byApi(written, r) }).toEqual({ request: r, ...byModel(given, r) });
    }
  }), { numRuns: 1000, seed: 8 });
});

// ---- calls of gRPC

const grpcPath = fc.constantFrom('/shop.Cart/Add', '/shop.Cart/Get', '/shop.Carts/Add', '/shop.Stock/Get');
const call: fc.Arbitrary<HttpMatchModel> = fc.record({
  path: fc.oneof(grpcPath.map((value) => ({ kind: 'exact' as const, value })), fc.constantFrom('/shop.Cart/', '/shop.Stock/').map((value) => ({ kind: 'prefix' as const, value }))),
  headers: fc.dictionary(fc.constantFrom('x', 'y'), text.filter((m) => m.kind !== 'absent'), { maxKeys: 2 }),
});
const grpcRules = fc.array(fc.array(call, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 4 })
  .map((all) => all.map((matches, i): HttpRuleModel => ({ path: `rule ${i}`, name: `${i}`, backends: [], priority: 0, timeoutMs: 1000 * (i + 1), matches })));

/** The rule of a GRPCRoute that takes a call, by its timeout. */
function byGrpcApi(written: any[], r: Request): string {
  const is = (m: { type?: string; value: string }, value: string | undefined) => value !== undefined && (m.type === 'REGULAR_EXPRESSION' ? new RegExp(`^(?:${m.value})$`).test(value) : value === m.value);
  const [, name, method] = r.path.split('/');
  const rule = written.find(({ matches }) => matches === undefined || matches.some((m: any) => (!m.method || (is({ type: m.method.type, value: m.method.grpcService }, name) && is({ type: m.method.type, value: m.method.grpcMethod }, method)))
    && (m.headers ?? []).every((h: any) => is(h, r.headers[h.key]))));
  return rule.action.timeout === undefined ? 'rest' : `${Number.parseInt(rule.action.timeout, 10) - 1}`;
}

test('gRPC calls are routed as in the model, evaluated by the API\'s rules', () => {
  const calls = fc.array(fc.record({ path: grpcPath, method: fc.constant('POST'), headers: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('a', 'ab', 'aa', 'c'), { maxKeys: 2 }) }), { minLength: 10, maxLength: 10 });
  fc.assert(fc.property(grpcRules, calls, (given, requests) => {
    expect(given.every(speaksGrpc)).toBe(true);
    const written = inOrder(withDefault({ ...service, httpRules: given })).map(({ rule, matches }) => grpcRule(rule, matches, [{ service }], 80));
    for (const r of requests) {
      expect({ request: r, rule: byGrpcApi(written, r) }).toEqual({ request: r, rule: byModel(given, r).rule });
    }
  }), { numRuns: 500, seed: 8 });
});
