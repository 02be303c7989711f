import type { MeshFeature } from './feature';
import { ACTION } from './table/action';
import type { Cell, PlaneName, Row } from './table/cell';
import { EDGE } from './table/edge';
import { MATCHING } from './table/matching';
import { MESH } from './table/mesh';
import { POLICY } from './table/policy';
import { SECURITY } from './table/security';

/** One part of the table, with the specifications that it was read from. */
export interface Group {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly sources: { readonly [P in Exclude<PlaneName, 'traffic-director' | 'managed-istiod'>]: readonly string[] };
}

const ISTIO = 'https://istio.io/latest/docs/reference/config';
const GATEWAY_API = 'https://gateway-api.sigs.k8s.io/reference/spec/';
const CONNECTOR = 'https://cloud.google.com/config-connector/docs/reference/resource-docs';
const ENVOY = 'https://www.envoyproxy.io/docs/envoy/latest/api-v3';
const GENERATOR = 'https://github.com/istio/istio/blob/master/pilot/pkg/networking/grpcgen';
const PROPOSALS = 'https://github.com/grpc/proposal/blob/master';
const AMBIENT_INDEX = 'https://github.com/istio/istio/tree/master/pilot/pkg/serviceregistry/ambient';
const AMBIENT_PROXIES = 'https://istio.io/latest/docs/ambient/usage/';
const GAMMA = 'https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/';

/** Every feature of the model on every plane: what renderers, errors and docs/planes.md say comes from here. */
export const CAPABILITIES: readonly Group[] = [
  {
    title: 'Matching',
    rows: MATCHING,
    sources: {
      'istio': [`${ISTIO}/networking/virtual-service/#HTTPMatchRequest`],
      'gateway-api': [`${GATEWAY_API}#httproutematch`],
      'service-routing': [`${CONNECTOR}/networkservices/networkserviceshttproute`],
      'static': [`${ENVOY}/config/route/v3/route_components.proto`],
      'grpc': [`${GENERATOR}/rds.go`, `${PROPOSALS}/A28-xds-traffic-splitting-and-routing.md`],
      'ambient': [AMBIENT_INDEX, AMBIENT_PROXIES],
    },
  },
  {
    title: 'Filters and actions',
    rows: ACTION,
    sources: {
      'istio': [`${ISTIO}/networking/virtual-service/#HTTPRoute`],
      'gateway-api': [`${GATEWAY_API}#httprouterule`, `${GATEWAY_API}#tlsroute`],
      'service-routing': [`${CONNECTOR}/networkservices/networkserviceshttproute`, `${CONNECTOR}/networkservices/networkservicesgrpcroute`],
      'static': [`${ENVOY}/config/route/v3/route_components.proto`],
      'grpc': [`${GENERATOR}/rds.go`, `${PROPOSALS}/A28-xds-traffic-splitting-and-routing.md`, `${PROPOSALS}/A31-xds-timeout-support-and-config-selector.md`, `${PROPOSALS}/A33-Fault-Injection.md`, `${PROPOSALS}/A44-xds-retry.md`],
      'ambient': [AMBIENT_INDEX, AMBIENT_PROXIES],
    },
  },
  {
    title: 'Traffic policy',
    rows: POLICY,
    sources: {
      'istio': [`${ISTIO}/networking/destination-rule/`],
      'gateway-api': [GAMMA, `${ISTIO}/networking/destination-rule/`],
      'service-routing': [`${CONNECTOR}/compute/computebackendservice`],
      'static': [`${ENVOY}/config/cluster/v3/cluster.proto`],
      'grpc': [`${GENERATOR}/cds.go`, `${PROPOSALS}/A27-xds-global-load-balancing.md`, `${PROPOSALS}/A29-xds-tls-security.md`, `${PROPOSALS}/A32-xds-circuit-breaking.md`, `${PROPOSALS}/A42-xds-ring-hash-lb-policy.md`, `${PROPOSALS}/A48-xds-least-request-lb-policy.md`],
      'ambient': [AMBIENT_INDEX, AMBIENT_PROXIES],
    },
  },
  {
    title: 'Authorization',
    rows: SECURITY,
    sources: {
      'istio': [`${ISTIO}/security/authorization-policy/`, `${ISTIO}/security/request_authentication/`],
      'gateway-api': [`${ISTIO}/security/authorization-policy/`],
      'service-routing': [`${CONNECTOR}/networksecurity/networksecurityauthorizationpolicy`, `${CONNECTOR}/networkservices/networkservicesendpointpolicy`],
      'static': [`${ENVOY}/config/rbac/v3/rbac.proto`, `${ENVOY}/extensions/filters/http/jwt_authn/v3/config.proto`, `${ENVOY}/extensions/filters/http/ext_authz/v3/ext_authz.proto`],
      'grpc': [`${GENERATOR}/lds.go`, `${PROPOSALS}/A29-xds-tls-security.md`, `${PROPOSALS}/A36-xds-for-servers.md`, `${PROPOSALS}/A41-xds-rbac.md`],
      'ambient': [AMBIENT_INDEX, AMBIENT_PROXIES],
    },
  },
  {
    title: 'Mesh and external services',
    rows: MESH,
    sources: {
      'istio': [`${ISTIO}/networking/sidecar/`, `${ISTIO}/networking/service-entry/`],
      'gateway-api': [`${ISTIO}/networking/service-entry/`],
      'service-routing': [`${CONNECTOR}/networkservices/networkservicesmesh`, `${CONNECTOR}/compute/computeglobalnetworkendpointgroup`],
      'static': [`${ENVOY}/config/bootstrap/v3/bootstrap.proto`],
      'grpc': [`${GENERATOR}/cds.go`, `${PROPOSALS}/A27-xds-global-load-balancing.md`],
      'ambient': [AMBIENT_INDEX, AMBIENT_PROXIES],
    },
  },
  {
    title: 'Gateways',
    rows: EDGE,
    sources: {
      'istio': [`${ISTIO}/networking/gateway/`],
      'gateway-api': [`${GATEWAY_API}#gateway`],
      'service-routing': [`${CONNECTOR}/networkservices/networkservicesgateway`],
      'static': [`${ENVOY}/config/listener/v3/listener.proto`],
      'grpc': [`${GENERATOR}/lds.go`],
      'ambient': [AMBIENT_INDEX, AMBIENT_PROXIES],
    },
  },
];

