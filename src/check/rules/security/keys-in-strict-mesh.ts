import { keyServers } from './_key-server';
import { podOfMode } from './mtls-clash';
import { show } from '../../../world/selector';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const keysInStrictMesh: Check = {
  code: 'MESH430',
  title: 'JWT keys behind mutual TLS that the control plane does not use',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'istiod fetches the keys of a RequestAuthentication itself, and has no sidecar. It can\'t get them from a server in the mesh whose PeerAuthentication is STRICT: every token is rejected with a 401 and "Jwks doesn\'t have key to match kid". '
    + 'Accept plaintext on the port, put the keys into `jwks`, or let proxies fetch them (`PILOT_JWT_ENABLE_REMOTE_JWKS: "true"` of istiod).',
  run(world, report) {
    if (!world.all('PeerAuthentication').length) return;
    for (const { policy, pointer, url, port, services } of keyServers(world)) {
      for (const service of services) {
        if (service.kind !== 'Service' || !service.selector || !service.ports.some((p) => p.number === port)) continue;
        const strict = podOfMode(world, service, port, 'STRICT');
        if (!strict) continue;
        const number = service.ports.find((p) => p.number === port)?.targetPort ?? port;
        report(policy, {
          pointer,
          message: `istiod fetches the keys from ${url} without mutual TLS, and ${strict.item.kind} ${strict.item.namespace}/${strict.item.name} behind ${service.host} accepts mutual TLS only (STRICT): every token gets a 401`,
          fix: `accept plaintext on port ${number}: a PeerAuthentication in ${service.namespace} with selector: { matchLabels: { ${show(service.selector).replace(/=/g, ': ').replace(/,/g, ', ')} } } and portLevelMtls: { ${number}: { mode: PERMISSIVE } }; or put the keys into jwks`,
          related: [service.item, ...(strict.policy ? [strict.policy] : [])],
        });
        break;
      }
    }
  },
};
