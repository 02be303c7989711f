import { hasProxy, inAmbient, inMesh, isControlPlane } from './_in-mesh';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Ports on which the sidecar and its agent listen in every pod, and their purpose. */
const TAKEN: Readonly<Record<number, string>> = {
  15000: 'Envoy\'s admin interface',
  15001: 'outbound traffic',
  15004: 'the agent\'s debug interface',
  15006: 'inbound traffic',
  15008: 'HBONE tunnels',
  15020: 'merged metrics',
  15021: 'health checks',
  15053: 'DNS',
  15090: 'Envoy\'s metrics',
};

export const reservedPorts: Check = {
  code: 'MESH521',
  title: 'application on a port reserved for the sidecar',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The sidecar shares the network of the pod and uses ports 15000 to 15090. An application that listens on one of them either fails to start or keeps the proxy from starting; and traffic to these ports is not sent through the proxy.',
  run(world, report) {
    for (const pod of world.pods(undefined)) {
      if (!pod.spec.containers?.some((c) => c.ports?.some((p) => p.containerPort !== undefined && TAKEN[p.containerPort] !== undefined))) continue;
      if (isControlPlane(pod.item) || !inMesh(world, pod) || (inAmbient(world, pod) && !hasProxy(pod))) continue;
      pod.spec.containers?.forEach((c, i) => {
        if (c.name === 'istio-proxy') return;
        c.ports?.forEach((p, j) => {
          const use = p.containerPort === undefined ? undefined : TAKEN[p.containerPort];
          if (use === undefined) return;
          report(pod.item, {
            pointer: pod.pointer + pointer('containers', i, 'ports', j, 'containerPort'),
            message: `container ${c.name ?? i} listens on ${p.containerPort}, which the pod's sidecar uses for ${use}: one of the two does not start`,
            fix: 'let the application listen on a port outside 15000 to 15090',
          });
        });
      });
    }
  },
};
