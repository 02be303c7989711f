import { keyServers } from './_key-server';
import { nearest } from '../../../grammar/nearest';
import type { World } from '../../../world/world';
import { knownOnlyIf, unknownIn, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** The Service that was likely meant by a name without a namespace or with a typo. */
function meant(world: World, name: string, namespace: string, from: string): string | undefined {
  if (world.find('Service', from, name)) return world.registry.fqdn(name, from);
  const same = world.all('Service').find((s) => s.name === name);
  if (same) return world.registry.fqdn(name, same.namespace);
  const close = nearest(name, world.all('Service').filter((s) => s.namespace === namespace).map((s) => s.name));
  return close === undefined ? undefined : world.registry.fqdn(close, namespace);
}

export const keysFromNowhere: Check = {
  code: 'MESH431',
  title: 'JWT keys from an in-cluster host that does not exist',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'istiod fetches the keys of a RequestAuthentication itself: a host without dots is a Service of istiod\'s own namespace, not of the policy\'s. If no Service has the host and port, istiod never gets the keys, and every token is rejected with a 401.',
  run(world, report) {
    for (const { policy, pointer, host, port, full, services } of keyServers(world)) {
      const parsed = full === undefined ? undefined : world.registry.parse(full);
      if (!parsed || !full) continue;
      if (!services.length) {
        const severity = unknownIn(world, parsed.namespace);
        const near = meant(world, parsed.name, parsed.namespace, policy.namespace);
        // in an open world, a short name is certainly wrong only if the intended Service is known
        if (severity === Severity.INFO && !near) continue;
        report(policy, {
          pointer,
          severity: severity === Severity.INFO && !host.includes('.') ? Severity.WARNING : severity,
          message: `istiod looks for ${host} in ${host.includes('.') ? `namespace ${parsed.namespace}` : `its own namespace, ${parsed.namespace}`}, where no Service${knownOnlyIf(severity === Severity.ERROR)} has the name${near ? ` (closest match: ${near})` : ''}: it never gets the keys, and every token gets a 401`,
          fix: near ? `use the full host: ${near}` : 'use the full host of a Service that exists, NAME.NAMESPACE.svc.DOMAIN',
        });
      } else if (!services.some((s) => s.made || s.ports.some((p) => p.number === port))) {
        const ports = services[0].ports.map((p) => p.number);
        const behind = services[0].ports.find((p) => p.targetPort === port)?.number;
        report(policy, {
          pointer,
          message: `${full} has no port ${port}${behind === undefined ? ` (it has ${ports.join(', ') || 'none'})` : `, which is the targetPort of its port ${behind}`}: istiod never gets the keys, and every token gets a 401`,
          fix: `use a port of the Service in the URL, like :${behind ?? ports[0] ?? 80}`,
          related: [services[0].item],
        });
      }
    }
  },
};
