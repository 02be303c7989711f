import { attached } from './_gateways-facts';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

const MULTI = /-mc$/;

export const backendKind: Check = {
  code: 'MESH768',
  title: 'backend of the wrong kind for a GKE gateway',
  aliases: ['G-GW1'],
  severity: Severity.ERROR,
  explanation: 'Gateways whose class ends in `-mc` route to ServiceImports (`net.gke.io`), which have the endpoints of all clusters; other gateways route to Services in their own cluster. A route with the wrong kind is not accepted.',
  run(world, report) {
    for (const [route, classes] of attached(world)) {
      for (const gatewayClass of classes) {
        const multi = MULTI.test(gatewayClass);
        for (const { pointer, value } of at(route.object, 'spec.rules[*].backendRefs[*]')) {
          const { kind = 'Service', group = '', name } = value as any;
          const imported = kind === 'ServiceImport' && group === 'net.gke.io';
          if (multi && kind === 'Service' && group === '') {
            report(route, { pointer, message: `a gateway of class ${gatewayClass} routes to several clusters, but Service ${name} exists in one: the route is not accepted`, fix: 'use group: net.gke.io and kind: ServiceImport, and export the service with a ServiceExport' });
          } else if (!multi && imported) {
            report(route, { pointer, message: `a gateway of class ${gatewayClass} routes to its own cluster, but ServiceImport ${name} spans several: the route is not accepted`, fix: `use class ${gatewayClass}-mc, or route to a Service` });
          }
        }
      }
    }
  },
};
