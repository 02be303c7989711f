import { KNOWN, type DrawnForm } from './draw-form';
import type { Told } from './envoy-config';
import { answer, type Branch, type HttpAnswer } from '../../../src/compiled/evaluate/answer';
import type { HttpRequest } from '../../../src/compiled/evaluate/seen';

/** Our evaluator's result for a request. */
export function predict(form: DrawnForm, request: HttpRequest): HttpAnswer {
  return answer(form.manager, form.routes, request);
}

/** A branch as Envoy reports it. Fields that Envoy doesn't report in that case are omitted. */
export function expected(form: DrawnForm, branch: Branch): Partial<Told> {
  const { virtualHost, route } = branch;
  const made: Partial<Told> = {
    id: virtualHost && route ? `${form.routes.virtualHosts.indexOf(virtualHost)}/${virtualHost.routes.indexOf(route)}` : null,
    name: route?.name ?? null,
    config: route?.config ?? null,
  };
  switch (branch.result) {
    case 'refused': return { status: branch.status, ...(branch.details === 'path_normalization_failed' && { details: branch.details }) };
    case 'redirect': return branch.status === 307 && branch.details === 'path_normalization_failed' ? { status: 307, details: branch.details, location: branch.location } : { ...made, status: branch.status, details: branch.details, location: branch.location, cluster: null };
    case 'direct': return { ...made, status: branch.status, details: branch.details, cluster: null };
    case 'noRoute': return { id: null, status: 404, details: 'route_not_found', flags: 'NR', cluster: null };
    case 'abort': return { ...made, status: branch.status, details: branch.details, flags: 'FI' };
    case 'preflight': return { ...made, status: 200, details: branch.details };
    case 'forward': return { ...made, ...forwarded(branch) };
    case 'unknown': return { details: 'unknown' };
  }
}

function forwarded(branch: Branch): Partial<Told> {
  const action = branch.route!.action as { clusterNotFoundResponseCode?: number; timeout?: number };
  const cluster = branch.cluster!.name;
  if (!KNOWN.includes(cluster)) return { status: action.clusterNotFoundResponseCode ?? 503, details: 'cluster_not_found', flags: 'NC' };
  const all = (name: string) => branch.headers!.get(name)?.join(',') ?? null;
  const timeout = action.timeout ?? 15000;
  return {
    cluster, status: 503, details: 'no_healthy_upstream', flags: 'UH', path: branch.path, host: branch.authority, timeout: timeout === 0 ? null : String(timeout), a: all('x-a'), b: all('x-b'), c: all('x-c'),
  };
}

/** The branch that matches Envoy's answer; undefined if none does, so one of the two is wrong. */
export function agrees(form: DrawnForm, { branches }: HttpAnswer, told: Partial<Told>): Branch | undefined {
  return branches.find((b) => {
    if (!('id' in told)) return b.result === 'preflight' && told.status === b.status; // no answer of Envoy's own: it tells nothing else
    const want = expected(form, b);
    return (Object.keys(want) as (keyof Told)[]).every((k) => !(k in told) || (want[k] ?? null) === (told[k] ?? null));
  });
}
