import { backendServiceSlot } from './backend-service';
import { healthCheckSlot } from './health-check';
import { endpointGroupName } from './names';
import { routeSlots } from './routes';
import type { BackendModel } from '../../model/route';
import type { ServiceModel, VersionModel } from '../../model/service';
import type { ServiceRoutingModel } from '../../model/service-routing';
import { kubernetesSlots, serviceSpec } from '../kubernetes/service';
import { NOTHING_MADE, type Slot } from '../plane';

const NEG = 'cloud.google.com/neg';

/** The objects of a service: in its cluster as ever, with the groups in which GKE keeps its pods for Google; beside them the backends and routes. */
export function serviceSlots(r: ServiceRoutingModel, s: ServiceModel): readonly Slot[] {
  const slots: Slot[] = [];
  kubernetesSlots(s, NOTHING_MADE, slots);
  const result = slots.map((slot) => (slot.id === 'Service' ? withGroups(r, s, undefined, slot) : slot));
  const ports = s.ports.filter((p) => p.protocol !== 'udp');
  for (const v of wanted(s)) {
    if (v && s.kind === 'kubernetes' && s.ports.length > 0) {
      result.push(versionService(r, s, v));
    }
    for (const p of ports) {
      result.push(healthCheckSlot(r, s, v, p), backendServiceSlot(r, s, v, p));
    }
  }
  return ports.length > 0 ? [...result, ...routeSlots(r, s)] : result;
}

/** What routes lead to: the versions, and the service as a whole where something asks for no version. */
export function wanted(s: ServiceModel): ReadonlyArray<VersionModel | undefined> {
  if (s.versions.length === 0) {
    return [undefined];
  }
  return asWhole(s) ? [undefined, ...s.versions] : s.versions;
}

function asWhole(s: ServiceModel): boolean {
  const whole = (b: BackendModel) => b.service === s && b.version === undefined;
  const rules = (t: ServiceModel) => [
    ...t.split, ...t.httpRules.flatMap((rule) => [...rule.backends, ...(rule.mirrors ?? []).map((m) => m.backend)]), ...t.tlsRules.flatMap((rule) => rule.backends),
    ...t.tcpRules.flatMap((rule) => rule.backends),
  ];
  return s.split.length === 0 || s.callers.some((c) => c.gateway !== undefined) || [s, ...s.routedFrom].some((t) => rules(t).some(whole));
}

/** Has GKE keep the pods behind a Service in network endpoint groups of known names. */
function withGroups(r: ServiceRoutingModel, s: ServiceModel, v: VersionModel | undefined, slot: Slot): Slot {
  if (s.annotations[NEG] !== undefined) {
    throw new Error(`service '${s.path}' has an annotation ${NEG} of its own; service routing writes it, as routes lead to the groups that it names: leave it out`);
  }
  const exposed = () => {
    const ports = wanted(s).includes(v) ? s.ports.filter((p) => p.protocol !== 'udp') : [];
    return ports.length === 0 ? undefined : JSON.stringify({ exposed_ports: Object.fromEntries(ports.map((p) => [String(p.port), { name: endpointGroupName(r, s, v, p) }])) });
  };
  return { ...slot, lateAnnotations: { [NEG]: exposed } };
}

function versionService(r: ServiceRoutingModel, s: ServiceModel, v: VersionModel): Slot {
  return withGroups(r, s, v, {
    id: `Service-${v.name}`,
    apiVersion: 'v1',
    kind: 'Service',
    name: `${s.name}-${v.name}`,
    namespace: s.namespace,
    labels: s.selector.app === undefined ? undefined : { app: s.selector.app, ...v.labels },
    render: () => ({ spec: serviceSpec(s, { ...s.selector, ...v.labels }) }),
  });
}
