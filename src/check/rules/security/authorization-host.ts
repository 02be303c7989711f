import { unmatchedHost } from '../../../grammar/unmatched';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { orNear } from '../../engine/near';
import { Severity } from '../../finding';
import { nearHost } from '../traffic/_near-hosts';

/** Hosts defined by VirtualServices and routes, in addition to those of services. */
const namedHosts = (world: World): ReadonlySet<string> => world.once('namedHosts', () => {
  const out = new Set<string>();
  for (const vs of world.all('VirtualService')) for (const h of vs.spec.hosts ?? []) out.add(h).add(world.registry.resolve(h, vs.namespace));
  return out;
});

export const authorizationHost: Check = {
  code: 'MESH424',
  title: 'AuthorizationPolicy for an in-cluster host that does not exist',
  aliases: ['KIA0104'],
  severity: Severity.ERROR,
  explanation: '`hosts` of an operation compares the Host header. A name of the cluster (`name`, `name.namespace` or `name.namespace.svc…`) that no Service has never occurs in a request: an ALLOW with it admits nothing, a DENY with it denies nothing. '
    + 'Names outside the cluster\'s domain are not checked.',
  run(world, report) {
    for (const policy of world.all('AuthorizationPolicy', 'rules.to.operation.hosts', 'rules.to.operation.notHosts')) {
      const named = namedHosts(world);
      policy.spec.rules?.forEach((rule, i) => rule.to?.forEach((to, j) => {
        for (const field of ['hosts', 'notHosts'] as const) {
          to.operation?.[field]?.forEach((value, k) => {
            const host = value.replace(/:(\d+|\*)$/, '');
            if (!host || host.includes('*') || host === 'localhost' || host.includes(':') || unmatchedHost(host) || named.has(host)) return;
            const full = clusterName(world, host, policy.namespace);
            if (!full || named.has(full.host) || world.service(full.host, full.namespace)) return;
            const closed = world.closed(full.namespace);
            const effect = field === 'notHosts' ? 'the exception applies to no request' : policy.spec.action === 'DENY' ? 'it denies no request' : 'it admits no request';
            report(policy, {
              pointer: pointer('spec', 'rules', i, 'to', j, 'operation', field, k),
              severity: closed ? Severity.ERROR : Severity.INFO,
              message: `no service ${full.host} is defined${closed ? '' : ' in the checked objects'}, so no request is for ${host}: ${effect}`,
              fix: orNear(nearHost(world, full.host), 'use a host that clients send: that of a Service, or of a gateway'),
            });
          });
        }
      }));
    }
  },
};

/** The full name and namespace of what looks like a service of the cluster. */
function clusterName(world: World, host: string, namespace: string): { host: string; namespace: string } | undefined {
  if (!host.includes('.')) return { host: world.registry.fqdn(host, namespace), namespace };
  const full = world.registry.parse(host) ?? world.registry.parse(`${host}.${world.domain}`);
  if (full) return { host: world.registry.fqdn(full.name, full.namespace), namespace: full.namespace };
  const [name, other, ...rest] = host.split('.');
  return !rest.length && world.namespace(other) ? { host: world.registry.fqdn(name, other), namespace: other } : undefined;
}
