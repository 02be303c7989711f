import { allKnown, gatewayPorts, inboundPorts, outboundPorts, patchedPods, type Ports } from './_patched-proxies';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

const CONTEXT: Readonly<Record<string, string>> = {
  SIDECAR_INBOUND: 'sidecars receive connections on the port of the pod (targetPort)', GATEWAY: 'the listener has the port that the gateway\'s pod listens on', SIDECAR_OUTBOUND: 'outbound listeners have the port of a Service',
};

export const patchedPortAbsent: Check = {
  code: 'MESH278',
  title: 'EnvoyFilter for a port that the proxies don\'t have',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`portNumber` of a match is a port of the proxy: the `targetPort` of a Service for inbound traffic, the port of a Service for outbound traffic, and at a gateway the port that its pod listens on. A patch for any other port never applies; istiod accepts it, and no proxy changes.',
  run(world, report) {
    for (const filter of world.all('EnvoyFilter', 'configPatches.match.listener.portNumber', 'configPatches.match.routeConfiguration.portNumber')) {
      const pods = patchedPods(world, filter);
      if (!pods) continue;
      const closed = allKnown(world, filter);
      filter.spec.configPatches?.forEach(({ match }, i) => {
        for (const part of ['listener', 'routeConfiguration'] as const) {
          const port = match?.[part]?.portNumber;
          const context = match?.context ?? 'ANY';
          if (!port || !(context in CONTEXT)) continue;
          const ports: Ports | undefined = context === 'SIDECAR_INBOUND' ? inboundPorts(world, pods) : context === 'SIDECAR_OUTBOUND' ? outboundPorts(world) : gatewayPorts(world, pods);
          // gateway routes can also be found by the port of the server
          if (ports.there.has(port) || (part === 'routeConfiguration' && context === 'GATEWAY' && gatewayPorts(world, pods).servers.has(port))) continue;
          // sidecar routes can also be found by the port of the Service
          if (part === 'routeConfiguration' && context === 'SIDECAR_INBOUND') continue;
          const leads = ports.leading.get(port);
          // no ports are known for the proxies: their Services or Gateways are missing here
          if (leads === undefined && (!closed || ports.there.size <= 8)) continue;
          report(filter, {
            pointer: pointer('spec', 'configPatches', i, 'match', part, 'portNumber'),
            severity: closed ? Severity.WARNING : Severity.INFO,
            message: `no proxy that this filter patches has port ${port} in context ${context}${leads === undefined ? '' : ` (it is ${context === 'SIDECAR_OUTBOUND' ? `the targetPort of port ${leads}` : `the port of a Service with targetPort ${leads}`})`}: ${CONTEXT[context]}, so the patch is never applied`,
            fix: leads === undefined ? `use a port that they have: ${[...ports.there].filter((p) => p < 15000 || p > 15100).sort((a, b) => a - b).slice(0, 8).join(', ')}` : `set portNumber: ${leads}`,
            related: [pods[0].item],
          });
        }
      });
    }
  },
};
