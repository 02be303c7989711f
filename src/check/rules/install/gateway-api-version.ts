import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const GROUP = 'gateway.networking.k8s.io';
/** The bundle version that istiod 1.31 reads each kind from. */
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

export const gatewayApiVersion: Check = {
  code: 'MESH706',
  title: 'Gateway API definition that is too old for this Istio',
  aliases: ['IST0176'],
  severity: Severity.WARNING,
  explanation: 'Istio ignores a kind of the Gateway API whose installed definition is older than the version it reads: objects of the kind are accepted by the API server and do nothing.',
  run(world, report) {
    for (const crd of world.all('CustomResourceDefinition')) {
      const minimum = MINIMUM.get(crd.name);
      const bundle = crd.annotations['gateway.networking.k8s.io/bundle-version'];
      const installed = bundle === undefined ? undefined : parse(bundle);
      if (minimum === undefined || !installed || !below(installed, parse(minimum)!)) continue;
      report(crd, {
        pointer: '/metadata/annotations',
        message: `${crd.name} is of version ${bundle}, Istio reads it from ${minimum} on: objects of the kind are ignored`,
        fix: `install the definitions of Gateway API ${minimum} or later`,
      });
    }
  },
};
