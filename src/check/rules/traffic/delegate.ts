import type { World } from '../../../world/world';
import { pointer, unknownIn, type Check } from '../../engine/check';
import { nearObject, orNear, type Near } from '../../engine/near';
import { Severity } from '../../finding';

/** The delegate that was likely meant; a VirtualService with hosts can't be one. */
function nearDelegate(world: World, namespace: string, name: string): Near | undefined {
  const near = nearObject(world, 'VirtualService', namespace, name);
  return near && !world.find('VirtualService', near.namespace, near.name)?.spec.hosts?.length ? near : undefined;
}

export const delegateMissing: Check = {
  code: 'MESH230',
  title: 'delegate that does not exist',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A route delegates to a VirtualService that does not exist, is not exported to the root\'s namespace, or is not a delegate (it has hosts). Istio silently drops the route, and its requests get a 404.',
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
            message: `VirtualService ${namespace}/${name} is not defined${severity === Severity.INFO ? ' in the checked objects' : ''}: Istio silently drops the route, and its requests get a 404`,
            fix: orNear(nearDelegate(world, namespace, name), 'refer to an existing VirtualService without hosts, with its namespace'),
          });
          return;
        }
        const to = found.spec.exportTo;
        const hidden = to?.length && !to.includes('*') && !(to.includes('.') && namespace === vs.namespace) && !to.includes(vs.namespace);
        if (!found.spec.hosts?.length && !hidden) return;
        report(vs, {
          pointer: at,
          message: hidden
            ? `VirtualService ${namespace}/${name} is exported to ${to.join(', ')} only: Istio silently drops the route, and its requests get a 404`
            : `VirtualService ${namespace}/${name} has hosts, so it can't be a delegate: Istio silently drops the route, and its requests get a 404`,
          fix: hidden ? `add ${vs.namespace} to exportTo of VirtualService ${namespace}/${name}` : `remove hosts and gateways from VirtualService ${namespace}/${name}, or delegate to another one`,
          related: [found],
        });
      });
    }
  },
};
