import type { MeshFeature } from '../../../src/capability/feature';
import { cellOf } from '../../../src/capability/implementation/cells';
import type { Cell } from '../../../src/capability/table/cell';
import { GatewayImplementation } from '../../../src/control-plane';
import type { ManagedModel } from '../../../src/model/managed';
import type { MeshModel, NamespaceModel } from '../../../src/model/mesh';
import type { PortModel, ServiceModel } from '../../../src/model/service';
import { GatewayApiPlane } from '../../../src/plane/gateway-api';
import { IstioPlane } from '../../../src/plane/istio';
import { ManagedPlane } from '../../../src/plane/managed';
import type { Plane } from '../../../src/plane/plane';
import { ServiceRoutingPlane } from '../../../src/plane/service-routing';
import { StaticPlane } from '../../../src/plane/static';

export const mesh: MeshModel = {
  path: 'mesh',
  plane: 'istio',
  rootNamespace: 'istio-system',
  trustDomain: 'cluster.local',
  clusterDomain: 'cluster.local',
  mtls: 'strict',
  denyByDefault: true,
  outbound: 'registry-only',
  scopeSidecars: true,
  networkPolicies: false,
  dataPlane: 'sidecar',
  sidecarHosts: [],
  providers: [],
  keysByProxy: false,
};
export const namespaceModel: NamespaceModel = {
  path: 'shop/mesh', mesh, name: 'shop', create: true, labels: {}, annotations: {}, inject: true, denyByDefault: true, outbound: 'registry-only', scopeSidecars: true, networkPolicies: false, sidecarHosts: [], dataPlane: 'sidecar',
};

export type Growing = { -readonly [K in keyof ServiceModel]: ServiceModel[K] };

export function service(name: string, ports: readonly PortModel[] = [{ name: 'http', port: 80, protocol: 'http', targetPort: 8080 }]): Growing {
  return {
    path: `shop/${name}`,
    mesh,
    namespaceModel,
    name,
    namespace: 'shop',
    hosts: [`${name}.shop.svc.cluster.local`],
    kind: 'kubernetes',
    owned: true,
    adopted: false,
    sidecarHosts: [],
    ports,
    selector: { app: name },
    headless: false,
    annotations: {},
    identity: { trustDomain: 'cluster.local', namespace: 'shop', serviceAccount: name },
    ownsIdentity: true,
    versions: [],
    workload: { image: `${name}:1`, env: {}, containerPorts: [], security: 'restricted', automountToken: false },
    endpointGroups: [],
    namesPods: true,
    proxyless: false,
    split: [],
    httpRules: [],
    tlsRules: [],
    tcpRules: [],
    portPolicies: new Map(),
    portMtls: new Map(),
    calls: [],
    callers: [],
    routesFrom: new Set<string>(),
    routedFrom: new Set(),
    access: [],
    jwt: [],
  };
}

const routing = new ServiceRoutingPlane({
  mesh: 'shop',
  project: { id: 'shop-prod', number: '1' },
  network: 'projects/shop-prod/global/networks/default',
  cluster: { project: { id: 'shop-prod', number: '1' }, zones: ['europe-west1-b'], autoneg: false },
  interceptionPort: 15001,
  authority: { kind: 'elsewhere' },
  namespace: 'service-routing',
  createNamespace: true,
  shortNames: true,
  maxRatePerEndpoint: 100,
  firewall: true,
  grants: true,
  clientAccounts: [],
  apis: true,
}, new Set());

const managed: ManagedModel = {
  channel: 'rapid', automatic: true, namesRevision: false, dataPlane: true, cni: true, vpcServiceControls: false, createNamespace: true, authority: { kind: 'mesh-ca' }, tracing: false, ipAutoAllocation: false, clusterLocal: [], extensionProviders: [],
};

/** Google's managed plane takes Istio's API, but for what its column says: the checks tell of that (managed-fields.test.ts), so the plane itself writes it. */
export const MANAGED = {
  'traffic-director': new ManagedPlane({ ...managed, implementation: 'traffic-director' }),
  'managed-istiod': new ManagedPlane({ ...managed, implementation: 'istiod' }),
};

/** A name, a plane, and what it has of a feature where that is not as the table says. */
export type Entry = readonly [name: string, plane: Plane, cell?: (f: MeshFeature) => Cell];

/** Gateway API where others than Istio carry it out. */
function served(by: GatewayImplementation, gateways = by): Entry {
  const [m, g] = [by, gateways].map((one) => one._model(true));
  const [inMesh, atEdge] = [cellOf(m, false)!, cellOf(g, true)!];
  // the worse of both, as the test does not know which of them a unit is for
  return ['gateway-api', new GatewayApiPlane(true, new Set(), { mesh: m, gateways: g }), (f) => (inMesh(f).level === 'full' ? atEdge(f) : inMesh(f))];
}

export const PLANES: readonly Entry[] = [
  ['istio', new IstioPlane()],
  ['traffic-director', MANAGED['traffic-director']],
  ['managed-istiod', MANAGED['managed-istiod']],
  ['gateway-api', new GatewayApiPlane(true, new Set())],
  served(GatewayImplementation.cloudServiceMesh(), GatewayImplementation.gke()),
  served(GatewayImplementation.cilium()),
  served(GatewayImplementation.linkerd(), GatewayImplementation.envoyGateway({ supports: ['RegularExpression', 'GATEWAY-TCP'] })),
  ['service-routing', routing],
  ['static', new StaticPlane({ image: 'envoy:1', authorizers: [{ name: 'asker', protocol: 'grpc', host: 'asker.example', port: 9000, options: {} }] }, new Set())],
];
