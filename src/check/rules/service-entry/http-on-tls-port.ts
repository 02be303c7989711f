import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { tlsTo } from '../traffic/_client-tls';

/** Whether a BackendTLSPolicy originates TLS to a port of a ServiceEntry. */
const hasPolicy = (world: World, { namespace, name }: ItemOf<'ServiceEntry'>, port: string | undefined): boolean => world.all('BackendTLSPolicy').some((policy) => (
  policy.namespace === namespace && policy.spec.targetRefs?.some((t) => t.kind === 'ServiceEntry' && t.name === name && (!t.sectionName || t.sectionName === port))
));

export const httpOnTlsPort: Check = {
  code: 'MESH243',
  title: 'port 443 declared as HTTP',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Clients use TLS on port 443. If it is declared as HTTP, the proxy parses their handshake as a request and answers with a 400 or closes the connection; '
    + 'if a client sends plain HTTP, the server refuses it because it expects TLS. Such a port works only if a DestinationRule or BackendTLSPolicy originates TLS.',
  run(world, report) {
    for (const se of world.all('ServiceEntry')) {
      se.spec.ports?.forEach((p, i) => {
        if (p.number === undefined) return;
        const reached = p.targetPort ?? p.number;
        if (reached !== 443 || !p.protocol || !['HTTP', 'HTTP2', 'GRPC'].includes(p.protocol.toUpperCase())) return;
        if (hasPolicy(world, se, p.name)) return;
        const plain = (se.spec.hosts ?? []).filter((h) => !['SIMPLE', 'MUTUAL'].includes(tlsTo(world, world.registry.resolve(h, se.namespace), p.number!)?.mode ?? ''));
        if (!plain.length) return;
        if (p.number !== 443) {
          report(se, {
            pointer: pointer('spec', 'ports', i, 'targetPort'),
            message: `port ${p.number} is declared ${p.protocol} with targetPort 443, and nothing originates TLS to ${plain.join(', ')}: the server gets plain HTTP where it expects TLS, and answers with a 400 or closes the connection`,
            fix: 'add a DestinationRule with tls.mode SIMPLE for the host',
          });
          return;
        }
        report(se, {
          pointer: pointer('spec', 'ports', i, 'protocol'),
          message: `port 443 is declared ${p.protocol}, and nothing originates TLS to ${plain.join(', ')}: the proxy treats the TLS handshakes of clients as malformed HTTP, and sends plain HTTP to a server that expects TLS`,
          fix: 'declare protocol: TLS (or HTTPS) if clients use TLS themselves; otherwise add a DestinationRule with tls.mode SIMPLE',
        });
      });
    }
  },
};
