import { gatewayProblems, reportProblems } from './_problems';
import type { World } from '../../../world/world';
import { controllerOf } from '../../attachment/classes';
import { pointer, type Check, type Report } from '../../engine/check';
import { Severity } from '../../finding';

const PROTOCOLS: ReadonlySet<string> = new Set(['HTTP', 'HTTPS', 'TLS', 'TCP', 'UDP']);
const ofIstio = reportProblems('MESH817', gatewayProblems)!;

/** Checks listeners of other implementations: a protocol is defined by the specification, or prefixed with the implementation's domain. */
function ofOthers(world: World, report: Report): void {
  for (const gateway of world.all('KubeGateway')) {
    if (controllerOf(world, gateway.spec.gatewayClassName) !== 'unknown') continue;
    gateway.spec.listeners?.forEach(({ name = '', protocol }, i) => {
      if (!protocol || PROTOCOLS.has(protocol) || protocol.includes('/')) return;
      const [upper, isGrpc] = [protocol.toUpperCase(), /^grpcs?$/i.test(protocol)];
      report(gateway, {
        pointer: pointer('spec', 'listeners', i, 'protocol'),
        severity: Severity.WARNING,
        aliases: ['UnsupportedProtocol'],
        message: `${protocol} is not a protocol of the Gateway API, and the name of an implementation-specific one starts with a domain: listener ${name} is not opened`,
        fix: isGrpc ? 'write HTTP, or HTTPS with tls; GRPCRoutes attach to both' : PROTOCOLS.has(upper) ? `write ${upper}` : 'write HTTP, HTTPS, TLS, TCP or UDP',
      });
    });
  }
}

export const unsupportedProtocol: Check = {
  code: 'MESH817',
  title: 'listener with an unsupported protocol',
  aliases: ['UnsupportedProtocol', 'Invalid', 'ListenersNotValid'],
  severity: Severity.ERROR,
  explanation: 'Istio\'s gateways support HTTP, HTTPS, TLS and TCP (in upper case), its waypoints HBONE on port 15008. A listener with another protocol is not opened. '
    + 'For Gateways of other implementations it is a warning if the protocol is neither in the specification nor prefixed with a domain (`example.com/name`). `GRPC` is not a protocol: GRPCRoutes attach to HTTP and HTTPS listeners.',
  run(world, report) {
    ofIstio(world, report);
    ofOthers(world, report);
  },
};
