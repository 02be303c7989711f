import { callRules } from './security';
import { MeshFeature } from '../../capability/feature';
import { featuresOf } from '../../capability/features';
import { losses, type Use } from '../../capability/index';
import { unitUses } from '../../capability/uses/unit';
import type { SpecInput } from '../../istio/api/kinds';
import { denies, mtlsOf } from '../../model/effective';
import { type DataPlaneMode, principalOf } from '../../model/mesh';
import type { AccessRuleModel, CallModel } from '../../model/security';
import type { ServiceModel } from '../../model/service';
import type { Unit } from '../../model/unit';
import { calledFromAmbient, dataPlaneOf, directCallers, namedWaypoint, waypointOf } from '../../model/waypoint';
import type { PodChange } from '../plane';

type Json = { [k: string]: any };
type Labels = { readonly [name: string]: string };

const MODE = 'istio.io/dataplane-mode';
const INJECT = 'sidecar.istio.io/inject';

/** The labels that pods of a service need in addition to their namespace's. */
export function podLabels(s: ServiceModel): Labels | undefined {
  const own = s.dataPlane;
  const usual = s.namespaceModel?.dataPlane ?? 'sidecar';
  if (own === undefined || own === usual) return undefined;
  const revision: Labels = s.mesh.revision === undefined ? {} : { 'istio.io/rev': s.mesh.revision };
  const labels: { readonly [M in DataPlaneMode]: Labels } = {
    ambient: { [MODE]: 'ambient', [INJECT]: 'false' },
    sidecar: { ...revision, [INJECT]: 'true' },
    none: usual === 'sidecar' ? { [INJECT]: 'false' } : { [MODE]: 'none' },
  };
  return labels[own];
}

/** A pod in a different data plane mode than its namespace. */
export function labelled(s: ServiceModel): PodChange | undefined {
  const labels = podLabels(s);
  return labels && ((template: Json) => ({ ...template, metadata: { ...template.metadata, labels: { ...labels, ...template.metadata?.labels } } }));
}

const USE = 'istio.io/use-waypoint';

/** Labels that send the calls to a service, or to everything in a namespace, through a waypoint. */
export function useLabels(of: { readonly waypoint?: ServiceModel['waypoint']; readonly home: string }): Labels {
  const w = of.waypoint;
  if (!w) return {};
  return { [USE]: w.name, ...(w.namespace === of.home ? {} : { [`${USE}-namespace`]: w.namespace }), ...(w.ingress ? { 'istio.io/ingress-use-waypoint': 'true' } : {}) };
}

/** Labels of a Service or ServiceEntry: for its own waypoint, or for its namespace's if the Namespace object isn't generated here. */
export function serviceUseLabels(s: ServiceModel): { readonly [name: string]: () => string | undefined } | undefined {
  if (!s.owned || (s.waypoint === undefined && s.namespaceModel === undefined)) return undefined;
  const now = () => useLabels({ waypoint: s.waypoint ?? (s.namespaceModel?.create ? undefined : namedWaypoint(s)), home: s.namespace });
  return Object.fromEntries([USE, `${USE}-namespace`, 'istio.io/ingress-use-waypoint'].map((name) => [name, () => now()[name]]));
}

/** Waypoints that forward calls to the pods of a service: its own, and those of services whose rules route to it. */
function passers(s: ServiceModel): string[] {
  const all = [s, ...s.routedFrom].map((r) => waypointOf(r)).filter((w) => w !== undefined);
  return [...new Set(all.map((w) => principalOf(w.identity)))].sort();
}

/** Allowed callers in addition to declared ones: waypoints of services whose rules route here. */
export function passingRules(s: ServiceModel): ReturnType<typeof callRules> {
  const own = waypointOf(s);
  const others = passers(s).filter((p) => !own || p !== principalOf(own.identity));
  return others.length === 0 ? [] : [{ from: [{ principals: others }] }];
}

/** Whether the pods of a service may only be reached through its waypoint. */
export function closesPods(s: ServiceModel): boolean {
  return s.kind === 'kubernetes' && waypointOf(s) !== undefined && (denies(s) || s.access.length > 0 || s.jwt.length > 0);
}

