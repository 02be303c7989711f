import { implementationOf, reportedSupport } from './_implementations';
import { needsOf, type Need, REGULAR_EXPRESSION } from '../../../capability/reports/needs';
import type { Item, ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const ROUTES = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'] as const;

export const featureNotReported: Check = {
  code: 'MESH840',
  title: 'feature that the implementation does not support, according to its conformance report',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Gateway API leaves many features to implementations, and each lists the supported ones in its conformance reports. The implementation is determined by the controller of the Gateway\'s class: Cilium, Envoy Gateway, kgateway, Kong, Kuma, NGINX Gateway Fabric and Traefik are known here (for GKE see MESH769). '
    + 'A feature that the newest report lists as unsupported is ignored by the controller or refused in the object\'s status. A feature that the report does not mention is information: it may still work.',
  run(world, report) {
    for (const { item, gateways } of attached(world)) {
      if (item.origin.rendered) continue; // checked at synth, against the features that the app declares for the implementation
      const reported = new Set<string>();
      for (const implementation of new Set(gateways.map((g) => implementationOf(world, g)))) {
        if (implementation === undefined) continue;
        for (const need of needs(item)) {
          const name = need.features[0] ?? need.profile;
          const answer = reportedSupport(implementation, need);
          if (!answer || answer.has || reported.has(`${implementation} ${name}`)) continue;
          reported.add(`${implementation} ${name}`);
          const source = `the newest known conformance report of ${implementation} (${answer.report.version}, for Gateway API ${answer.report.api})`;
          report(item, {
            pointer: need.at,
            severity: answer.has === false ? Severity.WARNING : Severity.INFO,
            message: answer.has === false ? `this needs the feature ${name}, which is unsupported according to ${source}: it is ignored, or the object is refused` : `this needs the feature ${name}, which is not mentioned in ${source}: it may be ignored`,
            fix: answer.has === false ? 'remove it, or use a Gateway of an implementation that supports it; acknowledge the finding if a later version does' : 'test it, and acknowledge the finding if it works',
            related: gateways.filter((g) => g !== item && implementationOf(world, g) === implementation).slice(0, 3),
          });
        }
      }
    }
  },
};

/** All objects that Gateways process, with their Gateways. */
function* attached(world: World): Iterable<{ readonly item: Item; readonly gateways: readonly ItemOf<'KubeGateway'>[] }> {
  for (const gateway of world.all('KubeGateway')) yield { item: gateway, gateways: [gateway] };
  for (const set of world.all('ListenerSet')) yield { item: set, gateways: gatewaysOf(world, set, [set.spec.parentRef ?? {}]) };
  for (const kind of ROUTES) {
    for (const route of world.all(kind)) yield { item: route, gateways: gatewaysOf(world, route, route.spec.parentRefs ?? []) };
  }
}

interface Ref { readonly group?: string; readonly kind?: string; readonly namespace?: string; readonly name?: string }

function gatewaysOf(world: World, item: Item, refs: readonly Ref[]): readonly ItemOf<'KubeGateway'>[] {
  return refs.flatMap((ref) => {
    const [kind, namespace, name] = [ref.kind ?? 'Gateway', ref.namespace ?? item.namespace, ref.name ?? ''];
    if ((ref.group ?? 'gateway.networking.k8s.io') !== 'gateway.networking.k8s.io') return [];
    if (kind === 'ListenerSet') {
      const set = world.find('ListenerSet', namespace, name);
      return set && set !== item ? gatewaysOf(world, set, [{ ...set.spec.parentRef, kind: 'Gateway' }]) : [];
    }
    const gateway = kind === 'Gateway' ? world.find('KubeGateway', namespace, name) : undefined;
    return gateway ? [gateway] : [];
  });
}

/** The features that an object needs, except those that no report covers. */
function needs(item: Item): readonly Need[] {
  try {
    return needsOf(item.kind, (item.object.spec ?? {}) as object, false).filter((n) => n.features[0] !== REGULAR_EXPRESSION);
  } catch {
    return []; // it does not have the shape of its kind, which is reported elsewhere
  }
}
