import { find, gatewaysOf, homeOf, onMesh } from './_destinations';
import { nearHost } from './_near-hosts';
import { isWildcard } from '../../../world/hosts';
import { pointer, type Check } from '../../engine/check';
import { orNear } from '../../engine/near';
import { Severity } from '../../finding';

/** Whether a name looks like that of a service, with the cluster's domain or another one. Fleet names come from ServiceImports. */
const ofDomain = (host: string): boolean => /^[^.]+\.[^.]+\.svc(\.|$)/.test(host) && !host.endsWith('.svc.clusterset.local');

export const hostUnknown: Check = {
  code: 'MESH250',
  title: 'mesh rules for a host that does not exist',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Sidecars use the rules of a VirtualService for the hosts that it lists. A short name means a service of the VirtualService\'s own namespace. '
    + 'If neither a Service nor a ServiceEntry has the name, clients can\'t resolve it, and requests to the intended service are routed without the rules.',
  run(world, report) {
    for (const vs of world.all('VirtualService')) {
      if (!onMesh(vs)) continue;
      vs.spec.hosts?.forEach((host, i) => {
        const full = world.registry.resolve(host, vs.namespace);
        if (world.service(full, vs.namespace)) return;
        // an external DNS server may resolve other names, and then the rules do apply; likewise for hosts of a gateway
        const internal = world.registry.parse(full) !== undefined;
        if (isWildcard(host) || (!internal && ((host.split('.').length > 2 && !ofDomain(host)) || gatewaysOf(vs).length > 1))) return;
        if (vs.spec.tls?.some((rule) => rule.match?.some((m) => m.sniHosts?.includes(host)))) return; // a server name as clients send it
        if (find(world, vs).some((use) => !use.mirror && use.full === full)) return; // the route says so
        const home = internal ? homeOf(world, host, vs.namespace) : host.split('.')[1];
        const meant = `${host.split(/\.svc(?:\.|$)/, 1)[0]}.svc.${world.domain}`;
        const short = !internal && world.registry.same(meant).length > 0;
        if (!internal && !short) return;
        const hidden = world.registry.covering(full)[0];
        const closed = short || hidden !== undefined || world.closed(home);
        report(vs, {
          pointer: pointer('spec', 'hosts', i),
          severity: closed ? Severity.WARNING : Severity.INFO,
          message: `host ${host}${full === host ? '' : ` (${full})`} is ${hidden ? `not exported to ${vs.namespace}` : closed ? 'not defined' : 'not defined in the checked objects'}: these rules apply to no request of a sidecar`,
          fix: short ? `use ${meant}: ${host.includes('.svc.') ? `${world.domain} is the domain of the cluster` : 'a name with a dot is not expanded'}`
            : orNear(hidden ? undefined : nearHost(world, full), `use a Service or ServiceEntry that exists, with its full name (name.namespace.svc.${world.domain}) if it is in another namespace`),
          related: hidden ? [hidden.item] : [],
        });
      });
    }
  },
};
