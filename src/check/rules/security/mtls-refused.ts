import { podOfMode } from './mtls-clash';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { target } from '../traffic/_rule-target';

export const mtlsRefused: Check = {
  code: 'MESH419',
  title: 'mutual TLS to a service that accepts plaintext only',
  aliases: ['KIA0505', 'KIA0506'],
  severity: Severity.ERROR,
  explanation: 'A DestinationRule makes clients use mutual TLS (`ISTIO_MUTUAL`) for pods whose PeerAuthentication is DISABLE. Their proxies forward the handshake to the application as if it were plaintext: clients get a 503.',
  run(world, report) {
    if (!world.all('PeerAuthentication').length) return;
    for (const dr of world.all('DestinationRule', 'trafficPolicy.tls', 'trafficPolicy.portLevelSettings.tls')) {
      const policy = dr.spec.trafficPolicy;
      if (policy?.tls?.mode !== 'ISTIO_MUTUAL' && !policy?.portLevelSettings?.some((p) => p.tls?.mode === 'ISTIO_MUTUAL')) continue;
      const service = target(world, dr);
      if (service?.kind !== 'Service' || !service.selector || dr.spec.host?.startsWith('*')) continue;
      for (const port of service.ports) {
        const level = policy.portLevelSettings?.findIndex((p) => p.port?.number === port.number) ?? -1;
        const tls = level >= 0 ? policy.portLevelSettings![level].tls : policy.tls;
        const plain = tls?.mode === 'ISTIO_MUTUAL' ? podOfMode(world, service, port.number, 'DISABLE') : undefined;
        if (!plain) continue;
        report(dr, {
          pointer: level >= 0 ? pointer('spec', 'trafficPolicy', 'portLevelSettings', level, 'tls', 'mode') : '/spec/trafficPolicy/tls/mode',
          message: `clients use mutual TLS for ${service.host} port ${port.number}, whose ${plain.item.kind} ${plain.item.namespace}/${plain.item.name} accepts plaintext only (DISABLE): clients get a 503`,
          fix: 'remove tls from the rule, so that clients use what the service accepts',
          related: [service.item, ...(plain.policy ? [plain.policy] : [])],
        });
        break;
      }
    }
  },
};
