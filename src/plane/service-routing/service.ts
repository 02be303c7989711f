import { backendServiceSlot, isProbed } from './backend-service';
import { groupSlots, hasPods } from './endpoints';
import { healthCheckSlot } from './health-check';
import { backendServiceName, endpointGroupName, type Json } from './names';
import { routeTargets } from './parts';
import { podClient } from './pods';
import { routeSlots } from './routes';
import { securitySlots } from './security';
import { joinedLabel } from '../../model/object-name';
import { carriesHttp, type PortModel, type ServiceModel, type VersionModel } from '../../model/service';
import type { ServiceRoutingModel } from '../../model/service-routing';
import { kubernetesSlots, serviceSpec } from '../kubernetes/service';
import type { Slot } from '../plane';

const NEG = 'cloud.google.com/neg';
const AUTONEG = 'controller.autoneg.dev/neg';

/** The objects of a service: in its cluster as usual, with the NEGs in which GKE keeps its pods; plus the backend services and routes. */
export function serviceSlots(r: ServiceRoutingModel, s: ServiceModel): readonly Slot[] {
  const slots: Slot[] = [];
  kubernetesSlots(s, slots);
  const result = slots.map((slot) => (slot.id === 'Service' ? withGroups(r, s, undefined, slot) : slot.kind === 'Deployment' ? withClient(r, s, slot) : slot));
  const ports = s.ports.filter((p) => p.protocol !== 'udp');
  if (ports.length === 0) {
    return result;
  }
  for (const v of routeTargets(s)) {
    if (v && s.kind === 'kubernetes') {
      result.push(versionService(r, s, v));
    }
    if (!v && isElsewhere(s)) {
      continue;
    }
    result.push(...groupSlots(r, s, v, ports));
    for (const p of ports) {
      result.push(...(isProbed(s, v) ? [healthCheckSlot(r, s, v, p)] : []), backendServiceSlot(r, s, v, p));
    }
  }
  const own = !isElsewhere(s) || s.split.length + s.httpRules.length + s.tlsRules.length + s.tcpRules.length > 0;
  return [...result, ...securitySlots(r, s), ...(own ? routeSlots(r, s) : [])];
}

/** Whether another app creates the resources of a service; references to it use the same names as here. */
function isElsewhere(s: ServiceModel): boolean {
  return !s.owned && s.kind === 'kubernetes' && s.endpointGroups.length === 0;
}

/** A pod template with its control plane settings. */
function withClient(r: ServiceRoutingModel, s: ServiceModel, slot: Slot): Slot {
  return {
    ...slot,
    render: () => {
      const { spec } = slot.render() as Json;
      return { spec: { ...spec, template: podClient(r, s, spec.template) } };
    },
  };
}

/** Makes GKE keep the pods of a Service in NEGs with known names, and autoneg attach them, if it is used. */
function withGroups(r: ServiceRoutingModel, s: ServiceModel, v: VersionModel | undefined, slot: Slot): Slot {
  for (const annotation of [NEG, AUTONEG]) {
    if (s.annotations[annotation] !== undefined) {
      throw new Error(`service '${s.path}' sets the annotation ${annotation}, which service routing writes itself to name the endpoint groups of the routes; remove it`);
    }
  }
  const annotation = (key: string, of: (p: PortModel) => unknown) => () => {
    const ports = routeTargets(s).includes(v) && hasPods(s, v) ? s.ports.filter((p) => p.protocol !== 'udp') : [];
    return ports.length === 0 ? undefined : JSON.stringify({ [key]: Object.fromEntries(ports.map((p) => [String(p.port), of(p)])) });
  };
  const capacity = (p: PortModel) => ({ [carriesHttp(p) ? 'max_rate_per_endpoint' : 'max_connections_per_endpoint']: r.maxRatePerEndpoint });
  return {
    ...slot,
    lateAnnotations: {
      [NEG]: annotation('exposed_ports', (p) => ({ name: endpointGroupName(r, s, v, p) })),
      ...(r.cluster.autoneg ? { [AUTONEG]: annotation('backend_services', (p) => [{ name: backendServiceName(s, v, p), ...capacity(p) }]) } : {}),
    },
  };
}

function versionService(r: ServiceRoutingModel, s: ServiceModel, v: VersionModel): Slot {
  return withGroups(r, s, v, {
    id: `Service-${v.name}`,
    apiVersion: 'v1',
    kind: 'Service',
    name: joinedLabel(s.name, v.name),
    namespace: s.namespace,
    labels: s.selector.app === undefined ? undefined : { app: s.selector.app, ...v.labels },
    render: () => ({ spec: serviceSpec(s, { ...s.selector, ...v.labels }) }),
  });
}
