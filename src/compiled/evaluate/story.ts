import type { Assumption, Source } from '../form';
import type { Ask, Evaluated } from './evaluate';
import { finalsOf, legsOf, nameOf, type Final, type Leg } from './journey';
import type { Outcome } from './outcome';
import { pathMatchText } from './route-match';
import { whyNot } from './route-table';

/** One decision of a proxy, the object that made it, and the alternatives. */
export interface Step {
  readonly text: string;
  readonly by?: Source;
  /** the losing alternatives, and why they lost */
  readonly beat: readonly { readonly text: string; readonly by?: Source }[];
}

/** The decisions about a request, in order. */
export function stepsOf({ connection }: Ask, { listener, sieved, routes, http, outcomes }: Evaluated): readonly Step[] {
  const steps: Step[] = [];
  if (listener) {
    const decided = sieved?.decidedBy.length ? `, matched by ${sieved.decidedBy.join(' and ')}` : '';
    steps.push({ text: `Listener ${listener.name} handles port ${connection.port}${decided}.`, by: sieved?.chain?.origin ?? listener.origin, beat: [] });
  }
  if (!routes || !http?.seen) return steps;
  const { seen, found } = http;
  if (!found) {
    steps.push({ text: `No virtual host in routes ${routes.name} matches host ${seen.authority}.`, by: routes.origin, beat: [] });
    return steps;
  }
  const { host } = found.prepared;
  steps.push({ text: `Host ${seen.authority} matches virtual host ${host.name} (domain ${found.domain}).`, by: host.origin, beat: [] });
  const taken = new Set(outcomes.flatMap((o) => o.route ?? []));
  const beat: Step['beat'][number][] = [];
  for (const prepared of found.prepared.routes) {
    const { route } = prepared;
    const why = whyNot(prepared, seen);
    if (taken.has(route)) {
      steps.push({ text: `Route ${routeName(route.name)} matches (path ${pathMatchText(route.match.path)}).`, by: route.origin, beat: [...beat] });
      taken.delete(route);
      if (taken.size === 0) return steps;
    } else if (why !== undefined) {
      beat.push({ text: `route ${routeName(route.name)}: ${why}`, by: route.origin });
    }
  }
  if (outcomes.every((o) => !o.route)) steps.push({ text: `None of the ${host.routes.length} routes of ${host.name} matches.`, by: host.origin, beat });
  return steps;
}

const routeName = (name: string | undefined): string => name || '(unnamed)';

/** An object and its place, in words: `VirtualService shop/web, a.yaml:7`. */
export function sourceText({ object, pointer }: Source): string {
  const line = object.lineOf?.(pointer);
  const place = object.file === undefined ? object.constructPath : `${object.file}${line === undefined ? '' : `:${line}`}`;
  const name = object.namespace ? `${object.namespace}/${object.name}` : object.name;
  return `${object.kind} ${name}${place === undefined ? '' : `, ${place}`}${pointer ? `, ${pointer}` : ''}`;
}

const WORDS: Readonly<Record<Outcome['kind'], string>> = {
  routed: 'routed', redirected: 'redirected', answered: 'answered by the proxy', noRoute: 'no route', noCluster: 'no cluster', noEndpoint: 'no endpoint', blackHoled: 'blocked', passedThrough: 'passed through', refused: 'refused', looped: 'in a loop', unknown: 'unknown',
};

/** A share of the requests, in words. */
export const percent = (share: number): string => `${Math.round(share * 10_000) / 100} %`;

/** One outcome on one line: `100 % routed to reviews.shop (v1): shop/reviews-v1`. */
export function outcomeText(o: Outcome, share = o.share, via: readonly string[] = []): string {
  const to = o.service ? ` to ${o.service.host}, port ${o.service.port}${o.service.subset ? `, subset ${o.service.subset}` : ''}` : o.cluster === undefined ? '' : ` (cluster ${o.cluster})`;
  const details = [
    o.status === undefined ? undefined : `status ${o.status}`,
    o.location === undefined ? undefined : `to ${o.location}`,
    o.workloads?.length ? `workloads ${o.workloads.join(', ')}` : undefined,
    via.length ? `via ${via.join(', ')}` : undefined,
    o.why,
  ].filter((d) => d !== undefined);
  return `${percent(share)} ${WORDS[o.kind]}${to}${details.length ? `: ${details.join('; ')}` : ''}`;
}

/** The final outcome for some of the requests, on one line. */
export const finalText = ({ outcome, share, hops }: Final): string => outcomeText(outcome, share, hops.map((h) => nameOf(h.to)));

const requestText = ({ http, connection }: Ask): string =>
  (http ? `${http.method} ${connection.tls ? 'https' : 'http'}://${http.authority}${http.path}` : `connection to port ${connection.port}`);

/** The whole answer, as human-readable text. */
export function story(first: Leg): string {
  const lines: string[] = [];
  const numbering = { steps: 0 };
  tellLeg(first, 1, numbering, lines);
  if (first.ends.some((e) => e.next)) lines.push('', 'Result:', ...finalsOf(first).map((f) => `  ${finalText(f)}`));
  const assumptions = new Set(legsOf(first).flatMap((l) => l.assumptions).map(assumptionText));
  for (const a of assumptions) lines.push(`Assumption: ${a}`);
  return `${lines.join('\n')}\n`;
}

export const assumptionText = (a: Assumption): string => `${a.text}${a.about ? ` (${sourceText(a.about)})` : ''}`;

/** The decisions of one proxy, and then those of the next proxies. */
function tellLeg(leg: Leg, share: number, numbering: { steps: number }, lines: string[]): void {
  const { proxy, ask, evaluated } = leg;
  const { kind } = proxy.class;
  const place = kind === 'sidecar' ? `from the sidecar of ${nameOf(proxy)}` : kind === 'ztunnel' ? `from ${nameOf(proxy)}, through the ztunnel of its node` : `arriving at the ${kind} ${nameOf(proxy)}`;
  const first = lines.length === 0;
  lines.push(...(first ? [] : ['']), `${first ? '' : 'Then '}${requestText(ask)}`, `  ${place}${first ? '' : `, ${percent(share)} of the requests`}`, '');
  for (const step of stepsOf(ask, evaluated)) {
    lines.push(`${++numbering.steps}. ${step.text}`);
    if (step.by) lines.push(`     ${sourceText(step.by)}`);
    for (const b of step.beat) lines.push(`     skipped ${b.text}${b.by ? ` (${sourceText(b.by)})` : ''}`);
  }
  lines.push('', ...leg.ends.map((e) => outcomeText(e.outcome)), ...effects(leg));
  for (const { outcome, next } of leg.ends) if (next) tellLeg(next, share * outcome.share, numbering, lines);
}

/** The actions of the proxy on a request in addition to forwarding it. */
function effects({ ask: { http }, ends }: Leg): string[] {
  const first = ends.find((e) => e.outcome.path !== undefined)?.outcome;
  if (!first || !http) return [];
  return [
    ...(first.path !== http.path || first.authority !== http.authority ? [`The service receives ${first.authority}${first.path}.`] : []),
    `Timeout ${first.timeout ? `${first.timeout} ms` : 'none'}; ${first.tries === 1 ? 'one try' : `up to ${first.tries} tries`}.`,
    ...(first.mirrors ?? []).map((m) => `${percent(m.share)} of the requests are mirrored to cluster ${m.cluster}.`),
    ...(first.delay ? [`${percent(first.delay.share)} of the requests are delayed by ${first.delay.milliseconds} ms.`] : []),
  ];
}
