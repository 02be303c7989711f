import { clusterLocal } from './_cluster-local';
import { networkOf, oneMesh } from './_clusters';
import type { Item, ItemOf } from '../../../world/item';
import { portOf } from '../../../world/pods';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { effective } from '../security/_mtls';
import { ruleIndex } from '../traffic/_rules';

/** The setting that turns mutual TLS off for a service of a cluster: a policy for its pods, or a rule for its clients. */
function off(world: World, service: ItemOf<'Service'>): { readonly item: Item; readonly pointer: string } | undefined {
  for (const pod of world.pods(service.spec.selector, service.namespace)) {
    for (const port of service.spec.ports ?? []) {
      const number = portOf(pod, port.targetPort ?? port.port);
      const { mode, policy } = effective(world, pod, number);
      if (mode !== 'DISABLE' || !policy) continue;
      const own = number === undefined ? undefined : policy.spec.portLevelMtls?.[String(number)]?.mode;
      return { item: policy, pointer: own === 'DISABLE' ? `/spec/portLevelMtls/${number}` : '/spec/mtls/mode' };
    }
  }
  const rule = ruleIndex(world).same(world.registry.fqdn(service.name, service.namespace)).find((dr) => dr.spec.trafficPolicy?.tls?.mode === 'DISABLE' && !dr.spec.workloadSelector);
  return rule && { item: rule, pointer: '/spec/trafficPolicy/tls/mode' };
}

export const plainAcrossNetworks: Check = {
  code: 'MESH715',
  title: 'mutual TLS disabled for a service in several networks',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Between networks requests go through east-west gateways, which find the service by the SNI of mutual TLS. Endpoints without mutual TLS in other networks are excluded: clients get only the endpoints of their own network, and no failover.',
  runFleet(worlds, report) {
    const reported = new Set<Item>();
    for (const world of worlds) {
      const here = networkOf(world);
      const others = here === undefined ? [] : worlds.filter((w) => w !== world && networkOf(w) !== undefined && networkOf(w) !== here && oneMesh(world, w));
      if (!others.length) continue;
      for (const service of world.all('Service')) {
        if (!service.spec.selector || clusterLocal(world, service)) continue;
        const there = others.find((w) => {
          const same = w.find('Service', service.namespace, service.name);
          return same && w.pods(same.spec.selector, same.namespace).length > 0;
        });
        const cause = there && off(world, service);
        if (!cause || reported.has(cause.item)) continue;
        reported.add(cause.item);
        report(cause.item, {
          pointer: cause.pointer,
          message: `mutual TLS is disabled for Service ${service.namespace}/${service.name}, whose pods are in networks ${here ?? ''} and ${networkOf(there) ?? ''}: endpoints of the other network are excluded, and clients get only those of their own`,
          fix: 'use PERMISSIVE instead of DISABLE for the service, or make it local to each cluster (serviceSettings with clusterLocal: true)',
          related: [service],
        });
      }
    }
  },
};
