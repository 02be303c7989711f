import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { emit } from '../emit/emit';
import { compact } from '../grammar/json';
import * as names from '../grammar/names';
import { given } from '../guard/guard';
import { Mesh } from '../mesh';
import { refusalsWithoutCertificate } from '../model/callers-without-certificate';
import type { ServiceModel } from '../model/service';
import type { IMeshService } from '../service';

const ISTIO = 'networking.istio.io/v1';
/** The gateway name with which VirtualServices apply to clients of the mesh outside GKE. */
const EXTERNAL_MESH = 'external-mesh';

/** A Cloud Run service that services of the mesh call. */
export interface CloudRunBackendProps {
  /** Name of the Cloud Run service, at most 49 characters. The service is in the cluster's project. */
  readonly service: string;
  /** Region of the Cloud Run service: `us-central1`. */
  readonly region: string;
  /** Host name for callers in the mesh: `hello.internal`. Scoped services need `sidecarHosts: ['NAMESPACE/HOST']` for it. */
  readonly host: string;
}

/**
 * A Cloud Run service that services of a managed mesh call by a host name: a GCPBackend, for which Google's proxies add the token that Cloud Run requires,
 * and a VirtualService that routes the host to it. This is a preview feature of Google; the caller's account needs `roles/run.invoker` on the service.
 *
 * @see https://cloud.google.com/service-mesh/docs/route-to-cloud-run
 *
 * @example
 * declare const chart: Chart; // enrolled in a mesh with a managed control plane
 * new mesh.CloudRunBackend(chart, 'hello', { service: 'hello-world', region: 'us-central1', host: 'hello.internal' });
 */
export class CloudRunBackend extends Construct {
  /** Host of the GCPBackend in the proxies: a destination of routes. */
  public readonly destination: string;

  public constructor(scope: Construct, id: string, props: CloudRunBackendProps) {
    super(scope, given('CloudRunBackend', scope, id, props));
    const what = `Cloud Run backend '${this.node.path}'`;
    const namespace = requireManaged(what, this);
    if (!/^[a-z]([a-z0-9-]{0,47}[a-z0-9])?$/.test(props.service)) {
      throw new Error(`${what}: service must be the name of a Cloud Run service, at most 49 lower-case letters, digits and '-', got: '${props.service}'`);
    }
    if (!/^[a-z]+-[a-z]+\d+$/.test(props.region)) throw new Error(`${what}: region must be a Google Cloud region such as us-central1, got: '${props.region}'`);
    const name = names.dnsLabel(`the name of ${what}`, id);
    const host = names.host(`the host of ${what}`, props.host);
    this.destination = `${name}.${namespace}.svc.${Mesh.containing(this).clusterDomain}`;
    const head = { name, namespace };
    emit(this, { ...head, id: 'GCPBackend', apiVersion: 'networking.gke.io/v1', kind: 'GCPBackend', render: () => ({ spec: { cloudRun: { service: props.service, regions: [props.region] } } }) });
    emit(this, { ...head, id: 'VirtualService', apiVersion: ISTIO, kind: 'VirtualService', render: () => ({ spec: { hosts: [host], http: [{ route: [{ destination: { host: this.destination } }] }] } }) });
  }
}

/** Host names with which clients outside GKE call a service of the mesh. */
export interface ExternalMeshRouteProps {
  /** The service. It must accept plaintext, as such clients have no mesh certificates. */
  readonly service: IMeshService;
  /** Host names for these clients, which their network's DNS must resolve: `ads.mesh.example.com`. */
  readonly hosts: string[];
  /**
   * Port of the service.
   *
   * @default - its first port
   */
  readonly port?: number;
}

/**
 * Host names with which clients of a managed mesh outside GKE (Cloud Run services, VMs) call a service in it: a VirtualService for `external-mesh`. A client
 * joins the mesh that Google creates for the cluster: `mesh: 'projects/P/locations/global/meshes/' + cluster.meshResourceName` of a `CloudRunClient`. This is
 * a preview feature of Google.
 *
 * @see https://cloud.google.com/service-mesh/docs/route-from-cloud-run
 *
 * @example
 * declare const chart: Chart; // enrolled in a mesh with a managed control plane
 * declare const ads: mesh.MeshService;
 * new mesh.ExternalMeshRoute(chart, 'ads-outside', { service: ads, hosts: ['ads.mesh.example.com'] });
 */
export class ExternalMeshRoute extends Construct {
  public constructor(scope: Construct, id: string, props: ExternalMeshRouteProps) {
    super(scope, given('ExternalMeshRoute', scope, id, props));
    const what = `external route '${this.node.path}'`;
    const namespace = requireManaged(what, this);
    const service = props.service._callee();
    if (service.namespace !== namespace) {
      throw new Error(`${what}: its chart's namespace must be '${service.namespace}', like that of service '${service.path}', got: '${namespace}'; create the route in the service's chart`);
    }
    const port = service.ports.find((p) => props.port === undefined || p.port === props.port);
    if (!port) throw new Error(`${what}: port must be one of ${service.ports.map((p) => p.port).join(', ') || 'the ports of the service (it has none)'}, got: ${props.port}`);
    if (props.hosts.length === 0) throw new Error(`${what} has no host; set at least one, hosts: ['ads.mesh.example.com']`);
    const hosts = props.hosts.map((h) => names.host(`a host of ${what}`, h));
    emit(this, {
      id: 'VirtualService',
      apiVersion: ISTIO,
      kind: 'VirtualService',
      name: names.dnsLabel(`the name of ${what}`, id),
      namespace,
      render: () => ({ spec: compact({ hosts, gateways: [EXTERNAL_MESH], http: [{ route: [{ destination: { host: service.hosts[0], port: { number: port.port } } }] }] }) }),
    });
    this.node.addValidation({ validate: () => refusedOutside(what, service) });
  }
}

/** The namespace of a construct whose objects only Traffic Director reads; throws for other control planes. */
function requireManaged(what: string, construct: Construct): string {
  const managed = Mesh.containing(construct).controlPlane._driver.managed;
  if (!managed || managed.implementation === 'istiod') {
    throw new Error(`${what}: the control plane must be managed by Google and served by Traffic Director, got: ${managed ? 'expect: ManagedImplementation.ISTIOD' : 'another control plane'}; use ControlPlane.managed({ expect: ManagedImplementation.TRAFFIC_DIRECTOR })`);
  }
  return names.dnsLabel(`the namespace of ${what}`, Chart.of(construct).namespace ?? '');
}

/** Why a service refuses clients without mesh certificates. */
function refusedOutside(what: string, s: ServiceModel): string[] {
  const { requiresMutualTls, requiresIdentity } = refusalsWithoutCertificate(s);
  return [
    ...(requiresMutualTls ? [`${what} sends plaintext to service '${s.path}', which accepts mutual TLS only; accept plaintext too (mtls: MutualTls.PERMISSIVE)`] : []),
    ...(requiresIdentity ? [`${what} routes to service '${s.path}', which accepts declared callers only, but its clients have no mesh identity; allow them by their addresses: service.allow({ from: [Source.ipBlocks(…)] })`] : []),
  ];
}
