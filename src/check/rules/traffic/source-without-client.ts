import { gatewaysOf, splitName } from './_destinations';
import { KINDS } from './_match-gateway';
import type { ItemOf } from '../../../world/item';
import type { Pod } from '../../../world/pods';
import { isEmpty, matches, show } from '../../../world/selector';
import { scopes } from '../../../world/services';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { nearNamespace, orNear } from '../../engine/near';
import { Severity } from '../../finding';
import { inMesh } from '../workload/_in-mesh';
import { inBrackets, nearLabels } from '../workload/_near-labels';

type VirtualService = ItemOf<'VirtualService'>;

/**
 * Whether a pod's proxy uses rules bound to these gateways: as a sidecar in a namespace that they are exported to, or as a pod of a Gateway.
 * Undefined if unknown.
 */
function usage(world: World, vs: VirtualService, gateways: readonly string[]): ((pod: Pod, its: World) => boolean) | undefined {
  const to = scopes(vs.spec.exportTo, vs.namespace, world.mesh.config.defaultVirtualServiceExportTo);
  const selectors = gateways.filter((name) => name !== 'mesh').map((name) => {
    const ref = splitName(name, vs.namespace);
    return world.find('Gateway', ref.namespace, ref.name)?.spec.selector;
  });
  // reported by MESH205 and MESH301
  if (selectors.some((s) => isEmpty(s) || !world.pods(s).length)) return undefined;
  const mesh = gateways.includes('mesh');
  return (pod, its) => selectors.some((s) => matches(s, pod.labels)) || (mesh && (to.includes('*') || to.includes(pod.namespace)) && inMesh(its, pod));
}

export const sourceWithoutClient: Check = {
  code: 'MESH266',
  title: 'match on clients that don\'t exist',
  aliases: [],
  severity: Severity.ERROR,
  explanation: '`sourceLabels` are compared with the labels of the client\'s own pod, and `sourceNamespace` with its namespace, when the client\'s proxy is configured; at a Gateway, with those of the gateway\'s pods. '
    + 'If no pod with a proxy has them, no proxy gets the rule, and its requests are handled by another rule or get a 404.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.match.sourceLabels', 'http.match.sourceNamespace', 'tls.match.sourceLabels', 'tls.match.sourceNamespace', 'tcp.match.sourceLabels', 'tcp.match.sourceNamespace')) {
      for (const kind of KINDS) {
        vs.spec[kind]?.forEach((route, i) => route.match?.forEach((match, j) => {
          const { sourceLabels: labels, sourceNamespace: namespace } = match;
          if (isEmpty(labels) && !namespace) return;
          if (kind === 'http' && match.gateways?.length) return; // not evaluated there
          if (!vs.spec.hosts?.length) return; // a delegate: its root determines where it is used
          const bound = match.gateways?.length ? match.gateways : gatewaysOf(vs);
          const uses = usage(world, vs, bound);
          if (!uses || [world, ...world.siblings].some((w) => w.pods(labels, namespace || undefined).some((p) => uses(p, w)))) return;
          const closed = world.options.complete === true;
          const where = bound.includes('mesh') ? namespace || undefined : undefined;
          const atGateway = !bound.includes('mesh');
          const bare = isEmpty(labels) ? undefined : world.pods(labels, namespace || undefined)[0];
          const near = isEmpty(labels) || bare ? undefined : nearLabels(world, labels, where);
          const what = [isEmpty(labels) ? '' : show(labels), namespace ? `namespace ${namespace}` : ''].filter((t) => t).join(', ');
          report(vs, {
            pointer: pointer('spec', kind, i, 'match', j, isEmpty(labels) ? 'sourceNamespace' : 'sourceLabels'),
            severity: closed ? Severity.ERROR : Severity.INFO,
            message: `no ${atGateway ? 'pod of the bound Gateways' : 'pod with a proxy'}${closed ? '' : ' in the checked objects'} has ${what}${bare ? ` (${bare.item.kind} ${bare.namespace}/${bare.name} has the labels but ${atGateway ? 'does not belong to these Gateways' : 'has no sidecar, or this VirtualService is not visible to it'})` : inBrackets(near)}: the rule never matches, and its requests are handled by another rule or get a 404`,
            fix: atGateway ? 'remove sourceLabels and sourceNamespace, because the client is the gateway here; match request headers, or bind the rule to mesh'
              : orNear(namespace && !world.knownNamespaces.has(namespace) ? nearNamespace(world, namespace) : undefined, 'use the labels (as in the pod template) and namespace of client pods that have a sidecar'),
            related: bare ? [bare.item] : [],
          });
        }));
      }
    }
  },
};
