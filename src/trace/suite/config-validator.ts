import { isDeepStrictEqual } from 'node:util';
import { theirMatch } from './config-validator-match';
import { BadSuite, validate, type Document } from './document';
import type { TracedRequest, Verdict } from './verdict';
import { CompiledMesh } from '../../compiled/compile';
import type { Source } from '../../compiled/form';
import type { Manifest } from '../../world/manifest';
import { World } from '../../world/world';
import { TrafficAnswer } from '../answer';
import { askOf, BadQuestion } from '../question';

/** The file format of getyourguide/istio-config-validator. */
interface TestCase {
  readonly description?: string;
  readonly wantMatch?: boolean;
  readonly request: {
    readonly authority: readonly string[];
    readonly method: readonly string[];
    readonly uri: readonly string[];
    readonly scheme?: readonly string[];
    readonly headers?: Readonly<Record<string, string>>;
    readonly queryParams?: Readonly<Record<string, string | null>>;
  };
  readonly route?: readonly Fields[];
  readonly redirect?: Fields;
  readonly rewrite?: Fields;
  readonly fault?: Fields;
  readonly headers?: Fields;
  readonly delegate?: Fields;
}
type Fields = Readonly<Record<string, unknown>>;
interface Input {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly scheme: string;
  readonly headers: Readonly<Record<string, string | null>>;
}
interface VirtualService {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: { readonly hosts?: readonly string[]; readonly http?: readonly Fields[] };
}

const open = { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true };
const texts = { type: 'array', minItems: 1, items: { type: 'string' } };
const map = { type: 'object', additionalProperties: { type: 'string', nullable: true } };
const SCHEMA = {
  type: 'object',
  required: ['testCases'],
  properties: {
    testCases: {
      type: 'array',
      items: {
        type: 'object',
        required: ['request'],
        properties: {
          description: { type: 'string' },
          wantMatch: { type: 'boolean' },
          request: { type: 'object', required: ['authority', 'method', 'uri'], properties: { authority: texts, method: texts, uri: texts, scheme: texts, headers: map, queryParams: map } },
          route: { type: 'array', items: open },
          redirect: open,
          rewrite: open,
          fault: open,
          headers: open,
          delegate: open,
        },
      },
    },
  },
};

/** Go reads keys in any case. */
const KEY = /^testcases$/i;
export const isConfigValidator = ({ body }: Document): boolean => Object.keys(body).some((k) => KEY.test(k));

/**
 * Runs unmodified test files of istio-config-validator: requests are matched against VirtualServices alone, whatever gateways and services exist.
 * Rules are matched as Envoy does it; where the tool would decide otherwise, a note says so.
 */
export class ConfigValidator {
  private readonly virtualServices: readonly VirtualService[];
  private readonly mesh: CompiledMesh;

  public constructor(manifests: readonly Manifest[]) {
    const found = manifests.filter(isVirtualService);
    this.virtualServices = found.map((m) => m.object as VirtualService);
    this.mesh = new CompiledMesh(new World([...found.map(alone), ...this.missingDelegates(), PORT], { namespace: 'default' }));
  }

  public judge(document: Document): Verdict[] {
    const body = Object.fromEntries(Object.entries(document.body).map(([key, value]) => [KEY.test(key) ? 'testCases' : key, value]));
    validate({ body, place: (pointer) => document.place(pointer) }, SCHEMA);
    return (body.testCases as readonly TestCase[]).map((test, i) => {
      const place = document.place(`/${Object.keys(document.body).find((k) => KEY.test(k))!}/${i}`);
      return { name: test.description ?? `test case ${i + 1}`, place, asked: [...this.unfold(test, place)] };
    });
  }

  private* unfold(test: TestCase, place: string): Iterable<TracedRequest> {
    const { authority, method, uri, scheme = ['http'], headers = {}, queryParams } = test.request;
    const query = queryParams && new URLSearchParams(Object.entries(queryParams).map(([k, v]): [string, string] => [k, v ?? ''])).toString();
    for (const u of uri) {
      for (const host of authority) {
        for (const m of method) {
          for (const s of scheme) {
            const path = query ? `${u}${u.includes('?') ? '&' : '?'}${query}` : u;
            try {
              yield this.ask(test, { method: m, host, path, scheme: s, headers });
            } catch (e) {
              if (e instanceof BadQuestion) throw new BadSuite(`${place}: ${e.message}`);
              throw e;
            }
          }
        }
      }
    }
  }

