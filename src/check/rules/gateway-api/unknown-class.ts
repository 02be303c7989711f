import { classNames, known } from '../../attachment/classes';
import type { Check } from '../../engine/check';
import { nearName, orNear } from '../../engine/near';
import { Severity } from '../../finding';

/** Classes that other controllers, or the charts that install them, create under these names. */
const BY_CONTROLLERS: ReadonlySet<string> = new Set([
  'cilium', 'traefik', 'nginx', 'kong', 'contour', 'envoy-gateway', 'eg', 'kgateway', 'agentgateway', 'gloo-gateway', 'haproxy', 'higress', 'consul', 'azure-alb-external',
  'amazon-vpc-lattice', 'nginx-gateway-fabric', 'openshift-default', 'linkerd', 'kuma',
]);

export const unknownClass: Check = {
  code: 'MESH838',
  title: 'Gateway of a class that does not exist',
  aliases: ['KIA1504'],
  severity: Severity.WARNING,
  explanation: 'A Gateway refers to a GatewayClass that is neither defined nor created by a known control plane (Istio, GKE). No controller accepts such a Gateway: it gets no address, and its routes are not served.',
  run(world, report) {
    for (const gateway of world.all('KubeGateway')) {
      const name = gateway.spec.gatewayClassName;
      if (!name || known(world, name)) continue;
      const near = nearName('GatewayClass', name, classNames(world, name));
      const ofGke = name.startsWith('gke-') && near !== undefined;
      const defined = ofGke || (world.options.complete === true && (near !== undefined || world.all('GatewayClass').length > 0 || !BY_CONTROLLERS.has(name)));
      report(gateway, {
        pointer: '/spec/gatewayClassName',
        severity: defined ? Severity.WARNING : Severity.INFO,
        message: `no GatewayClass ${name} is defined${defined ? '' : ' in the checked objects'}, and neither Istio nor GKE creates one: ${defined ? 'no controller accepts this Gateway, and it is never served' : 'the Gateway is served only if a controller creates the class'}`,
        fix: orNear(near, `use a class that exists (istio, gke-l7-global-external-managed, …), or define GatewayClass ${name}`),
      });
    }
  },
};
