import { sourceOf } from '../../compiled/age';
import { sourceText } from '../../compiled/evaluate/story';
import type { Source } from '../../compiled/form';
import type { HttpMatchSpec, StringMatchSpec } from '../../compiled/resources';
import type { World } from '../../world/world';

/** A rule that tests may cover. */
interface Rule {
  readonly source: Source;
  /** a request that may match it */
  readonly request: string;
  readonly headers: readonly string[];
}

/** Which routes of the files the tests cover. */
export interface Coverage {
  readonly met: number;
  readonly all: number;
  /** the rules that no test covered, with a test to paste */
  readonly missed: readonly { readonly text: string; readonly paste: string }[];
}

/** Each match of each HTTP rule of each VirtualService counts as one rule: a request shows nothing about the others. */
export function coverage(world: World, met: Iterable<Source>): Coverage {
  const seen = new Set<string>();
  for (const { object, pointer } of met) for (const p of [pointer, pointer.replace(/\/match\/\d+$/, '')]) seen.add(`${object.namespace}/${object.name} ${p}`);
  const rules = rulesOf(world);
  const missed = rules.filter(({ source: { object, pointer } }) => !seen.has(`${object.namespace}/${object.name} ${pointer}`));
  return { all: rules.length, met: rules.length - missed.length, missed: missed.map((r) => ({ text: sourceText(r.source), paste: pasteOf(r) })) };
}

function rulesOf(world: World): Rule[] {
  const roots = rootHosts(world);
  return world.all('VirtualService').flatMap((item) => {
    const { hosts = roots.get(`${item.namespace}/${item.name}`) ?? [], http = [] } = item.spec as Spec;
    return http.flatMap((rule, i) => {
      // a delegating rule is not counted, but the rules of its delegate are
      if (rule.delegate) return [];
      const at = (pointer: string, match: HttpMatchSpec): Rule => ({ source: sourceOf(item, pointer), ...requestFor(hosts[0] ?? 'HOST', match) });
      return rule.match?.length ? rule.match.map((m, j) => at(`/spec/http/${i}/match/${j}`, m)) : [at(`/spec/http/${i}`, {})];
    });
  });
}

interface Spec {
  readonly hosts?: readonly string[];
  readonly http?: readonly { readonly match?: readonly HttpMatchSpec[]; readonly delegate?: { readonly name?: string; readonly namespace?: string } }[];
}

/** The hosts whose requests reach a delegate, by its namespace and name. */
function rootHosts(world: World): ReadonlyMap<string, readonly string[]> {
  const out = new Map<string, readonly string[]>();
  for (const item of world.all('VirtualService')) {
    const { hosts, http = [] } = item.spec as Spec;
    for (const { delegate } of http) if (delegate && hosts) out.set(`${delegate.namespace || item.namespace}/${delegate.name}`, hosts);
  }
  return out;
}

/** A sample request for a match; if a regular expression decides, the user must supply the text. */
function requestFor(host: string, { method, uri, headers = {}, queryParams = {}, port }: HttpMatchSpec): { request: string; headers: readonly string[] } {
  const query = Object.entries(queryParams).map(([name, m]) => `${name}=${exampleOf(m)}`).join('&');
  const path = exampleOf(uri, '/');
  return {
    request: `${exampleOf(method, 'GET')} http://${host.replace(/^\*\.?/, 'any.')}${port ? `:${port}` : ''}${path.startsWith('/') ? path : `/${path}`}${query ? `?${query}` : ''}`,
    headers: Object.entries(headers).map(([name, m]) => `${JSON.stringify(name)}: ${JSON.stringify(exampleOf(m))}`),
  };
}

function exampleOf(match: StringMatchSpec | undefined, otherwise = 'any'): string {
  return match?.exact ?? match?.prefix ?? (match?.regex === undefined ? otherwise : `MATCHING-${match.regex.replace(/\s/g, '')}`);
}

function pasteOf({ source: { object, pointer }, request, headers }: Rule): string {
  return [
    `  - name: ${object.namespace}/${object.name} ${pointer}`,
    '    from: NAMESPACE/WORKLOAD',
    `    requests: [${JSON.stringify(request)}]`,
    ...(headers.length ? [`    headers: { ${headers.join(', ')} }`] : []),
    '    expect: { outcome: routed }',
  ].join('\n');
}
