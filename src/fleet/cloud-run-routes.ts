import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { emit } from '../emit/emit';
import { compact } from '../grammar/json';
import * as names from '../grammar/names';
import { given } from '../guard/guard';
import { Mesh } from '../mesh';
import type { ServiceModel } from '../model/service';
import { refusalsOfStrangers } from '../model/strangers';
import type { IMeshService } from '../service';

const ISTIO = 'networking.istio.io/v1';
/** The name by which VirtualServices hold for clients of the mesh outside GKE. */
const EXTERNAL_MESH = 'external-mesh';

/** A service of Cloud Run that services of the mesh call. */
export interface CloudRunBackendProps {
  /** Name of the service of Cloud Run, at most 49 characters. It is in the project of the cluster. */
  readonly service: string;
  /** Its region: `us-central1`. */
  readonly region: string;
  /** Host by which services of the mesh call it: `hello.internal`. Proxies of scoped services learn of it by `sidecarHosts: ['NAMESPACE/HOST']`. */
  readonly host: string;
}

/**
 * A service of Cloud Run that services of a managed mesh call by a host: a GCPBackend, for which Google's proxies add the token that Cloud Run asks for, and a
 * VirtualService that leads the host there. In preview at Google; the account of the caller needs `roles/run.invoker` on the service.
 *
 * @see https://cloud.google.com/service-mesh/docs/route-to-cloud-run
 *
 * @example
 * declare const chart: Chart; // enrolled in a mesh with a managed control plane
 * new mesh.CloudRunBackend(chart, 'hello', { service: 'hello-world', region: 'us-central1', host: 'hello.internal' });
 */
export class CloudRunBackend extends Construct {
  /** Host by which the proxies know the GCPBackend: a destination of routes. */
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

/** Hosts by which clients outside GKE call a service of the mesh. */
export interface ExternalMeshRouteProps {
  /** The service. It takes plain text, as such clients have no certificates of the mesh. */
  readonly service: IMeshService;
  /** Hosts by which they call it; DNS of the clients' network must know them: `ads.mesh.example.com`. */
  readonly hosts: string[];
  /**
   * Port of the service.
   *
   * @default - its first
   */
  readonly port?: number;
}

/**
 * Hosts by which clients of a managed mesh outside GKE (services of Cloud Run, VMs) call a service in it: a VirtualService for `external-mesh`. A client joins by the
 * mesh that Google keeps for the cluster: `mesh: 'projects/P/locations/global/meshes/' + cluster.meshResourceName` of a `CloudRunClient`. In preview at Google.
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
      throw new Error(`${what}: the namespace of its chart must be that of service '${service.path}', '${service.namespace}', got: '${namespace}'; create it in the service's chart`);
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

/** The namespace of a construct whose objects only Traffic Director reads. */
function requireManaged(what: string, construct: Construct): string {
  const managed = Mesh.containing(construct).controlPlane._driver.managed;
  if (!managed || managed.implementation === 'istiod') {
    throw new Error(`${what}: the control plane must be managed by Google and served by Traffic Director, got: ${managed ? 'expect: ManagedImplementation.ISTIOD' : 'another control plane'}; use ControlPlane.managed({ expect: ManagedImplementation.TRAFFIC_DIRECTOR })`);
  }
  return names.dnsLabel(`the namespace of ${what}`, Chart.of(construct).namespace ?? '');
}

/** Why a service refuses clients without certificates of the mesh. */
function refusedOutside(what: string, s: ServiceModel): string[] {
  const { plainText, unnamed } = refusalsOfStrangers(s);
  return [
    ...(plainText ? [`${what} sends plain text to service '${s.path}', which accepts mutual TLS only; accept plain text too (mtls: MutualTls.PERMISSIVE)`] : []),
    ...(unnamed ? [`${what} routes to service '${s.path}', which accepts declared callers only, but its clients have no mesh identity; allow them by their addresses: service.allow({ from: [Source.ipBlocks(…)] })`] : []),
  ];
}
