import { targetOf } from './endpoints';
import type { Target } from './inbound';
import { indexBy, membersOf } from './index-by';
import type { MeshModel } from './model';
import type { Labels, ServiceEntrySpec } from './resources';
import type { MeshPort, MeshService } from './services';
import { matches } from '../world/selector';

const byNamespace = indexBy((service: MeshService) => [service.namespace]);

/** The ports at which services reach a workload, oldest service first. Named ports are those of its containers, if the manifests have them. */
export function targetsOf(model: MeshModel, namespace: string, labels: Labels, addresses: readonly string[]): Target[] {
  const out: Target[] = [];
  const pod = model.world.pods(labels, namespace).find((p) => Object.keys(p.labels).length === Object.keys(labels).length);
  const byAge = [...membersOf(byNamespace(model.services.all), namespace)].sort((a, b) => model.ages.compare({ ...a, name: a.host }, { ...b, name: b.host }));
  for (const service of byAge) {
    if (service.resolution === 'ALIAS') continue;
    const selected = !!service.selector && Object.keys(service.selector).length > 0 && matches(service.selector, labels);
    for (const port of service.ports) {
      const at = !selected ? entryTarget(service, port, addresses)
        : pod && service.kubernetes ? targetOf(pod, port) : typeof port.targetPort === 'number' && port.targetPort ? port.targetPort : port.port;
      if (at === undefined) continue;
      // several ports with the same target count as the first, if their protocols are equal
      if (out.some((t) => t.service === service && t.targetPort === at && t.protocol === port.protocol)) continue;
      out.push({ service, servicePort: port.port, protocol: port.protocol, targetPort: at, pointer: port.pointer });
    }
  }
  return out;
}

/** The target of a ServiceEntry with the workload among its endpoints. */
function entryTarget({ kubernetes, item }: MeshService, port: MeshPort, addresses: readonly string[]): number | undefined {
  if (kubernetes) return undefined;
  const endpoint = (item.spec as ServiceEntrySpec).endpoints?.find((e) => e.address !== undefined && addresses.includes(e.address));
  return endpoint && (endpoint.ports?.[port.name] || (typeof port.targetPort === 'number' ? port.targetPort : port.port));
}
