import { consequence, isUsed, placeOf, providers, serversOf } from './_providers';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const providerPort: Check = {
  code: 'MESH291',
  title: 'extension provider on a port that its Service does not have, or that is not HTTP/2',
  aliases: [],
  severity: Severity.ERROR,
  explanation: '`port` of an extension provider is a port of the Service, not its `targetPort`; nothing validates it, and the proxies have no cluster for a port that does not exist. A gRPC provider needs a port declared as HTTP/2 (name `grpc-…` or `http2-…`, or `appProtocol`): '
    + 'over HTTP/1.1 its calls fail. If an authorizer can\'t be called, every request is denied, or admitted with `failOpen`.',
  run(world, report) {
    for (const p of providers(world)) {
      const place = placeOf(world, p);
      const [server, ...more] = serversOf(world, p);
      if (!place || !server || more.length || server.made || p.port === undefined) continue;
      const port = server.ports.find((s) => s.number === p.port);
      const used = isUsed(p);
      const outcome = used ? (p.failOpen ? 'every request is admitted without authorization (failOpen)' : consequence(p)) : 'it can\'t be used';
      const wrong = p.grpc && port !== undefined && (port.protocol === 'HTTP' || port.protocol === 'TCP');
      if (port && !wrong) continue;
      const behind = server.ports.find((s) => s.targetPort === p.port)?.number;
      const ports = server.ports.map((s) => s.number);
      report(place.item, {
        pointer: place.pointer,
        severity: used ? Severity.ERROR : Severity.WARNING,
        message: port ? `provider ${p.name} (${p.kind}) is called with gRPC on port ${p.port} of ${server.host}, which is ${port.protocol} (${port.declared || 'by its number'}), not HTTP/2: ${outcome}`
          : `provider ${p.name} (${p.kind}) refers to port ${p.port}, which ${server.host} does not have${behind === undefined ? ` (it has ${ports.join(', ') || 'none'})` : ` (${p.port} is the targetPort of its port ${behind})`}: ${outcome}`,
        fix: port ? `rename the port of the Service grpc-${port.name.replace(/^(http|tcp)-?/, '') || 'api'}, or set appProtocol: grpc` : `set port: ${behind ?? ports[0] ?? 'PORT'}`,
        related: [server.item, ...p.users.filter((u) => u !== place.item).slice(0, 3)],
      });
    }
  },
};
