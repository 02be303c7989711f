import type { World } from '../../world/world';

/** Which controller handles a Gateway. `unknown` for classes of other controllers and for undefined classes. */
export type Controller = 'istio' | 'waypoint' | 'east-west' | 'remote' | 'unknown';

const CONTROLLERS: Readonly<Record<string, Controller>> = {
  'istio.io/gateway-controller': 'istio',
  'istio.io/mesh-controller': 'waypoint',
  'istio.io/eastwest-controller': 'east-west',
  'istio.io/unmanaged-gateway': 'remote',
};
/** Classes that Istio creates itself. */
const BUILT_IN: Readonly<Record<string, Controller>> = { 'istio': 'istio', 'istio-waypoint': 'waypoint', 'istio-east-west': 'east-west', 'istio-remote': 'remote' };

export function controllerOf(world: World, className: string | undefined): Controller {
  const controller = className === undefined ? undefined : world.find('GatewayClass', '', className)?.spec.controllerName;
  if (controller !== undefined) return Object.hasOwn(CONTROLLERS, controller) ? CONTROLLERS[controller] : 'unknown';
  return className !== undefined && Object.hasOwn(BUILT_IN, className) ? BUILT_IN[className] : 'unknown';
}

/** Whether a Gateway API implementation other than Istio is in use, as far as the classes show. */
export const otherImplementation = (world: World): boolean => world.once(otherImplementation, () =>
  world.all('GatewayClass').some((c) => controllerOf(world, c.name) === 'unknown') || world.all('KubeGateway').some((g) => controllerOf(world, g.spec.gatewayClassName) === 'unknown'));

const L7 = 'gke-l7-';
/** The classes that GKE creates for its application load balancers. Source: https://cloud.google.com/kubernetes-engine/docs/how-to/gatewayclass-capabilities */
const GKE_L7 = [
  ...['global-external-managed', 'regional-external-managed', 'rilb', 'gxlb'].flatMap((name) => [`${L7}${name}`, `${L7}${name}-mc`]), `${L7}cross-regional-internal-managed-mc`,
];

/** Whether the class exists: it is defined here, or created by Istio or GKE. */
export const known = (world: World, className: string): boolean =>
  Object.hasOwn(BUILT_IN, className) || world.find('GatewayClass', '', className) !== undefined
  || (className.startsWith(L7) ? GKE_L7.includes(className) : /^(gke-|networkservices\.|asm-)/.test(className));

/** The names of the classes that are defined here or that Istio creates; those of GKE as well, for a name that looks like one. */
export const classNames = (world: World, className: string): readonly string[] =>
  [...new Set([...Object.keys(BUILT_IN), ...className.startsWith('gke-') ? GKE_L7 : [], ...world.all('GatewayClass').map((c) => c.name)])];