const BY_FEATURE: ReadonlyMap<MeshFeature, Row> = new Map(CAPABILITIES.flatMap((g) => g.rows.map((r) => [r.feature, r] as const)));

/** The row of a feature. */
export function rowOf(feature: MeshFeature): Row {
  return BY_FEATURE.get(feature)!;
}

/** What a plane makes of a feature. */
export function capability(feature: MeshFeature, plane: PlaneName): Cell {
  return rowOf(feature).on[plane];
}

/** A feature that a construct asks for. */
export interface Use {
  readonly feature: MeshFeature;
  /** The construct, or the rule of it, that asks. */
  readonly path: string;
}

/** How a plane was chosen, as far as the table depends on it. */
export interface PlaneChoice {
  readonly plane: PlaneName;
  /** Fields of Gateway API's experimental channel may be used. */
  readonly experimental?: boolean;
  /** What an implementation makes of a feature, where that is not what the table says. */
  readonly cellOf?: (feature: MeshFeature) => Cell;
  /** Differences that were accepted. */
  readonly acknowledged: ReadonlySet<MeshFeature>;
  /** In ambient mode: whether there is a waypoint. */
  readonly waypoint?: boolean;
  /** For whom the plane is asked, where it is not for everybody: a few words in parentheses. */
  readonly whose?: string;
}

/** A sentence for each use that the plane can't say, or says with a difference that nobody accepted. */
export function losses(uses: readonly Use[], choice: PlaneChoice): readonly string[] {
  const result = new Set<string>();
  for (const use of uses) {
    const { title, on } = rowOf(use.feature);
    const cell = choice.cellOf?.(use.feature) ?? on[choice.plane];
    const what = `${use.path}: ${title}`;
    const plane = `'${choice.plane}'${choice.whose === undefined ? '' : ` (${choice.whose})`}`;
    if (cell.level === 'none') {
      result.add(`${what} (${use.feature}) can't be said on plane ${plane}; nearest alternative: ${cell.note}`);
    } else if (cell.experimental && !choice.experimental) {
      result.add(`${what} (${use.feature}) is in Gateway API's experimental channel only; install that channel and declare it with gatewayApiChannel: GatewayApiChannel.EXPERIMENTAL`);
    } else if (cell.waypoint && !choice.waypoint) {
      result.add(`${what} (${use.feature}) needs a waypoint in ambient mode, as the proxy of a node knows connections only; make one, and let it serve this: new Waypoint(chart, 'waypoint')`);
    } else if (cell.level === 'partial' && !choice.acknowledged.has(use.feature)) {
      result.add(`${what} (${use.feature}) differs on plane ${plane}: ${cell.note}; accept it with acknowledge: [{ feature: MeshFeature.${constant(use.feature)}, reason: '…' }]`);
    }
  }
  return [...result];
}

function constant(feature: MeshFeature): string {
  return feature.toUpperCase().replace(/-/g, '_');
}
