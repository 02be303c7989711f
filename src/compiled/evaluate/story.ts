import type { CompiledProxy, Source } from '../form';
import type { Ask, Evaluated, Outcome } from './evaluate';
import { pathMatchText } from './route-match';
import { whyNot } from './route-table';

/** One decision of a proxy, what made it, and what it was preferred to. */
export interface Step {
  readonly text: string;
  readonly by?: Source;
  /** what lost, and why */
  readonly beat: readonly { readonly text: string; readonly by?: Source }[];
}

/** The decisions about a request, in order. */
export function stepsOf({ connection }: Ask, { listener, sieved, routes, http, outcomes }: Evaluated): readonly Step[] {
  const steps: Step[] = [];
  if (listener) {
    const decided = sieved?.decidedBy.length ? `, by ${sieved.decidedBy.join(' and ')}` : '';
    steps.push({ text: `Port ${connection.port} is served by the listener ${listener.name}${decided}.`, by: sieved?.chain?.origin ?? listener.origin, beat: [] });
  }
  if (!routes || !http?.seen) return steps;
  const { seen, found } = http;
  if (!found) {
    steps.push({ text: `No virtual host of the routes ${routes.name} has the host ${seen.authority}.`, by: routes.origin, beat: [] });
    return steps;
  }
  const { host } = found.prepared;
  steps.push({ text: `The host ${seen.authority} belongs to the virtual host ${host.name}, by its domain ${found.domain}.`, by: host.origin, beat: [] });
  const taken = new Set(outcomes.flatMap((o) => o.route ?? []));
  const beat: Step['beat'][number][] = [];
  for (const prepared of found.prepared.routes) {
    const { route } = prepared;
    const why = whyNot(prepared, seen);
    if (taken.has(route)) {
      steps.push({ text: `The route ${nameOf(route.name)} (path ${pathMatchText(route.match.path)}) matches.`, by: route.origin, beat: [...beat] });
      taken.delete(route);
      if (taken.size === 0) return steps;
    } else if (why !== undefined) {
      beat.push({ text: `the route ${nameOf(route.name)}: ${why}`, by: route.origin });
    }
  }
  if (outcomes.every((o) => !o.route)) steps.push({ text: `None of the ${host.routes.length} routes of ${host.name} matches.`, by: host.origin, beat });
  return steps;
}

const nameOf = (name: string | undefined): string => name || 'without a name';

/** An object and its place, for people: `VirtualService shop/web, a.yaml:7`. */
export function sourceText({ object, pointer }: Source): string {
  const line = object.lineOf?.(pointer);
  const place = object.file === undefined ? object.constructPath : `${object.file}${line === undefined ? '' : `:${line}`}`;
  return `${object.kind} ${object.namespace}/${object.name}${place === undefined ? '' : `, ${place}`}${pointer ? `, ${pointer}` : ''}`;
}

const WORDS: Readonly<Record<Outcome['kind'], string>> = {
  routed: 'routed', redirected: 'redirected', answered: 'answered by the proxy', noRoute: 'no route', noCluster: 'no cluster', noEndpoint: 'no endpoint', blackHoled: 'blocked', passedThrough: 'passed through', refused: 'refused', unknown: 'unknown',
};

/** A share of the requests, for people. */
export const percent = (share: number): string => `${Math.round(share * 10_000) / 100} %`;

/** One outcome in a line: `100 % routed to reviews.shop (v1): shop/reviews-v1`. */
export function outcomeText(o: Outcome): string {
  const to = o.service ? ` to ${o.service.host}, port ${o.service.port}${o.service.subset ? `, subset ${o.service.subset}` : ''}` : o.cluster === undefined ? '' : ` (cluster ${o.cluster})`;
  const details = [
    o.status === undefined ? undefined : `status ${o.status}`,
    o.location === undefined ? undefined : `to ${o.location}`,
    o.workloads?.length ? `workloads ${o.workloads.join(', ')}` : undefined,
    o.why,
  ].filter((d) => d !== undefined);
  return `${percent(o.share)} ${WORDS[o.kind]}${to}${details.length ? `: ${details.join('; ')}` : ''}`;
}

/** The whole answer, for people. */
export function story(proxy: CompiledProxy, ask: Ask, evaluated: Evaluated): string {
  const { http, connection } = ask;
  const lines = [http ? `${http.method} ${connection.tls ? 'https' : 'http'}://${http.authority}${http.path}` : `connection to port ${connection.port}`];
  const from = proxy.class.workloads.join(', ') || JSON.stringify(proxy.class.labels);
  lines.push(proxy.class.kind === 'gateway' ? `  arriving at the gateway ${proxy.class.namespace}/${from}` : `  from the ${proxy.class.kind} of ${proxy.class.namespace}/${from}`, '');
  stepsOf(ask, evaluated).forEach((step, i) => {
    lines.push(`${i + 1}. ${step.text}`);
    if (step.by) lines.push(`     ${sourceText(step.by)}`);
    for (const b of step.beat) lines.push(`     not ${b.text}${b.by ? ` (${sourceText(b.by)})` : ''}`);
  });
  lines.push('');
  for (const o of evaluated.outcomes) lines.push(outcomeText(o));
  const first = evaluated.outcomes.find((o) => o.path !== undefined);
  if (first && http) {
    if (first.path !== http.path || first.authority !== http.authority) lines.push(`The service sees ${first.authority}${first.path}.`);
    lines.push(`Timeout ${first.timeout ? `${first.timeout} ms` : 'none'}; ${first.tries === 1 ? 'one try' : `up to ${first.tries} tries`}.`);
    for (const m of first.mirrors ?? []) lines.push(`${percent(m.share)} are copied to the cluster ${m.cluster}.`);
    if (first.delay) lines.push(`${percent(first.delay.share)} are delayed by ${first.delay.milliseconds} ms.`);
  }
  for (const a of evaluated.assumptions) lines.push(`Assumed: ${a.text}${a.about ? ` (${sourceText(a.about)})` : ''}`);
  return `${lines.join('\n')}\n`;
}
