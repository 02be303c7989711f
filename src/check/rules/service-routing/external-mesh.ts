import { textOf } from '../../../grammar/json';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

/** Fields of a VirtualService that clients outside Kubernetes ignore. */
const IGNORED = ['spec.exportTo', 'spec.tls', 'spec.tcp', 'spec.http[*].match[*].sourceLabels', 'spec.http[*].match[*].sourceNamespace', 'spec.http[*].match[*].gateways'];

export const externalMesh: Check = {
  code: 'MESH983',
  title: 'rule that clients outside Kubernetes partly ignore',
  aliases: ['G-CR3'],
  severity: Severity.WARNING,
  explanation: 'Clients of `gateways: [external-mesh]` (Cloud Run, VMs) ignore `exportTo`, `sourceLabels`, `sourceNamespace`, gateways of a match, `tls` and `tcp`. They send plaintext, which a namespace with strict mutual TLS refuses: that is an error.',
  runFleet(worlds, report) {
    for (const world of worlds) {
      for (const vs of world.all('VirtualService', 'gateways')) {
        if (!vs.spec.gateways!.includes('external-mesh')) continue;
        for (const { pointer } of IGNORED.flatMap((path) => at(vs.object, path))) {
          report(vs, { pointer, message: `clients outside Kubernetes ignore ${pointer.split('/').pop()!}: the rule applies to them without it`, fix: 'remove it, or move it to a VirtualService with gateways: [mesh]' });
        }
        const strict = strictNamespaces(world);
        for (const { pointer, value } of at(vs.object, 'spec.http[*].route[*].destination.host')) {
          const [, given, svc] = textOf(value).split('.');
          const namespace = svc === 'svc' || (given !== undefined && svc === undefined) ? given : vs.namespace;
          const policy = strict.get(namespace ?? vs.namespace);
          if (policy) {
            report(vs, {
              pointer,
              severity: Severity.ERROR,
              message: `clients outside Kubernetes send plaintext, which namespace ${namespace} refuses: all their requests fail`,
              fix: 'set mtls.mode PERMISSIVE in that namespace',
              related: [policy],
            });
          }
        }
      }
    }
  },
};

/** Namespaces that reject plaintext, with the policy that says so. */
function strictNamespaces(world: World): ReadonlyMap<string, Item> {
  const result = new Map<string, Item>();
  for (const policy of world.ofKind('security.istio.io', 'PeerAuthentication')) {
    if (at(policy.object, 'spec.selector').length === 0 && text(policy.object, 'spec.mtls.mode') === 'STRICT') result.set(policy.namespace, policy);
  }
  return result;
}
