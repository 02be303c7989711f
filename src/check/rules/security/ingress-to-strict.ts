import { podOfMode } from './mtls-clash';
import type { Item, ItemOf } from '../../../world/item';
import { containersOf, type Pod } from '../../../world/pods';
import type { Registered } from '../../../world/services';
import type { World } from '../../../world/world';
import { controllerOf } from '../../attachment/classes';
import { attachedListeners } from '../../attachment/routes';
import { pointer, type Check, type Report } from '../../engine/check';
import { Severity } from '../../finding';
import { ingressBackends } from '../gateway/_tls-in-front';
import { withoutProxy } from '../workload/_without-proxy';

/** Who sends the requests of an Ingress: a load balancer outside the cluster, or pods. */
interface Sender { readonly what: string; readonly item?: Item; readonly outside: boolean }

const CLASS = 'kubernetes.io/ingress.class';
/** Controllers, by a word in their class or controller name, with the names of their images. */
const CONTROLLERS: readonly (readonly [word: RegExp, image: RegExp])[] = [
  [/nginx/, /(^|\/)(ingress-nginx(-controller)?\/controller|nginx-ingress(-controller)?|ingress-nginx-controller)([:@]|$)/],
  [/traefik/, /(^|\/)traefik([:@]|$)/],
  [/haproxy/, /(^|\/)(haproxy-ingress|kubernetes-ingress)([:@]|$)/],
  [/contour/, /(^|\/)(contour|envoy)([:@]|$)/],
  [/kong/, /(^|\/)(kong|kong-gateway)([:@]|$)/],
];
const OUTSIDE = new Set(['gce', 'gce-internal', 'alb', 'azure-application-gateway', 'azure/application-gateway']);

/** The pods of a controller in the files, if none of them has a proxy. */
function plainPods(world: World, word: string): Pod | undefined {
  const images = CONTROLLERS.filter(([w]) => w.test(word)).map(([, image]) => image);
  if (!images.length) return undefined;
  const pods = world.pods(undefined).filter((p) => containersOf(p).some((c) => images.some((i) => i.test(c.image ?? ''))));
  return pods.length && pods.every((p) => withoutProxy(world, p) !== undefined) ? pods[0] : undefined;
}

/** Whether an Ingress without a class belongs to GKE, judging by a Service that it routes to. */
function negBackend(world: World, ingress: Item): boolean {
  for (const { name } of ingressBackends(ingress)) if (/"ingress"\s*:\s*true/.test(world.find('Service', ingress.namespace, name)?.annotations['cloud.google.com/neg'] ?? '')) return true;
  return false;
}

/** Who sends the requests of a Gateway of another implementation: a load balancer of GKE, or pods of its controller. */
function senderOfGateway(world: World, gateway: ItemOf<'KubeGateway'>): Sender | undefined {
  const name = gateway.spec.gatewayClassName ?? '';
  if (/^gke-l7-/.test(name)) return { what: `the load balancer of Gateway ${gateway.namespace}/${gateway.name} (${name})`, item: gateway, outside: true };
  if (controllerOf(world, name) !== 'unknown') return undefined;
  const pod = plainPods(world, world.find('GatewayClass', '', name)?.spec.controllerName ?? name);
  return pod && { what: `${pod.item.kind} ${pod.namespace}/${pod.name}, which has no proxy (${withoutProxy(world, pod)!}),`, item: pod.item, outside: false };
}

function senderOf(world: World, ingress: Item): Sender | undefined {
  const spec = (ingress.object.spec ?? {}) as { ingressClassName?: unknown };
  const name = typeof spec.ingressClassName === 'string' ? spec.ingressClassName : ingress.annotations[CLASS];
  if (name === undefined && negBackend(world, ingress)) return { what: 'the load balancer of GKE (endpoint groups, cloud.google.com/neg)', outside: true };
  if (name === undefined || name === 'istio') return undefined;
  if (OUTSIDE.has(name)) return { what: `the load balancer of class ${name}`, outside: true };
  const cls = world.ofKind('networking.k8s.io', 'IngressClass').find((c) => c.name === name);
  const controller = (cls?.object.spec as { controller?: unknown } | undefined)?.controller;
  if (typeof controller === 'string' && controller.startsWith('istio.io/')) return undefined;
  const pod = plainPods(world, typeof controller === 'string' ? controller : name);
  return pod && { what: `${pod.item.kind} ${pod.namespace}/${pod.name}, which has no proxy (${withoutProxy(world, pod)!}),`, item: pod.item, outside: false };
}

/** Reports plaintext that is sent to a port of a service. */
function reportPlaintext(world: World, report: Report, item: Item, at: string, sender: Sender, service: Registered | undefined, port: number | string | undefined): boolean {
  if (service?.kind !== 'Service' || !service.selector) return false;
  const found = service.ports.find((p) => p.number === port || p.name === port);
  const strict = found && podOfMode(world, service, found.number, 'STRICT');
  if (!strict) return false;
  report(item, {
    pointer: at,
    message: `${sender.what} sends plaintext to ${service.host} port ${found.number}, whose ${strict.item.kind} ${strict.item.namespace}/${strict.item.name} accepts mutual TLS only (STRICT): requests get a 502 or 503${sender.outside ? ', and health checks fail' : ''}`,
    fix: sender.outside ? 'route to a gateway of the mesh instead, or accept plaintext on the port: portLevelMtls with mode PERMISSIVE in a PeerAuthentication that selects the pods'
      : 'inject the controller\'s pods, with traffic.sidecar.istio.io/includeInboundPorts: "" so that its own listeners are not affected; or accept plaintext on the port (PERMISSIVE)',
    related: [service.item, ...(sender.item ? [sender.item] : []), ...(strict.policy ? [strict.policy] : [])],
  });
  return true;
}

export const ingressToStrict: Check = {
  code: 'MESH434',
  title: 'ingress from outside the mesh to a port that accepts mutual TLS only',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'An ingress controller whose pods have no sidecar, and a cloud load balancer, send plaintext. A workload whose PeerAuthentication is STRICT resets such connections: clients get a 502 or 503. '
    + 'Inject a sidecar into the controller, route to a gateway of the mesh, or accept plaintext on that port.',
  run(world, report) {
    if (!world.all('PeerAuthentication').length) return;
    for (const ingress of world.ofKind('networking.k8s.io', 'Ingress')) {
      const sender = senderOf(world, ingress);
      if (!sender) continue;
      const reported = new Set<string>();
      for (const { name, port, at } of ingressBackends(ingress)) {
        if (reported.has(`${name} ${port ?? ''}`)) continue;
        const service = world.registry.same(world.registry.fqdn(name, ingress.namespace))[0];
        if (reportPlaintext(world, report, ingress, at, sender, service, port)) reported.add(`${name} ${port ?? ''}`);
      }
    }
    for (const route of world.all('HTTPRoute')) {
      const gateways = new Set((route.spec.parentRefs ?? []).flatMap((ref) => attachedListeners(world, route, ref)).map((l) => l.gateway));
      const sender = [...gateways].map((g) => senderOfGateway(world, g)).find((s) => s !== undefined);
      if (!sender) continue;
      route.spec.rules?.forEach((rule, i) => rule.backendRefs?.forEach((ref, j) => {
        if ((ref.kind ?? 'Service') !== 'Service' || ref.group) return;
        const service = world.registry.same(world.registry.fqdn(ref.name ?? '', ref.namespace ?? route.namespace))[0];
        reportPlaintext(world, report, route, pointer('spec', 'rules', i, 'backendRefs', j), sender, service, ref.port);
      }));
    }
  },
};
