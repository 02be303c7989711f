import { actionOf, policiesOf, targetsOf } from './_allowing';
import type { Item } from '../../../world/item';
import type { Pod } from '../../../world/pods';
import { isEmpty } from '../../../world/selector';
import type { World } from '../../../world/world';
import { controllerOf } from '../../attachment/classes';
import { attachedListeners } from '../../attachment/routes';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { splitName } from '../traffic/_destinations';

const NAME = 'gateway.networking.k8s.io/gateway-name';

/** The gateway pods that routes use, each with its Gateway and a route. */
function* serving(world: World): Iterable<{ readonly pod: Pod; readonly gateway: Item; readonly route: Item }> {
  const routes = new Map<Item, Item>();
  for (const vs of world.all('VirtualService', 'gateways')) {
    for (const name of vs.spec.gateways ?? []) {
      const ref = splitName(name, vs.namespace);
      const gateway = name === 'mesh' ? undefined : world.find('Gateway', ref.namespace, ref.name);
      if (gateway && !routes.has(gateway)) routes.set(gateway, vs);
    }
  }
  for (const [gateway, route] of routes) {
    const { selector } = (gateway as Item<{ selector?: Readonly<Record<string, string>> }>).spec;
    if (!isEmpty(selector)) for (const pod of world.pods(selector).slice(0, 20)) yield { pod, gateway, route };
  }
  for (const route of [...world.all('HTTPRoute'), ...world.all('GRPCRoute')]) {
    for (const gateway of new Set((route.spec.parentRefs ?? []).flatMap((ref) => attachedListeners(world, route, ref)).map((l) => l.gateway))) {
      if (controllerOf(world, gateway.spec.gatewayClassName) !== 'istio') continue;
      for (const pod of world.pods({ [NAME]: gateway.name }, gateway.namespace)) yield { pod, gateway, route };
    }
  }
}

export const gatewayClosed: Check = {
  code: 'MESH436',
  title: 'gateway that admits no requests',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'An ALLOW policy without rules allows nothing, and if no other ALLOW for a workload has a rule, everything is refused. In the root namespace it applies to the whole mesh, in the namespace of a gateway to the gateway\'s pods: '
    + 'every request from outside gets a 403, whatever the policies of the workloads behind the gateway allow. Add a policy for the gateway itself.',
  run(world, report) {
    if (!world.all('AuthorizationPolicy').length) return;
    const reported = new Set<Item>();
    for (const { pod, gateway, route } of serving(world)) {
      const allowing = policiesOf(world, pod).filter((p) => actionOf(p) === 'ALLOW');
      if (!allowing.length || allowing.some((p) => p.spec.rules?.length) || reported.has(allowing[0])) continue;
      const name = pod.labels[NAME];
      if (name !== undefined && world.all('AuthorizationPolicy').some((p) => p.namespace === pod.namespace && actionOf(p) === 'ALLOW' && p.spec.rules?.length && targetsOf(p).some((t) => t.kind === 'Gateway' && t.name === name))) continue;
      const closed = world.closed(pod.namespace) && world.closed(world.mesh.rootNamespace);
      const [policy] = allowing;
      reported.add(policy);
      const labels = name === undefined ? (gateway as Item<{ selector?: Readonly<Record<string, string>> }>).spec.selector ?? {} : { [NAME]: name };
      report(policy, {
        pointer: '/spec',
        severity: closed ? Severity.ERROR : Severity.INFO,
        message: `this policy allows nothing, and no other${closed ? '' : ' in the checked objects'} allows anything at ${pod.item.kind} ${pod.namespace}/${pod.name}, the gateway of ${route.kind} ${route.namespace}/${route.name}: its requests get a 403`,
        fix: `add an AuthorizationPolicy in ${pod.namespace} for the gateway: { selector: { matchLabels: { ${Object.entries(labels).map(([k, v]) => `${k}: ${v}`).join(', ')} } }, rules: [{ to: [{ operation: { hosts: [HOST, "HOST:*"] } }] }] }`,
        related: [gateway, route],
      });
    }
  },
};
