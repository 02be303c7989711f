import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import * as names from '../../grammar/names';
import { given } from '../../guard/guard';
import type { Manifest } from '../chart/manifest';
import { emit, revisionOf } from '../chart-objects';
import { IstioGateway } from '../gateway';
import type { IstioGatewayProps } from '../props/gateway';

/** Properties of `EastWestGateway`. */
export interface EastWestGatewayProps {
  /**
   * Network that the gateway exposes.
   *
   * @default - all clusters share one network; the gateway exposes istiod only
   */
  readonly network?: string;
  /**
   * Whether services of this network can be called from other networks, over mutual TLS, by their mesh host names.
   *
   * @default - true if a network is set
   */
  readonly exposeServices?: boolean;
  /**
   * Whether other clusters and VMs can reach the istiod of this cluster.
   *
   * @default false
   */
  readonly exposeIstiod?: boolean;
  /**
   * Revision of that istiod, and of the gateway.
   *
   * @default - the revision without a name
   */
  readonly revision?: string;
  /**
   * DNS domain of the clusters.
   *
   * @default cluster.local
   */
  readonly clusterDomain?: string;
  /**
   * Namespace of istiod, and of the gateway.
   *
   * @default istio-system
   */
  readonly namespace?: string;
  /**
   * Other settings of the gateway.
   *
   * @default - the defaults of Istio's chart
   */
  readonly gateway?: IstioGatewayProps;
}

const USUAL_NAME = 'istio-eastwestgateway';
const STATUS = { name: 'status-port', port: 15021, targetPort: 15021, protocol: 'TCP' };
const ISTIOD = [{ name: 'tls-istiod', port: 15012, targetPort: 15012, protocol: 'TCP' }, { name: 'tls-webhook', port: 15017, targetPort: 15017, protocol: 'TCP' }];

/**
 * An east-west gateway: exposes the services of this network to other networks, and the istiod of this cluster to other clusters. Traffic stays encrypted: the
 * gateway only reads the server name.
 *
 * @example
 * const app = new App();
 * new mesh.install.EastWestGateway(new Chart(app, 'east-west'), 'gateway', { network: 'network-1', exposeIstiod: true });
 */
export class EastWestGateway extends Construct {
  /** The gateway. */
  public readonly gateway: IstioGateway;

  /** Routes of the gateway. */
  public readonly routes: ApiObject[];

  /** @throws when it would expose nothing */
  public constructor(scope: Construct, id: string, props: EastWestGatewayProps) {
    super(scope, given('install.EastWestGateway', scope, id, props));
    const { network } = props;
    const exposeServices = props.exposeServices ?? network !== undefined;
    if (exposeServices && network === undefined) throw new Error(`east-west gateway '${this.node.path}' exposes services, but its network has no name; set network`);
    if (!exposeServices && !props.exposeIstiod) throw new Error(`east-west gateway '${this.node.path}' exposes nothing; set network, or exposeIstiod`);
    if (network !== undefined) names.dnsLabel(`the network of east-west gateway '${this.node.path}'`, network);
    const namespace = names.dnsLabel(`the namespace of east-west gateway '${this.node.path}'`, props.namespace ?? 'istio-system');
    const revision = revisionOf(props.revision);
    this.gateway = new IstioGateway(this, 'gateway', {
      name: USUAL_NAME,
      namespace,
      revision,
      networkGateway: network,
      ...props.gateway,
      service: network === undefined ? { ports: [STATUS, ...ISTIOD], ...props.gateway?.service } : props.gateway?.service,
    });
    const domain = names.dnsName(`the clusterDomain of east-west gateway '${this.node.path}'`, props.clusterDomain ?? 'cluster.local');
    const selector = { istio: this.gateway.selector.istio };
    this.routes = emit(this, [
      ...exposeServices ? [crossNetwork(namespace, selector, domain)] : [],
      ...props.exposeIstiod ? istiod(namespace, selector, revision, domain) : [],
    ]);
  }
}

function crossNetwork(namespace: string, selector: object, domain: string): Manifest {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: 'cross-network-gateway', namespace },
    spec: {
      selector,
      servers: [{ port: { number: 15443, name: 'tls', protocol: 'TLS' }, tls: { mode: 'AUTO_PASSTHROUGH' }, hosts: [`*.${domain.split('.').pop()}`] }],
    },
  };
}

/** Routes for discovery, certificates and injection, with TLS terminated at istiod. */
function istiod(namespace: string, selector: object, revision: string | undefined, domain: string): Manifest[] {
  const suffix = revision === undefined ? '' : `-${revision}`;
  const host = `istiod${suffix}.${namespace}.svc`;
  const sniHosts = revision === undefined ? ['*'] : [host, `${host}.${domain}`]; // several revisions share the ports
  const ports = [['tls-istiod', 15012, 15012], ['tls-istiodwebhook', 15017, 443]] as const;
  return [
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'Gateway',
      metadata: { name: 'istiod-gateway', namespace },
      spec: {
        selector,
        servers: ports.map(([name, number]) => ({ port: { name, number, protocol: 'TLS' }, tls: { mode: 'PASSTHROUGH' }, hosts: ['*'] })),
      },
    },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: `istiod-vs${suffix}`, namespace },
      spec: {
        hosts: ['*'],
        gateways: ['istiod-gateway'],
        tls: ports.map(([, port, number]) => ({ match: [{ port, sniHosts }], route: [{ destination: { host: `${host}.${domain}`, port: { number } } }] })),
      },
    },
  ];
}
