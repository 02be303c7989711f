/** Compares an answer of our evaluator with what a conformance test expects. */
import type { Request } from './world';
import { changeHeaders } from '../../../src/compiled/evaluate/header-changes';
import type { Seen } from '../../../src/compiled/evaluate/seen';
import type { Route } from '../../../src/compiled/form';
import type { TrafficAnswer } from '../../../src/trace/answer';
import { TrafficOutcomeKind, type TrafficOutcome } from '../../../src/trace/outcome';

type Named = Readonly<Record<string, string>>;

export interface Wanted {
  /** statuses of which the client gets one; none: whatever is no success */
  readonly statuses: readonly number[];
  /** the start of the names of the pods that get the request */
  readonly workload?: string;
  readonly namespace?: string;
  /** what the pods see */
  readonly seen?: { readonly path?: string; readonly host?: string; readonly headers?: Named; readonly absent?: readonly string[] };
  /** headers of the response: those that the pod sets, and what the client gets */
  readonly response?: { readonly sent?: Named; readonly headers?: Named; readonly absent?: readonly string[] };
  readonly redirect?: { readonly Scheme?: string; readonly Host?: string; readonly Port?: string; readonly Path?: string };
  readonly mirrors?: readonly { readonly host: string; readonly share: number }[];
  /** shares by the start of the names of the pods */
  readonly shares?: Readonly<Record<string, number>>;
  /** the pod fails so often with this status before it succeeds */
  readonly retries?: { readonly status: number; readonly failures: number };
}

/** How the answer differs, as text; undefined where it does not. */
export function different(wanted: Wanted, answer: TrafficAnswer, request: Request): string | undefined {
  if (wanted.shares) return sharesDiffer(wanted.shares, answer.outcomes);
  for (const outcome of answer.outcomes) {
    const text = outcomeDiffers(wanted, outcome, answer._routes[0], request);
    if (text !== undefined) return text;
  }
  return undefined;
}

function outcomeDiffers(wanted: Wanted, outcome: TrafficOutcome, route: Route | undefined, request: Request): string | undefined {
  const { statuses } = wanted;
  const status = statusOf(outcome, route, wanted, request);
  if (status === undefined) return `expected ${statuses.join(' or ') || 'no success'}, but the outcome is ${outcome.kind}`;
  if (statuses.length === 0) return status === 200 ? 'expected no success' : undefined;
  if (!statuses.includes(status)) return `expected status ${statuses.join(' or ')}, got ${status}`;
  if (outcome.kind === TrafficOutcomeKind.REDIRECTED) return redirectDiffers(wanted.redirect ?? {}, outcome, request);
  if (outcome.kind !== TrafficOutcomeKind.ROUTED || status !== 200) return undefined;
  return backendDiffers(wanted, outcome) ?? responseDiffers(wanted, outcome, route);
}

/** The status that the client gets from pods that do what the path of the request tells them: take their time, or fail. */
function statusOf({ kind, status, timeout, tries = 1 }: TrafficOutcome, route: Route | undefined, { retries }: Wanted, { url }: Request): number | undefined {
  if (kind === TrafficOutcomeKind.REFUSED) return 0;
  if (kind !== TrafficOutcomeKind.ROUTED) return status;
  if (retries) {
    const policy = route?.action.kind === 'forward' ? route.action.retryPolicy : undefined;
    return policy?.retriableStatusCodes?.includes(retries.status) && tries > retries.failures ? 200 : retries.status;
  }
  const delay = /[?&]delay=(\d+)(ms|s)/.exec(url);
  if (!delay || timeout === undefined) return 200;
  return timeout.toMilliseconds() < Number(delay[1]) * (delay[2] === 's' ? 1000 : 1) ? 504 : 200;
}

const nameOf = (workload: string): string => workload.slice(workload.indexOf('/') + 1);

function backendDiffers({ workload = '', namespace, seen, mirrors }: Wanted, outcome: TrafficOutcome): string | undefined {
  const { workloads = [], path, authority } = outcome;
  const others = workloads.filter((w) => !nameOf(w).startsWith(workload) || (namespace !== undefined && !w.startsWith(`${namespace}/`)));
  if (workloads.length === 0 || others.length > 0) return `expected pods ${workload}* of ${namespace ?? 'any namespace'}, got ${workloads.join(', ')}`;
  // what a connection carries that the gateway does not open, it does not change
  if (path === undefined) return undefined;
  if (seen?.path !== undefined && seen.path !== path) return `expected the path ${seen.path}, got ${path}`;
  if (seen?.host !== undefined && seen.host !== authority) return `expected the host ${seen.host}, got ${authority}`;
  return headersDiffer(seen ?? {}, outcome.headers ?? {}) ?? (mirrors && mirrorsDiffer(mirrors, outcome));
}

function headersDiffer({ headers, absent = [] }: { readonly headers?: Named | null; readonly absent?: readonly string[] }, got: Named): string | undefined {
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (got[name.toLowerCase()] !== value) return `expected the header ${name}: ${value}, got ${got[name.toLowerCase()]}`;
  }
  const present = absent.find((name) => got[name.toLowerCase()] !== undefined);
  return present === undefined ? undefined : `expected no header ${present}`;
}

/** The headers of the response as the route leaves them. */
function responseDiffers({ response: { sent = {}, headers, absent } = {} }: Wanted, { cluster }: TrafficOutcome, route: Route | undefined): string | undefined {
  const chosen = route?.action.kind === 'forward' ? route.action.clusters.find((c) => c.name === cluster) : undefined;
  const from = new Map(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), [value]]));
  const left = changeHeaders({ headers: from } as Pick<Seen, 'headers'> as Seen, [chosen?.responseHeaders, route?.responseHeaders]);
  return headersDiffer({ headers, absent }, Object.fromEntries([...left].map(([name, values]) => [name, values.join(',')])));
}

function mirrorsDiffer(mirrors: NonNullable<Wanted['mirrors']>, outcome: TrafficOutcome): string | undefined {
  const text = (list: readonly { readonly host: string; readonly share: number }[]): string => list.map((m) => `${m.host} ${m.share}`).sort().join(', ');
  const [expected, got] = [text(mirrors), text(outcome.mirrors ?? [])];
  return expected === got ? undefined : `expected mirrors ${expected}, got ${got}`;
}

function sharesDiffer(shares: Readonly<Record<string, number>>, outcomes: readonly TrafficOutcome[]): string | undefined {
  for (const [name, expected] of Object.entries(shares)) {
    const got = outcomes.filter((o) => o.workloads?.length && o.workloads.every((w) => nameOf(w).startsWith(name))).reduce((sum, o) => sum + o.share, 0);
    if (Math.abs(got - expected) > 1e-9) return `expected a share of ${expected} for ${name}, got ${got}`;
  }
  return undefined;
}

const DEFAULTS: Named = { 'http:': '80', 'https:': '443' };

/** As the suite compares: parts that a test does not name are those of the request, and a default port may be left out. */
function redirectDiffers({ Scheme, Host, Port, Path }: NonNullable<Wanted['redirect']>, { location = '' }: TrafficOutcome, { url }: Request): string | undefined {
  const [from, to] = [new URL(url), new URL(location)];
  const protocol = Scheme === undefined ? from.protocol : `${Scheme}:`;
  const expected = [protocol, Host ?? to.hostname, Port || DEFAULTS[protocol], Path ?? from.pathname].join(' ');
  const got = [to.protocol, to.hostname, to.port || DEFAULTS[to.protocol], to.pathname].join(' ');
  return expected === got ? undefined : `expected a redirect to ${expected}, got ${got}`;
}
