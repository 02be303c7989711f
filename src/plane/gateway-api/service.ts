import { meshRouteSlots } from './mesh-route';
import { versionService } from './values';
import { overlayPolicy } from '../../model/policy';
import { reachOf, type ServiceModel } from '../../model/service';
import { egressSlots } from '../istio/egress';
import { securitySlots } from '../istio/service';
import { exportTo, externalPortPolicies, serviceEntry } from '../istio/service-entry';
import { serviceSidecar } from '../istio/sidecar';
import { trafficPolicy } from '../istio/traffic-policy';
import { hasRoutes } from '../istio/virtual-service';
import { compact } from '../json';
import { kubernetesSlots, serviceSpec } from '../kubernetes/service';
import { NOTHING_MADE, type Slot } from '../plane';

const NETWORKING = 'networking.istio.io/v1';

/** The objects of a service: its versions as Services, its routes, and in Istio's API what Gateway API has no words for. */
export function serviceSlots(s: ServiceModel): readonly Slot[] {
  const slots: Slot[] = [];
  kubernetesSlots(s, NOTHING_MADE, slots);
  slots.push(...versionSlots(s), ...trafficSlots(s));
  securitySlots(s, NOTHING_MADE, slots);
  return slots;
}

/** A Service for each version: a route can only lead to a Service. */
export function versionSlots(s: ServiceModel, more: { readonly headless?: boolean } = {}): readonly Slot[] {
  return s.kind === 'external' || s.ports.length === 0 ? [] : s.versions.map((v) => ({
    id: `Service-${v.name}`,
    apiVersion: 'v1',
    kind: 'Service',
    name: versionService(s.name, v.name),
    namespace: s.namespace,
    labels: s.selector.app === undefined ? undefined : { app: s.selector.app, ...v.labels },
    render: () => ({ spec: serviceSpec({ ...s, headless: more.headless ?? s.headless }, { ...s.selector, ...v.labels }) }),
  }));
}

function trafficSlots(s: ServiceModel): readonly Slot[] {
  const slots: Slot[] = [];
  const head = { apiVersion: NETWORKING, name: s.name, namespace: s.namespace };
  const via = s.external?.via;
  if (s.external) {
    slots.push({ ...head, id: 'ServiceEntry', kind: 'ServiceEntry', render: () => ({ spec: serviceEntry(s) }) });
  }
  if (via) {
    if (hasRoutes(s)) {
      throw new Error(`external service '${s.path}' leaves by a gateway and has rules of its own; a host has one set of routes: leave the rules or 'via' out`);
    }
    slots.push(...egressSlots(s, via));
  } else {
    slots.push(...meshRouteSlots(s));
  }
  slots.push(...policySlots(s));
  if (s.namespaceModel?.scopeSidecars && s.kind === 'kubernetes' && s.owned) {
    slots.push({ ...head, id: 'Sidecar', kind: 'Sidecar', render: () => ({ spec: sidecar(s) }) });
  }
  return slots;
}

/** A DestinationRule for each host: the service's own, and those of its versions. */
function policySlots(s: ServiceModel): readonly Slot[] {
  const slots: Slot[] = [];
  const rule = (name: string, host: string, policy: () => { [k: string]: any } | undefined): Slot => ({
    id: `DestinationRule-${name}`,
    apiVersion: NETWORKING,
    kind: 'DestinationRule',
    name,
    namespace: s.namespace,
    render: () => ({ spec: compact({ host, trafficPolicy: policy(), exportTo: s.external ? exportTo(s) : undefined }) }),
  });
  const common = s.policy || s.portPolicies.size > 0 || s.external?.originateTls;
  if (common) {
    s.hosts.forEach((host, i) => slots.push(rule(i === 0 ? s.name : `${s.name}-${i + 1}`, host, () => trafficPolicy(s.policy, externalPortPolicies(s)))));
  }
  for (const v of s.kind === 'external' ? [] : s.versions) {
    if (common || v.policy) {
      const name = versionService(s.name, v.name);
      slots.push(rule(name, `${name}.${s.namespace}.svc.${s.mesh.clusterDomain}`, () => trafficPolicy(overlayPolicy(s.policy, v.policy), s.portPolicies)));
    }
  }
  return slots;
}

/** As on the Istio API, and the Services of the versions that calls may reach. */
function sidecar(s: ServiceModel): { [k: string]: any } {
  const spec = serviceSidecar(s);
  const versions = new Set<string>();
  for (const call of s.calls) {
    for (const r of reachOf(call.target)) {
      r.versions.forEach((v) => versions.add(`${r.namespace === s.namespace ? '.' : r.namespace}/${versionService(r.name, v.name)}.${r.namespace}.svc.${r.mesh.clusterDomain}`));
    }
  }
  const [{ hosts }] = spec.egress;
  const last = hosts[hosts.length - 1]; // the control plane's namespace stays last
  return { ...spec, egress: [{ hosts: [...[...hosts.slice(0, -1), ...versions].sort(), last] }] };
}
