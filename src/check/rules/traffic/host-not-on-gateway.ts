import { splitName } from './_destinations';
import { serverHosts } from './_gateway-hosts';
import { isExternalMesh, isInternalGateway } from './virtual-service-gateway';
import { forNamespace, hostsMatch } from '../../../world/hosts';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const hostNotOnGateway: Check = {
  code: 'MESH207',
  title: 'host that the Gateway does not serve',
  aliases: ['IST0132'],
  severity: Severity.WARNING,
  yieldsTo: ['MESH205'], // a Gateway that does not exist serves no host
  explanation: 'No server of the Gateway that a VirtualService is bound to serves a host of the VirtualService, or not for its namespace '
    + '(servers may restrict a host to a namespace: `namespace/host`). Requests for the host get a 404 at the gateway.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'gateways')) {
      const hosts = vs.spec.hosts ?? [];
      const bound = (vs.spec.gateways ?? []).map((name, index) => ({ name, index })).filter(({ name }) => name !== 'mesh' && !isExternalMesh(name) && !isInternalGateway(name));
      const served = new Set<string>();
      let unknown = bound.length < (vs.spec.gateways?.length ?? 0) || !bound.length;
      for (const { name, index } of bound) {
        const ref = splitName(name, vs.namespace);
        const gateway = world.find('Gateway', ref.namespace, ref.name);
        if (!gateway && !world.closed(ref.namespace)) {
          unknown = true;
          continue;
        }
        const offered = gateway ? forNamespace(serverHosts(gateway), vs.namespace) : [];
        const here = hosts.filter((h) => offered.some((o) => hostsMatch(o, h)));
        for (const h of here) served.add(h);
        if (here.length) continue;
        report(vs, {
          pointer: pointer('spec', 'gateways', index),
          message: `Gateway ${ref.namespace}/${ref.name} serves none of the hosts ${hosts.join(', ')} for ${vs.namespace}${offered.length ? `, only ${offered.join(', ')}` : ''}: requests for them get a 404 there`,
          fix: gateway ? `add ${hosts.join(', ')} to a server of Gateway ${ref.namespace}/${ref.name}, or bind the VirtualService to the Gateway that serves them` : 'bind the VirtualService to a Gateway that exists',
          related: gateway ? [{ item: gateway, pointer: '/spec/servers' }] : [],
        });
      }
      if (unknown || !served.size) continue;
      hosts.forEach((h, i) => {
        if (served.has(h)) return;
        report(vs, {
          pointer: pointer('spec', 'hosts', i),
          aliases: [],
          message: `none of the Gateways of this VirtualService serves ${h}, only other hosts of it: requests for ${h} get a 404`,
          fix: `add ${h} to a server of the Gateway, or remove it here`,
        });
      });
    }
  },
};
