import { posix } from 'path';
import * as names from '../grammar/names';

/** Settings of a proxyless gRPC client or server, for istiod. */
export interface IstioGrpcBootstrapProps {
  /** Name of its pod. */
  readonly podName: string;
  /** Namespace of its pod. */
  readonly namespace: string;
  /** Address of its pod. istiod uses it to find the services that a server belongs to. */
  readonly podIp: string;
  /**
   * Address of istiod, such as `istiod.istio-system.svc:15010`, which is plaintext; or the socket of an agent in the pod, which connects with the pod's
   * identity.
   *
   * @default unix:///etc/istio/proxy/XDS - the socket of the agent that the template `grpc-agent` adds
   */
  readonly server?: string;
  /**
   * Folder with `cert-chain.pem`, `key.pem` and `root-cert.pem`.
   *
   * @default - /var/lib/istio/data, where the agent writes them; none with another `server`: mutual TLS is then not possible
   */
  readonly certificatesDir?: string;
  /**
   * Labels of the pod, for the selectors of policies.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };
  /**
   * Service account of the pod.
   *
   * @default - not set
   */
  readonly serviceAccount?: string;
  /**
   * Name of the owner of the pod, such as its Deployment.
   *
   * @default - not set
   */
  readonly workloadName?: string;
  /**
   * Name of the cluster, as istiod knows it.
   *
   * @default Kubernetes
   */
  readonly clusterId?: string;
  /**
   * Domain of the cluster's services.
   *
   * @default cluster.local
   */
  readonly clusterDomain?: string;
  /**
   * Locality of the pod: `REGION`, `REGION/ZONE` or `REGION/ZONE/SUBZONE`.
   *
   * @default - unknown
   */
  readonly locality?: string;
  /**
   * Additional node metadata, under istiod's names, such as `NETWORK`.
   *
   * @default - none
   */
  readonly metadata?: { readonly [key: string]: any };
}

type Json = { [k: string]: any };

const AGENT = 'unix:///etc/istio/proxy/XDS';

/** The bootstrap file that Istio's agent writes for a pod. */
export function istioBootstrap(p: IstioGrpcBootstrapProps): Json {
  names.dnsName('GrpcBootstrap.istio: podName', p.podName);
  names.dnsLabel('GrpcBootstrap.istio: namespace', p.namespace);
  names.ipAddress('GrpcBootstrap.istio: podIp', p.podIp);
  checkServer(p.server ?? AGENT);
  checkText('GrpcBootstrap.istio', p);
  return written(p);
}

/** A script that writes the file when a pod starts, with `POD_NAME`, `POD_NAMESPACE` and `INSTANCE_IP` in its environment. */
export function istioBootstrapScript(file: string, p: Omit<IstioGrpcBootstrapProps, 'podName' | 'namespace' | 'podIp'>): string {
  checkServer(p.server ?? AGENT);
  checkText('GrpcBootstrapInit.addIstioTo', p);
  const json = JSON.stringify(written({ ...p, podName: '\u0001POD_NAME\u0002', namespace: '\u0001POD_NAMESPACE\u0002', podIp: '\u0001INSTANCE_IP\u0002' }), undefined, 2);
  // a kubelet would replace $(NAME) in a command
  const text = json.replace(/\$/g, '\\u0024').replace(/[\\`]/g, '\\$&').replace(/\\\\u0001(\w+?)\\\\u0002/g, '$${$1}');
  return `cat > ${file} <<EOF\n${text}\nEOF\n`;
}

function checkServer(server: string): void {
  if (!/^unix:\/{1,4}[^/]/.test(server) && !/^(dns:\/\/\/)?[^/\s]+:\d+$/.test(server)) {
    throw new Error(`GrpcBootstrap: server must be HOST:PORT or unix:///SOCKET, got: '${server}'`);
  }
}

/** Checks that no text, and no name in an object, has control characters: those of the script mark what the pod fills in. */
function checkText(at: string, value: unknown): void {
  if (typeof value === 'string' && CONTROL.test(value)) throw new Error(`${at} must not contain control characters, got: ${JSON.stringify(value)}; remove them`);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, one] of Object.entries(value)) {
    if (CONTROL.test(key)) throw new Error(`${at}: a name must not contain control characters, got: ${JSON.stringify(key)}; remove them`);
    checkText(Array.isArray(value) ? `${at}[${key}]` : `${at}${at.includes(':') ? '.' : ': '}${key}`, one);
  }
}

/** But for tab and line ends, which a value may contain. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/; // eslint-disable-line no-control-regex

function written(p: IstioGrpcBootstrapProps): Json {
  const server = p.server ?? AGENT;
  const folder = p.certificatesDir ?? (server === AGENT ? '/var/lib/istio/data' : undefined);
  return {
    xds_servers: [{ server_uri: server, channel_creds: [{ type: 'insecure' }], server_features: ['xds_v3'] }],
    node: {
      id: `sidecar~${p.podIp}~${p.podName}.${p.namespace}~${p.namespace}.svc.${p.clusterDomain ?? 'cluster.local'}`,
      metadata: metadata(p),
      locality: locality(p.locality),
    },
    ...(folder === undefined ? {} : { certificate_providers: { default: certificates(folder) } }),
    server_listener_resource_name_template: 'xds.istio.io/grpc/lds/inbound/%s',
  };
}

function metadata(p: IstioGrpcBootstrapProps): Json {
  return {
    ...p.metadata,
    GENERATOR: 'grpc',
    CLUSTER_ID: p.clusterId ?? 'Kubernetes',
    NAME: p.podName,
    NAMESPACE: p.namespace,
    ...(p.labels === undefined ? {} : { LABELS: { ...p.labels } }),
    ...(p.serviceAccount === undefined ? {} : { SERVICE_ACCOUNT: p.serviceAccount }),
    ...(p.workloadName === undefined ? {} : { WORKLOAD_NAME: p.workloadName }),
  };
}

function locality(text: string | undefined): Json {
  const [region, zone, subZone] = text?.split('/') ?? [];
  return { ...(region ? { region } : {}), ...(zone ? { zone } : {}), ...(subZone ? { sub_zone: subZone } : {}) };
}

function certificates(folder: string): Json {
  const file = (name: string) => posix.join(folder, name);
  return {
    plugin_name: 'file_watcher',
    config: { certificate_file: file('cert-chain.pem'), private_key_file: file('key.pem'), ca_certificate_file: file('root-cert.pem'), refresh_interval: '900s' },
  };
}
