import type { Item, ItemOf } from '../../../world/item';
import { portOf, type Pod } from '../../../world/pods';
import { servicesOf } from '../../../world/serving';
import type { World } from '../../../world/world';

/** A port of a pod that receives plaintext because a load balancer in front of its Service terminates TLS. */
export interface EndedTls {
  readonly port: number;
  /** the setting that makes the load balancer terminate TLS */
  readonly by: Item;
  /** the annotation or the Ingress, as part of a message */
  readonly what: string;
  /** the port to which clients speak TLS */
  readonly servicePort: number;
  /** whether the load balancer parses requests and sets X-Forwarded-Proto */
  readonly readsRequests: boolean;
}

type ServicePorts = NonNullable<ItemOf<'Service'>['spec']['ports']>;
interface Kind {
  /** the annotation that names a certificate */
  readonly certificate: string;
  /** TLS ports, by number or name */
  readonly ports: (annotations: Item['annotations']) => readonly string[];
  /** the protocol of the load balancer to the nodes */
  readonly backend: (annotations: Item['annotations']) => 'http' | 'tcp' | 'tls';
}
const list = (text: string | undefined, otherwise: string): readonly string[] => (text ?? otherwise).split(',').map((t) => t.trim()).filter((t) => t);
const AWS = 'service.beta.kubernetes.io/aws-load-balancer';
const OCI = 'service.beta.kubernetes.io/oci-load-balancer';
const DO = 'service.beta.kubernetes.io/do-loadbalancer';
const ALIBABA = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer';
const KINDS: readonly Kind[] = [
  {
    certificate: `${AWS}-ssl-cert`,
    ports: (a) => list(a[`${AWS}-ssl-ports`], '*'),
    backend: (a) => (({ ssl: 'tls', https: 'tls', http: 'http' } as const)[(a[`${AWS}-backend-protocol`] ?? '').toLowerCase() as 'ssl'] ?? 'tcp'),
  },
  { certificate: `${OCI}-tls-secret`, ports: (a) => list(a[`${OCI}-ssl-ports`], '443'), backend: (a) => (a[`${OCI}-tls-backendset-secret`] ? 'tls' : 'tcp') },
  { certificate: `${DO}-certificate-id`, ports: (a) => list(a[`${DO}-tls-ports`], '443'), backend: (a) => (a[`${DO}-tls-passthrough`] === 'true' ? 'tls' : 'http') },
  { certificate: `${ALIBABA}-cert-id`, ports: (a) => list(a[`${ALIBABA}-protocol-port`], '').filter((p) => p.startsWith('https:')).map((p) => p.slice(6)), backend: () => 'http' },
  { certificate: 'load-balancer.hetzner.cloud/http-certificates', ports: () => ['443'], backend: (a) => (a['load-balancer.hetzner.cloud/protocol'] === 'https' ? 'http' : 'tls') },
  { certificate: 'service.beta.kubernetes.io/scw-loadbalancer-certificate-ids', ports: () => ['443'], backend: () => 'tcp' },
  { certificate: 'loadbalancer.openstack.org/default-tls-container-ref', ports: () => ['443'], backend: () => 'http' },
];

const names = (port: ServicePorts[number], ports: readonly string[]): boolean => ports.includes('*') || ports.includes(String(port.port)) || (port.name !== undefined && ports.includes(port.name));

/** Whether annotations of a Service make its load balancer terminate TLS on a port and forward plaintext. */
export const endsTls = (annotations: Item['annotations'], port: ServicePorts[number]): boolean =>
  KINDS.some((kind) => annotations[kind.certificate] && names(port, kind.ports(annotations)) && kind.backend(annotations) !== 'tls');

