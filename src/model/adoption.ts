import type { NamespaceModel } from './mesh';
import { principalOf } from './mesh';
import { arrivingCalls, type ServiceModel } from './service';
import { dataPlaneOf } from './waypoint';

/** The calls that the next adoption stage of a namespace would reject, according to the declarations. */
export interface AdoptionFinding {
  readonly namespace: string;
  readonly service?: string;
  readonly stage: Stage;
  readonly next: Stage;
  readonly refuses: string;
  readonly query?: string;
}

type Stage = 'PERMISSIVE' | 'SCOPED' | 'STRICT' | 'CLOSED';

const NEXT: { readonly [S in Stage]: Stage } = { PERMISSIVE: 'SCOPED', SCOPED: 'STRICT', STRICT: 'CLOSED', CLOSED: 'CLOSED' };

/** The stage that settings correspond to: the last one whose conditions all hold. */
export function stageOf(isScoped: boolean, isStrict: boolean, isClosed: boolean): Stage {
  return !isScoped ? 'PERMISSIVE' : !isStrict ? 'SCOPED' : !isClosed ? 'STRICT' : 'CLOSED';
}

/** The calls that the next stage rejects, for each service. */
export function adoption(namespaces: readonly NamespaceModel[], services: readonly ServiceModel[]): readonly AdoptionFinding[] {
  return namespaces.filter((n) => n.dataPlane === 'sidecar').flatMap((n) => {
    const own = services.filter((s) => s.namespace === n.name && s.kind === 'kubernetes' && s.client === undefined && dataPlaneOf(s) === 'sidecar');
    return own.flatMap((s) => {
      const stage = stageOf(s.scoped ?? n.scopeSidecars, (s.mtls ?? n.mtls ?? n.mesh.mtls) === 'strict', s.closed ?? n.denyByDefault);
      const next = NEXT[stage];
      const of = (found: { readonly refuses: string; readonly query?: string } | undefined) => (found ? [{ namespace: n.name, service: s.name, stage, next, ...found }] : []);
      return next === stage ? [] : next === 'SCOPED' ? of(unscoped(s)) : next === 'STRICT' ? strict(s).flatMap(of) : of(closed(s));
    });
  });
}

const PROMETHEUS = (s: ServiceModel) => `destination_service_name="${s.name}",destination_service_namespace="${s.namespace}"`;

function unscoped(s: ServiceModel): { readonly refuses: string; readonly query: string } {
  const targets = [...new Set(s.calls.flatMap((c) => c.target.hosts))].sort();
  const reached = targets.map((h) => `destination_service!="${h}"`);
  const known = targets.length === 0 ? 'it declares no calls' : `it declares calls to ${targets.join(', ')}`;
  return {
    refuses: `requests that service '${s.name}' sends to any other host: ${known}`,
    query: `sum by (destination_service) (istio_requests_total{${[`reporter="source",source_workload_namespace="${s.namespace}",source_canonical_service="${s.name}"`, ...reached].join(',')}})`,
  };
}

function strict(s: ServiceModel): ReadonlyArray<{ readonly refuses: string; readonly query?: string }> {
  const plain = arrivingCalls(s).filter((c) => c.caller && dataPlaneOf(c.caller) === 'none').map((c) => c.caller!.path);
  const byAddress = s.access.some((r) => r.action === 'allow' && r.sources.some((from) => from.ipBlocks?.length && !from.principals?.length));
  return [
    ...[...new Set(plain)].sort().map((path) => ({ refuses: `requests of service '${path}' to service '${s.name}', as the caller's pods have no proxy and send plaintext` })),
    ...(byAddress ? [{ refuses: `plaintext requests that rules of service '${s.name}' allow by address alone` }] : []),
    {
      refuses: `requests to service '${s.name}' in plaintext, from clients without a proxy`,
      query: `sum by (source_workload, source_workload_namespace) (istio_requests_total{reporter="destination",${PROMETHEUS(s)},connection_security_policy!="mutual_tls"})`,
    },
  ];
}

function closed(s: ServiceModel): { readonly refuses: string; readonly query?: string } | undefined {
  if (s.ports.length === 0) return undefined;
  const callers = [...new Set(arrivingCalls(s).flatMap((c) => (c.identity ? [principalOf(c.identity)] : [])))].sort();
  const allowed = s.access.some((r) => r.action === 'allow') ? ', and its rules allow others' : '';
  const known = callers.length === 0 ? `no service declares calls to it${allowed}` : `its declared callers are ${callers.join(', ')}${allowed}`;
  return {
    refuses: `requests to service '${s.name}' from any other caller: ${known}`,
    query: `sum by (source_principal) (istio_requests_total{reporter="destination",${PROMETHEUS(s)}${callers.map((c) => `,source_principal!="spiffe://${c}"`).join('')}})`,
  };
}
