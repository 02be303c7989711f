import type { Authorizer } from './authorizer';
import { certificateFolder, containerPort } from './edge';
import { called, loopback } from './sidecar';
import { CERTIFICATES, identitySecret, inboundPort, type Json } from './values';
import { compact } from '../../grammar/json';
import type { GatewayModel } from '../../model/gateway';
import { principalOf } from '../../model/mesh';
import type { IdentityModel } from '../../model/mesh';
import { joined, nameIn } from '../../model/object-name';
import type { ServiceModel } from '../../model/service';
import type { Slot } from '../plane';

/** How proxies are deployed. */
export interface StaticOptions {
  /** Envoy's image. */
  readonly image: string;
  /** The cert-manager issuer for identities; undefined: the Secrets are created elsewhere. */
  readonly issuer?: { readonly name: string; readonly kind: string };
  /** External authorizers that rules can refer to. */
  readonly authorizers?: readonly Authorizer[];
}

const CONFIG = '/etc/mesh/envoy';

function envoy(options: StaticOptions, ports: readonly number[], mounts: readonly Json[]): Json {
  return compact({
    name: 'envoy',
    image: options.image,
    args: ['-c', `${CONFIG}/envoy.json`],
    ports: ports.map((containerPortNumber) => ({ containerPort: containerPortNumber })),
    // the admin interface only listens on loopback, so a kubelet can only open a connection
    readinessProbe: ports.length > 0 ? { tcpSocket: { port: ports[0] }, periodSeconds: 5 } : undefined,
    livenessProbe: ports.length > 0 ? { tcpSocket: { port: ports[0] }, periodSeconds: 10, failureThreshold: 6 } : undefined,
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '1Gi' } },
    securityContext: {
      allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, runAsNonRoot: true, runAsUser: 101, capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' },
    },
    volumeMounts: [{ name: 'envoy-config', mountPath: CONFIG, readOnly: true }, ...mounts],
  });
}

const identityMount = { name: 'mesh-tls', mountPath: CERTIFICATES, readOnly: true };
const identityVolume = (account: string) => ({ name: 'mesh-tls', secret: { secretName: identitySecret(account) } });

/** A pod with the sidecar of its service. */
export function withSidecar(s: ServiceModel, pod: Json, options: StaticOptions): Json {
  const ports = s.ports.filter((p) => p.protocol !== 'udp').map((p) => inboundPort(s, p));
  // the proxy itself must resolve the real addresses, so it gets its own hosts file
  const hosts = { name: 'envoy-config', mountPath: '/etc/hosts', subPath: 'hosts', readOnly: true };
  return compact({
    ...pod,
    hostAliases: called(s).map((t, i) => ({
      ip: loopback(i),
      hostnames: t.kind === 'external' ? t.hosts : [t.hosts[0], `${t.name}.${t.namespace}.svc`, `${t.name}.${t.namespace}`, ...(t.namespace === s.namespace ? [t.name] : [])],
    })),
    containers: [...pod.containers, envoy(options, ports, [identityMount, hosts])],
    volumes: [...(pod.volumes ?? []), { name: 'envoy-config', configMap: { name: joined(s.name, 'envoy') } }, identityVolume(s.identity?.serviceAccount ?? 'default')],
  });
}

/** The certificate of an identity, if an issuer creates it. */
export function identitySlots(identity: IdentityModel, options: StaticOptions): readonly Slot[] {
  return options.issuer === undefined ? [] : [{
    id: 'IdentityCertificate',
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    name: identitySecret(identity.serviceAccount),
    namespace: identity.namespace,
    render: () => ({
      spec: {
        secretName: identitySecret(identity.serviceAccount),
        uris: [`spiffe://${principalOf(identity)}`],
        usages: ['client auth', 'server auth'],
        duration: '24h',
        privateKey: { rotationPolicy: 'Always' },
        issuerRef: { group: 'cert-manager.io', kind: options.issuer!.kind, name: options.issuer!.name },
      },
    }),
  }];
}

/** The name of the ConfigMap with a gateway's bootstrap, in the namespace of its pods. */
export function bootstrapName(g: GatewayModel): string {
  return joined(nameIn(g.workloadNamespace, g), 'envoy');
}

/** The pods of a gateway, and their Service. */
export function edgeSlots(g: GatewayModel, options: StaticOptions): readonly Slot[] {
  const head = { name: g.workloadService, namespace: g.workloadNamespace, labels: g.selector };
  const ports = [...new Set(g.listeners.map((l) => l.port))];
  const secure = g.listeners.filter((l) => l.tls);
  return [
    { ...head, id: 'ServiceAccount', apiVersion: 'v1', kind: 'ServiceAccount', name: g.identity.serviceAccount, render: () => ({}) },
    {
      ...head,
      id: 'Service',
      apiVersion: 'v1',
      kind: 'Service',
      render: () => ({
        spec: { type: 'LoadBalancer', externalTrafficPolicy: 'Local', selector: g.selector, ports: ports.map((p) => ({ name: `port-${p}`, port: p, targetPort: containerPort(p) })) },
      }),
    },
    {
      ...head,
      id: 'Deployment',
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      render: () => ({
        spec: {
          selector: { matchLabels: g.selector },
          template: {
            metadata: { labels: g.selector },
            spec: {
              serviceAccountName: g.identity.serviceAccount,
              automountServiceAccountToken: false,
              containers: [envoy(options, ports.map(containerPort), [identityMount, ...secure.map((l) => ({ name: `listener-${l.name}`, mountPath: certificateFolder(l), readOnly: true }))])],
              volumes: [
                { name: 'envoy-config', configMap: { name: bootstrapName(g) } },
                identityVolume(g.identity.serviceAccount),
                ...secure.map((l) => ({ name: `listener-${l.name}`, secret: { secretName: l.tls!.credentialName } })),
              ],
            },
          },
        },
      }),
    },
  ];
}