/** The ports of a pod that receive plaintext from a load balancer. */
export function* endedTls(world: World, pod: Pod): Iterable<EndedTls> {
  for (const service of servicesOf(world, pod)) {
    for (const port of service.spec.ports ?? []) {
      const number = portOf(pod, port.targetPort ?? port.port);
      if (number === undefined || port.port === undefined) continue;
      for (const kind of KINDS) {
        if (!service.annotations[kind.certificate] || !names(port, kind.ports(service.annotations))) continue;
        const backend = kind.backend(service.annotations);
        if (backend !== 'tls') yield { port: number, by: service, what: `${kind.certificate} of Service ${service.namespace}/${service.name}`, servicePort: port.port, readsRequests: backend === 'http' };
      }
      for (const ingress of ingresses(world).get(`${service.namespace}/${service.name}`) ?? []) {
        if (!ingress.ports.some((p) => p === port.port || (p !== undefined && p === port.name)) || encryptsAgain(ingress.item, service, port)) continue;
        yield { port: number, by: ingress.item, what: `Ingress ${ingress.item.namespace}/${ingress.item.name}`, servicePort: port.port, readsRequests: true };
      }
    }
  }
}

interface IngressUse { readonly item: Item; readonly ports: readonly (number | string | undefined)[] }
const MANAGED = ['networking.gke.io/managed-certificates', 'ingress.gcp.kubernetes.io/pre-shared-cert', 'alb.ingress.kubernetes.io/certificate-arn'];

/** Ingresses that terminate TLS, by their backend Services. */
const ingresses = (world: World): ReadonlyMap<string, readonly IngressUse[]> => world.once(ingresses, () => {
  const out = new Map<string, IngressUse[]>();
  for (const item of world.ofKind('networking.k8s.io', 'Ingress')) {
    const spec = (item.object.spec ?? {}) as any;
    if (!(Array.isArray(spec.tls) && spec.tls.length) && !MANAGED.some((a) => item.annotations[a])) continue;
    for (const { name, port } of ingressBackends(item)) {
      const key = `${item.namespace}/${name}`;
      const known = out.get(key) ?? [];
      const same = known.find((u) => u.item === item);
      if (same) (same.ports as (number | string | undefined)[]).push(port);
      else out.set(key, [...known, { item, ports: [port] }]);
    }
  }
  return out;
});

/** The Services and ports that an Ingress routes to; repeated if several paths route to one. */
export function* ingressBackends(item: Item): Iterable<{ readonly name: string; readonly port: number | string | undefined; readonly at: string }> {
  const spec = (item.object.spec ?? {}) as any;
  const backends: { at: string; backend: any }[] = [{ at: '/spec/defaultBackend', backend: spec.defaultBackend }];
  for (const [i, rule] of (Array.isArray(spec.rules) ? spec.rules : []).entries()) {
    for (const [j, path] of (Array.isArray(rule?.http?.paths) ? rule.http.paths : []).entries()) backends.push({ at: `/spec/rules/${i}/http/paths/${j}/backend`, backend: path?.backend });
  }
  for (const { at, backend } of backends) {
    const { name, port } = backend?.service ?? {};
    if (typeof name === 'string') yield { name, port: port?.number ?? port?.name, at };
  }
}

/** Whether an Ingress uses TLS to its backend as well. */
function encryptsAgain(ingress: Item, service: Item, port: ServicePorts[number]): boolean {
  const backendProtocol = ['alb.ingress.kubernetes.io/backend-protocol', 'nginx.ingress.kubernetes.io/backend-protocol'].map((a) => ingress.annotations[a]?.toUpperCase());
  if (backendProtocol.some((p) => p === 'HTTPS' || p === 'GRPCS')) return true;
  const protocols = service.annotations['cloud.google.com/app-protocols'];
  if (protocols?.includes(`"${port.name ?? ''}"`) && /HTTPS|HTTP2/.test(protocols)) return true;
  return service.annotations['traefik.ingress.kubernetes.io/service.serversscheme'] === 'https' || port.appProtocol?.toUpperCase() === 'HTTPS' || (port.name ?? '').split('-')[0] === 'https';
}
