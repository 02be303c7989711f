import type { IConstruct } from 'constructs';
import { placeOf } from '../emit/place';
import type { IstioGateway } from '../install/gateway';
import type { Mesh } from '../mesh';
import * as names from '../model/names';

/** The proxies of a gateway that are there already. */
export interface ExistingGatewayProps {
  /**
   * Namespace in which its pods run; its certificates must be there too.
   *
   * @default istio-ingress, or istio-egress for an egress gateway
   */
  readonly namespace?: string;
  /**
   * Labels that its pods carry.
   *
   * @default - `istio: ingress`, or `istio: egress` for an egress gateway, as Istio's gateway chart sets them for a release of the namespace's name
   */
  readonly labels?: { readonly [name: string]: string };
  /**
   * Service account as which its pods run. Services take requests from it.
   *
   * @default - the namespace's name, as Istio's gateway chart does for a release of that name
   */
  readonly serviceAccount?: string;
  /**
   * Name of its Kubernetes Service.
   *
   * @default - the namespace's name
   */
  readonly serviceName?: string;
}

/** @internal */
export interface GatewayWorkloadModel {
  readonly namespace: string;
  readonly labels: { readonly [name: string]: string };
  readonly serviceAccount: string;
  readonly serviceName: string;
  /** Of one that is installed beside it. */
  readonly deployed?: DeployedGateway;
}

/** What is known of a gateway that the app installs. */
interface DeployedGateway {
  readonly path: string;
  readonly eastWest: boolean;
  readonly revision?: string;
  /** Ports of its Service, as they are now; undefined when it has none. */
  ports(): readonly number[] | undefined;
}

/** The proxies behind a gateway. */
export class GatewayWorkload {
  /**
   * Proxies that are in the cluster already.
   *
   * @see https://istio.io/latest/docs/setup/additional-setup/gateway/
   */
  public static existing(props: ExistingGatewayProps = {}): GatewayWorkload {
    return new GatewayWorkload((role) => existing(role, props));
  }

  /**
   * Proxies that are installed with the app. Their namespace, labels, account and Service are known, and so are the ports by which they are
   * reached: a listener on any other is an error.
   *
   * @example
   * declare const app: App;
   * declare const shop: Chart; // enrolled in a mesh
   * const edge = new mesh.install.IstioGateway(new Chart(app, 'edge'), 'public', { namespace: 'edge' });
   * const gateway = new mesh.IngressGateway(shop, 'shop', { workload: mesh.GatewayWorkload.deployed(edge) });
   */
  public static deployed(gateway: IstioGateway): GatewayWorkload {
    return new GatewayWorkload((_role, scope) => deployed(gateway, scope));
  }

  private constructor(private readonly produce: (role: 'ingress' | 'egress', scope: IConstruct) => GatewayWorkloadModel) {}

  /** @internal */
  public _model(role: 'ingress' | 'egress', scope: IConstruct): GatewayWorkloadModel {
    return this.produce(role, scope);
  }
}

function existing(role: 'ingress' | 'egress', props: ExistingGatewayProps): GatewayWorkloadModel {
  const namespace = names.dnsLabel('the namespace of a gateway\'s pods', props.namespace ?? `istio-${role}`);
  return {
    namespace,
    labels: props.labels ?? { istio: role },
    serviceAccount: names.dnsName('the service account of a gateway', props.serviceAccount ?? namespace),
    serviceName: names.dnsLabel('the Service of a gateway', props.serviceName ?? namespace),
  };
}

function deployed(gateway: IstioGateway, scope: IConstruct): GatewayWorkloadModel {
  const { path } = gateway.node;
  const [here, there] = [placeOf(scope)?.name, placeOf(gateway)?.name];
  if (here !== there) {
    throw new Error(`'${scope.node.path}' is ${here ? `in cluster '${here}'` : 'in no cluster of a fleet'}, and gateway '${path}' ${there ? `in cluster '${there}'` : 'in none'}: a proxy serves its own cluster; install one in each`);
  }
  const service = gateway.objects.find((o) => o.kind === 'Service');
  return {
    namespace: gateway.namespace,
    labels: gateway.selector,
    serviceAccount: gateway.serviceAccountName,
    serviceName: gateway.name,
    deployed: {
      path,
      ports: () => service?.toJson().spec.ports.filter((p: any) => (p.protocol ?? 'TCP') === 'TCP').map((p: any) => p.port),
      eastWest: gateway.network !== undefined,
      revision: gateway.revision,
    },
  };
}

/** Refuses a port by which nobody would reach the proxies of a gateway. */
export function requireOpen(what: string, { deployed: installed }: GatewayWorkloadModel, port: number): void {
  const ports = installed?.ports();
  if (!installed || !ports || ports.includes(port)) return;
  const has = `the Service of gateway '${installed.path}' has no port ${port} (it has ${ports.join(', ')}), so nothing would reach the proxy there`;
  const fix = installed.eastWest
    ? 'it is an east-west gateway, whose ports are its own: install another gateway for this'
    : `add { name: '${usualName(port)}', port: ${port} } to its service.ports, or use a port that it has`;
  throw new Error(`${what}: ${has}; ${fix}`);
}

function usualName(port: number): string {
  return { 80: 'http2', 443: 'https' }[port] ?? `tcp-${port}`;
}

/** What keeps an installed gateway from being a part of a mesh: no istiod of it fills in the pods. */
export function unfilled({ namespace, deployed: installed }: GatewayWorkloadModel, mesh: Mesh): string[] {
  const revision = mesh.controlPlane.revision;
  if (!installed || installed.revision || !revision || mesh.namespaces.includes(namespace)) return [];
  return [`gateway '${installed.path}' names no revision, and mesh '${mesh.node.path}' is of '${revision}': the webhook that fills in its pods is not the mesh's; set revision: '${revision}' on it, or enroll its namespace '${namespace}'`];
}
