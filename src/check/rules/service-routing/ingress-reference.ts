import { nameOf } from './_facts';
import { mapping } from './_neg';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import { type Check, pointer as place, unknownIn, knownOnlyIf } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

const GKE = 'networking.gke.io';
const BACKEND_CONFIG = ['cloud.google.com/backend-config', 'beta.cloud.google.com/backend-config'];
const FRONTEND_CONFIG: Readonly<Record<string, string>> = { Ingress: 'networking.gke.io/v1beta1.FrontendConfig', MultiClusterIngress: 'networking.gke.io/frontend-config' };
const BACKENDS = ['spec.template.spec.backend', 'spec.template.spec.rules[*].http.paths[*].backend'];

export const ingressReference: Check = {
  code: 'MESH743',
  title: 'GKE load balancer with a reference to an object that does not exist',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A MultiClusterIngress routes to MultiClusterServices in its namespace, by name and port (not to Services); the annotations of BackendConfig and FrontendConfig refer to objects in the same namespace. If one does not exist, GKE creates no load balancer, or one without those settings.',
  run(world, report) {
    const named = (group: string, kind: string, namespace: string, name: string): Item | undefined => world.ofKind(group, kind).find((i) => i.namespace === namespace && i.name === name);
    const missing = (item: Item, pointer: string, what: string, effect: string) => {
      const closed = world.closed(item.namespace);
      report(item, { pointer, severity: unknownIn(world, item.namespace), message: `${what} is not defined${knownOnlyIf(closed)}: ${effect}`, fix: 'refer to an object in the same namespace that exists' });
    };
    for (const ingress of world.ofKind(GKE, 'MultiClusterIngress')) {
      for (const { pointer, value } of BACKENDS.flatMap((path) => at(ingress.object, path))) {
        const name = text(value, 'serviceName');
        if (name === undefined) continue;
        const service = named(GKE, 'MultiClusterService', ingress.namespace, name);
        if (!service) {
          missing(ingress, `${pointer}/serviceName`, `MultiClusterService ${ingress.namespace}/${name}`, 'GKE creates no load balancer for this ingress');
          continue;
        }
        const port = at(value, 'servicePort')[0]?.value;
        const ports = at(service.object, 'spec.template.spec.ports[*]').map((p) => p.value as { port?: unknown; name?: unknown });
        if (port !== undefined && ports.length > 0 && !ports.some((p) => String(p.port) === String(port) || p.name === port)) {
          report(ingress, {
            pointer: `${pointer}/servicePort`,
            message: `MultiClusterService ${nameOf(service)} has no port ${String(port)} (it has ${ports.map((p) => String(p.port)).join(', ')}): GKE creates no load balancer for this ingress`,
            fix: 'use a port of the MultiClusterService',
            related: [service],
          });
        }
      }
    }
    for (const item of [...world.all('Service'), ...world.ofKind(GKE, 'MultiClusterService')]) {
      for (const key of BACKEND_CONFIG.filter((k) => item.annotations[k] !== undefined)) {
        for (const name of configs(item.annotations[key])) {
          if (!named('cloud.google.com', 'BackendConfig', item.namespace, name)) missing(item, place('metadata', 'annotations', key), `BackendConfig ${item.namespace}/${name}`, 'the load balancer gets none of its settings');
        }
      }
    }
    frontends(world, (item, key, name) => {
      if (!named(GKE, 'FrontendConfig', item.namespace, name)) missing(item, place('metadata', 'annotations', key), `FrontendConfig ${item.namespace}/${name}`, 'the load balancer gets none of its settings');
    });
  },
};

/** Names of the configurations that an annotation refers to, by port or for all. */
function configs(annotation: string): readonly string[] {
  const said = mapping(annotation);
  if (typeof said === 'string') return []; // MESH732
  const ports = typeof said.ports === 'object' && said.ports !== null ? Object.values(said.ports) : [];
  return [...new Set([said.default, ...ports].filter((name): name is string => typeof name === 'string'))];
}

function frontends(world: World, each: (item: Item, key: string, name: string) => void): void {
  for (const item of [...world.ofKind('networking.k8s.io', 'Ingress'), ...world.ofKind(GKE, 'MultiClusterIngress')]) {
    const key = FRONTEND_CONFIG[item.kind];
    const name = item.annotations[key];
    if (name) each(item, key, name);
  }
}
