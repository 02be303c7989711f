import { effective } from './_mtls';
import type { Item } from '../../../world/item';
import { portOf } from '../../../world/pods';
import { servicesOf } from '../../../world/serving';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { tlsTo } from '../traffic/_client-tls';
import { hasProxy, inAmbient, inMesh } from '../workload/_in-mesh';
import { leavesPastSidecar, pastSidecar } from '../workload/_inbound-ports';
import { podPlace } from '../workload/_pod-place';

/** Ports that the API server or a scraper calls, not clients with a sidecar, judging by their names. */
const OF_OTHERS = /metric|prom|webhook|health|probe|admission/i;

/** Services that webhook configurations refer to. */
const webhooks = (world: World): ReadonlySet<string> => world.once(webhooks, () => new Set(
  [...world.all('MutatingWebhookConfiguration'), ...world.all('ValidatingWebhookConfiguration')]
    .flatMap((c) => (c.spec.webhooks ?? []).map((w) => `${w.clientConfig?.service?.namespace ?? ''}/${w.clientConfig?.service?.name ?? ''}`)),
));

export const mtlsPastSidecar: Check = {
  code: 'MESH429',
  title: 'mutual TLS to a port that bypasses the sidecar',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`excludeInboundPorts`, or `includeInboundPorts` without the port, makes connections bypass the sidecar. Clients with a sidecar don\'t know that: the pod has a proxy, so they use automatic mutual TLS, '
    + 'and the application receives the handshake: 503. A DestinationRule or a PeerAuthentication with mode DISABLE for the port makes clients send plaintext. '
    + 'The finding is information if the pods exclude the port in both directions, as the members of a cluster of Kafka or Elasticsearch do: they call each other in plaintext.',
  run(world, report) {
    if (world.mesh.config.enableAutoMtls === false) return;
    for (const pod of world.pods(undefined)) {
      if (!Object.keys(pod.annotations).some((a) => a.endsWith('cludeInboundPorts')) || !(hasProxy(pod) || inMesh(world, pod)) || inAmbient(world, pod) || pod.spec.hostNetwork) continue;
      const found: { service: Item; port: number; number: number; annotation: string }[] = [];
      for (const service of servicesOf(world, pod)) {
        if (service.spec.type === 'LoadBalancer' || service.spec.type === 'NodePort' || webhooks(world).has(`${service.namespace}/${service.name}`)) continue;
        for (const p of service.spec.ports ?? []) {
          const number = portOf(pod, p.targetPort ?? p.port);
          const annotation = number === undefined ? undefined : pastSidecar(pod, number);
          if (!annotation || p.port === undefined || OF_OTHERS.test(p.name ?? '') || (p.protocol ?? 'TCP') !== 'TCP') continue;
          const tls = tlsTo(world, world.registry.fqdn(service.name, service.namespace), p.port)?.mode;
          if ((tls !== undefined && tls !== 'ISTIO_MUTUAL') || effective(world, pod, number).mode === 'DISABLE') continue;
          found.push({ service, port: p.port, number: number!, annotation });
        }
      }
      if (!found.length) continue;
      // peers of one StatefulSet, whose own connections to the port bypass their sidecars as well, read each other
      const open = found.find((f) => !leavesPastSidecar(pod, f.port));
      const { service, port, number, annotation } = open ?? found[0];
      report(pod.item, {
        pointer: podPlace(pod, 'annotations', annotation),
        severity: open ? Severity.WARNING : Severity.INFO,
        message: `port ${port} of Service ${service.namespace}/${service.name} has targetPort ${number}, which ${annotation.slice(annotation.indexOf('/') + 1)} excludes from the sidecar: ${open ? '' : 'its own pods bypass their sidecars for it, but other '}clients with a sidecar still use mutual TLS, the application can't read it, and they get a 503`,
        fix: `add a DestinationRule for the clients: { host: ${world.registry.fqdn(service.name, service.namespace)}, trafficPolicy: { portLevelSettings: [{ port: { number: ${port} }, tls: { mode: DISABLE } }] } }; or let the sidecar capture the port`,
        related: found.map((f) => f.service),
      });
    }
  },
};
