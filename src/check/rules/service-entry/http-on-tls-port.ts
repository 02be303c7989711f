import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { tlsTo } from '../traffic/_client-tls';

export const httpOnTlsPort: Check = {
  code: 'MESH243',
  title: 'port 443 declared as HTTP',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Clients use TLS on port 443. If it is declared as HTTP, the proxy parses their handshake as a request and answers with a 400 or closes the connection; '
    + 'if a client sends plain HTTP, the server refuses it because it expects TLS. Such a port works only if a DestinationRule originates TLS.',
  run(world, report) {
    for (const se of world.all('ServiceEntry')) {
      se.spec.ports?.forEach((p, i) => {
        if (p.number === undefined) return;
        const reached = p.targetPort ?? p.number;
        if (reached !== 443 || !p.protocol || !['HTTP', 'HTTP2', 'GRPC'].includes(p.protocol.toUpperCase())) return;
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
