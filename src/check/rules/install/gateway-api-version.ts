import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import { controllerOf } from '../../attachment/classes';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const GROUP = 'gateway.networking.k8s.io';
/** The minimum bundle version from which istiod 1.31 reads each kind. */
const MINIMUM: ReadonlyMap<string, string> = new Map([
  [`grpcroutes.${GROUP}`, '1.1.0'],
  [`backendtlspolicies.${GROUP}`, '1.4.0'],
  [`tlsroutes.${GROUP}`, '1.5.0'],
  [`tcproutes.${GROUP}`, '1.6.0'],
]);
const parse = (v: string): number[] | undefined => {
  const m = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/.exec(v);
  return m ? [Number(m[1]), Number(m[2] ?? 0), Number(m[3] ?? 0)] : undefined;
};
const below = (a: readonly number[], b: readonly number[]): boolean => {
  for (let i = 0; i < 3; i++) if (a[i] !== b[i]) return a[i] < b[i];
  return false;
};

/** Whether anything here is for Istio: an object of Istio, or a label that requests it. */
const anyIstio = (world: World): boolean => world.items.some((i) => i.group.endsWith('istio.io') || (i.key === 'KubeGateway' && controllerOf(world, (i as ItemOf<'KubeGateway'>).spec.gatewayClassName) !== 'unknown')
  || (i.key === 'CustomResourceDefinition' && i.name.endsWith('.istio.io')) || (i.key === 'Namespace' && Object.keys(i.labels).some((l) => l === 'istio-injection' || l.startsWith('istio.io/')))
  || (i.key === 'Deployment' && i.labels.app === 'istiod'));

export const gatewayApiVersion: Check = {
  code: 'MESH706',
  title: 'Gateway API CRD that is too old for this Istio version',
  aliases: ['IST0176'],
  severity: Severity.WARNING,
  explanation: 'Istio ignores a Gateway API kind whose installed CRD is older than the version it requires: objects of the kind are accepted by the API server and have no effect.',
  run(world, report) {
    for (const crd of world.all('CustomResourceDefinition')) {
      const minimum = MINIMUM.get(crd.name);
      const bundle = crd.annotations['gateway.networking.k8s.io/bundle-version'];
      const installed = bundle === undefined ? undefined : parse(bundle);
      if (minimum === undefined || !installed || !below(installed, parse(minimum)!)) continue;
      report(crd, {
        pointer: '/metadata/annotations',
        severity: anyIstio(world) ? Severity.WARNING : Severity.INFO,
        message: `${crd.name} has version ${bundle}, but Istio requires ${minimum} or later: objects of the kind are ignored`,
        fix: `install the CRDs of Gateway API ${minimum} or later`,
      });
    }
  },
};
