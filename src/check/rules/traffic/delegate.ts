import { pointer, unknownIn, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const delegateMissing: Check = {
  code: 'MESH230',
  title: 'delegate that does not exist',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A route delegates to a VirtualService that does not exist, is not exported to the root\'s namespace, or is no delegate (it has hosts). Istio drops the route silently; the requests get 404.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.delegate')) {
      vs.spec.http?.forEach((r, i) => {
        const name = r.delegate?.name;
        if (!name) return;
        const namespace = r.delegate?.namespace || vs.namespace;
        const found = world.find('VirtualService', namespace, name);
        const at = pointer('spec', 'http', i, 'delegate');
        if (!found) {
          const severity = unknownIn(world, namespace);
          report(vs, {
            pointer: at,
            severity,
            message: `VirtualService ${namespace}/${name} is not defined${severity === Severity.INFO ? ' in what is checked here' : ''}: Istio drops the route silently, and its requests get 404`,
            fix: 'name a VirtualService without hosts that exists, with its namespace',
          });
          return;
        }
        const to = found.spec.exportTo;
        const hidden = to?.length && !to.includes('*') && !(to.includes('.') && namespace === vs.namespace) && !to.includes(vs.namespace);
        if (!found.spec.hosts?.length && !hidden) return;
        report(vs, {
          pointer: at,
          message: hidden
            ? `VirtualService ${namespace}/${name} is exported to ${to.join(', ')} only: Istio drops the route silently, and its requests get 404`
            : `VirtualService ${namespace}/${name} has hosts of its own, so it is no delegate: Istio drops the route silently, and its requests get 404`,
          fix: hidden ? `add ${vs.namespace} to exportTo of VirtualService ${namespace}/${name}` : `remove hosts and gateways of VirtualService ${namespace}/${name}, or delegate to another one`,
          related: [found],
        });
      });
    }
  },
};
