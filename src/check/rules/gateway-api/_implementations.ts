import { reportedFeature, type ReportModel } from '../../../capability/reports/model';
import type { Need } from '../../../capability/reports/needs';
import { reportOf } from '../../../capability/reports/reports';
import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';

/**
 * The implementation that handles Gateways of a class, under its name in the conformance reports, by the controller name from its documentation.
 * Istio's gateways and GKE's have their own checks.
 */
const CONTROLLERS: Readonly<Record<string, string>> = {
  'gateway.envoyproxy.io/gatewayclass-controller': 'envoyproxy/envoy-gateway',
  'gateway.nginx.org/nginx-gateway-controller': 'nginx/nginx-gateway-fabric',
  'gateways.kuma.io/controller': 'kumahq/kuma',
  'io.cilium/gateway-controller': 'cilium/cilium',
  'kgateway.dev/kgateway': 'kgateway-dev/kgateway',
  'konghq.com/kic-gateway-controller': 'kong/kubernetes-ingress-controller',
  'traefik.io/gateway-controller': 'traefik/traefik',
};

/** The implementation behind a Gateway; undefined if unknown, or if it published no report. */
export function implementationOf(world: World, gateway: ItemOf<'KubeGateway'>): string | undefined {
  const name = gateway.spec.gatewayClassName;
  if (!name) return undefined;
  const controller = world.find('GatewayClass', '', name)?.spec.controllerName;
  return controller !== undefined && Object.hasOwn(CONTROLLERS, controller) ? CONTROLLERS[controller] : undefined;
}

/** The support of a feature according to an implementation's newest reports. */
export interface ReportedSupport {
  /** Undefined if they don't mention it. */
  readonly has?: boolean;
  readonly report: ReportModel;
}

export function reportedSupport(implementation: string, need: Need): ReportedSupport | undefined {
  // experimental features are in reports of the experimental channel only
  const found = [false, true].map((experimental) => reportOf(implementation, undefined, experimental)).filter((r) => r !== undefined);
  const answers = found.map((report): ReportedSupport => {
    const covered = report.profiles[need.profile] ? true : undefined;
    const has = need.features.length === 0 ? covered : need.features.map((f) => reportedFeature(report, need.profile, f)).find((k) => k !== undefined);
    return { has, report };
  });
  return answers.find((a) => a.has) ?? answers.find((a) => a.has === false) ?? answers[0];
}