/** The callers that ztunnel accepts: the waypoint, which has authorized the request, and callers that bypass it. */
export function podPolicy(s: ServiceModel): SpecInput<'AuthorizationPolicy'> {
  const direct = directCallers(s);
  return {
    selector: s.selector,
    action: 'ALLOW',
    rules: [
      { from: [{ principals: passers(s) }] },
      ...direct.length === 0 ? [] : callRules({ ...s, waypoint: undefined, namespaceModel: undefined, callers: direct, routedFrom: new Set() }),
    ],
  };
}

const SERVER: ReadonlySet<MeshFeature> = new Set(featuresOf('security'));

/** Features that concern the pods of a service, whoever calls it. */
const OWN = new Set<MeshFeature>([...SERVER, MeshFeature.PROXYLESS_GRPC, MeshFeature.PROXYLESS_POLICY, MeshFeature.ADOPTED_WORKLOAD, MeshFeature.SERVICE_HEADLESS]);

/** Connection attributes, which ztunnel can match. */
const CONNECTION: ReadonlySet<string> = new Set(['source.ip', 'source.namespace', 'source.principal', 'destination.ip', 'destination.port']);

/** Features of ambient pods, and of the services that they call, that ambient mode does not support. */
export function ambientLosses(unit: Unit, acknowledged: ReadonlySet<MeshFeature>): readonly string[] {
  const lossesOf = (uses: readonly Use[], waypoint: boolean) => losses(uses, { plane: 'ambient', acknowledged, waypoint });
  if (unit.namespace?.dataPlane === 'ambient') return lossesOf(unitUses({ namespace: unit.namespace }), false);
  const s = unit.service;
  if (!s) return [];
  const mode = dataPlaneOf(s);
  const judged = s.kind === 'kubernetes' && mode === 'ambient';
  const called = calledFromAmbient(s);
  const outside = outsideLosses(s, mode);
  if (!judged && !called) return outside;
  const uses = unitUses({ service: { ...s, access: s.access.map(connectionsOnly) } as ServiceModel });
  const waypoint = waypointOf(s) !== undefined;
  return [
    ...outside,
    ...(judged ? lossesOf(uses.filter((u) => OWN.has(u.feature)), waypoint) : []),
    ...(called ? lossesOf(uses.filter((u) => !OWN.has(u.feature)), waypoint) : []),
    ...(judged ? directLosses(s) : []),
  ];
}

/** Conditions on connections don't need a waypoint. */
function connectionsOnly(r: AccessRuleModel): AccessRuleModel {
  return { ...r, when: r.when.filter((w) => !CONNECTION.has(w.key)) };
}

/** Callers that bypass the waypoint, if it authorizes by request attributes. */
function directLosses(s: ServiceModel): readonly string[] {
  const direct = directCallers(s);
  if (!waypointOf(s) || direct.length === 0) return [];
  const judged = s.jwt.length > 0 || s.access.length > 0 || direct.some((c) => c.methods.length > 0 || c.paths.length > 0);
  const names = [...new Set(direct.map((c) => c.caller?.path ?? `gateway ${c.gateway}`))].sort().join('\', \'');
  return judged ? [`service '${s.path}' has a waypoint that '${names}' would bypass, as their proxies connect directly to its pods and the request rules of the waypoint would not apply; `
    + 'move the callers to ambient mode, or route gateways through the waypoint (ingress of the Waypoint)'] : [];
}

/** Pods outside the mesh: no proxy enforces rules for their callers, or provides their identity. */
function outsideLosses(s: ServiceModel, mode: DataPlaneMode): readonly string[] {
  if (s.kind !== 'kubernetes' || mode !== 'none') return [];
  const what = `service '${s.path}' is outside the mesh (DataPlane.none)`;
  const guarded = s.access.length > 0 || s.jwt.length > 0 || s.mtls !== undefined || s.portMtls.size > 0;
  const unnamed = s.calls.filter((c: CallModel) => c.target.kind === 'kubernetes' && dataPlaneOf(c.target) !== 'none' && (denies(c.target) || strict(c.target)));
  return [
    ...(guarded ? [`${what}, so no proxy can require tokens, mutual TLS or an identity; remove those rules, or add the service to the mesh`] : []),
    ...[...new Set(unnamed.map((c) => c.target.path))].map((path) => `${what}, but service '${path}' accepts calls from the mesh only; add the service to the mesh, or remove the call`),
  ];
}

function strict(s: ServiceModel): boolean {
  return mtlsOf(s) === 'strict';
}