  private ask(test: TestCase, { method, host, path, scheme, headers }: Input): TracedRequest {
    const given = Object.entries(headers).map(([name, value]): [string, string] => [name, value ?? '']);
    const ask = askOf({ method, url: `http://${host}${path.startsWith('/') ? '' : '/'}${path}`, headers: [...given, ...(scheme === 'http' ? [] : [['x-forwarded-proto', scheme] as const])] });
    const owner = this.virtualServices.find((v) => v.spec.hosts?.includes(host));
    const proxy = this.mesh.proxy({ kind: 'sidecar', namespace: owner?.metadata.namespace ?? 'default', labels: {}, serviceAccount: 'default', workloads: ['istio-config-validator'] });
    const answer = TrafficAnswer._of({ proxy, behindOf: () => ({ peers: [], assumptions: [] }) }, ask);
    const route = answer._routes.at(0);
    const failures = against(test, route?.origin && this.ruleOf(route.origin), route?.alsoFrom?.[0] && this.ruleOf(route.alsoFrom[0]));
    const want = test.wantMatch === true;
    const theirs = theirMatch({ method, host, path: path.split('?')[0], scheme, headers: new Map(given) }, this.virtualServices);
    const theirFailures = theirs === 'unknown' ? undefined : against(test, theirs, theirs);
    const differs = theirFailures !== undefined && (theirFailures.length === 0) !== (failures.length === 0);
    return {
      text: `${method} ${scheme}://${host}${path}`,
      failures: want ? failures : failures.length > 0 ? [] : ['the rule meets all expectations of the test, but wantMatch is false'],
      notes: differs ? [`istio-config-validator reports the opposite: it ${theirs ? `matches the rule ${JSON.stringify(theirs.match ?? 'without a match')}` : 'finds no rule'}, which is not what Envoy does`] : [],
      trace: () => answer.trace,
      met: answer._sources,
    };
  }

  /** The rule of a VirtualService that produced a route, as written. */
  private ruleOf({ object, pointer }: Source): Fields | undefined {
    const at = /^\/spec\/http\/(\d+)/.exec(pointer)?.[1];
    const found = this.virtualServices.find((v) => v.metadata.name === object.name && (v.metadata.namespace ?? 'default') === object.namespace);
    return at === undefined ? undefined : found?.spec.http?.[Number(at)];
  }

  /** istiod drops a rule whose delegate is missing; a test of the rule itself needs no delegate. */
  private missingDelegates(): Manifest[] {
    const there = new Set(this.virtualServices.map((v) => `${v.metadata.namespace ?? 'default'}/${v.metadata.name}`));
    const out = new Map<string, Manifest>();
    for (const { metadata, spec } of this.virtualServices) {
      for (const { delegate } of spec.http ?? []) {
        const { name, namespace = metadata.namespace ?? 'default' } = (delegate ?? {}) as { name?: string; namespace?: string };
        if (name === undefined || there.has(`${namespace}/${name}`)) continue;
        out.set(`${namespace}/${name}`, { origin: {}, object: { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name, namespace }, spec: { http: [{ directResponse: { status: 200 } }] } } });
      }
    }
    return [...out.values()];
  }
}

function isVirtualService({ object }: Manifest): boolean {
  const { kind, metadata, spec } = (object ?? {}) as { kind?: unknown; metadata?: { name?: unknown }; spec?: unknown };
  return kind === 'VirtualService' && typeof metadata?.name === 'string' && typeof spec === 'object' && spec !== null;
}

/** The VirtualService bound to sidecars, whatever it is bound to: the format has neither gateways nor callers. */
function alone({ object, origin }: Manifest): Manifest {
  const { spec = {}, ...rest } = object as { spec?: { http?: readonly Fields[]; hosts?: readonly string[] } & Fields } & Fields;
  const { gateways: _gateways, exportTo: _exportTo, ...own } = spec;
  const http = spec.http?.map(({ match, ...rule }) => ({
    ...rule,
    ...(Array.isArray(match) && { match: (match as readonly Fields[]).map(({ gateways: _g, sourceLabels: _l, sourceNamespace: _n, port: _p, ...m }) => m) }),
  }));
  return { origin, object: { ...rest, spec: { ...own, ...(http && { http }) } } };
}

/** A server that listens on port 80: there, hosts that are not services are also served. */
const PORT: Manifest = {
  origin: {},
  object: {
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name: 'port-80', namespace: 'istio-config-validator' },
    spec: { hosts: ['port-80.invalid'], ports: [{ number: 80, name: 'http', protocol: 'HTTP' }], resolution: 'DNS', location: 'MESH_EXTERNAL' },
  },
};

/** The expectations of a test that the matched rule does not meet. */
function against(test: TestCase, rule: Fields | undefined, root: Fields | undefined): string[] {
  const failures: string[] = [];
  const compare = (what: string, expected: unknown, got: unknown): void => {
    if (!isDeepStrictEqual(plain(expected), plain(got))) failures.push(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got) ?? 'none'}`);
  };
  if (test.delegate) {
    compare('delegate', test.delegate, root?.delegate);
    return failures;
  }
  if (test.route || !(test.redirect ?? test.rewrite ?? test.fault ?? test.headers)) compare('route', test.route ?? [], rule?.route ?? []);
  for (const key of ['redirect', 'rewrite', 'fault', 'headers'] as const) if (test[key]) compare(key, test[key], rule?.[key] ?? root?.[key]);
  return failures;
}

/** Without empty fields, which protocol buffers do not distinguish from missing ones. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)] as const).filter(([, v]) => v !== undefined && v !== null && v !== '' && v !== 0 && v !== false && !isDeepStrictEqual(v, []) && !isDeepStrictEqual(v, {})));
}
