import { identityUses } from './_identities';
import { effective } from './_mtls';
import { label, type Item } from '../../../world/item';
import type { Pod } from '../../../world/pods';
import { servicesOf } from '../../../world/serving';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { tlsRule } from '../traffic/_client-tls';
import { exported } from '../traffic/_rules';
import { inAmbient, inMesh } from '../workload/_in-mesh';

/** Why no client of a pod shows an identity: a rule that holds for all of them, or the mesh's configuration. */
function plainClients(world: World, pod: Pod): { readonly host: string; readonly why: string; readonly rule?: Item } | undefined {
  for (const service of servicesOf(world, pod)) {
    const host = world.registry.fqdn(service.name, service.namespace);
    for (const port of service.spec.ports ?? []) {
      const found = tlsRule(world, host, port.port ?? 0);
      if (found?.tls?.mode) {
        const everywhere = [service.namespace, world.mesh.rootNamespace].includes(found.rule.namespace) && exported(world, found.rule).includes('*');
        if (everywhere && found.tls.mode !== 'ISTIO_MUTUAL') return { host, why: `${label(found.rule)} has tls.mode ${found.tls.mode}`, rule: found.rule };
      } else if (world.mesh.config.enableAutoMtls === false && world.options.complete) {
        return { host, why: 'enableAutoMtls is off, and no DestinationRule asks for it' };
      }
    }
  }
  return undefined;
}

export const identityInPlainText: Check = {
  code: 'MESH420',
  title: 'identities where clients may come without one',
  aliases: ['KIA0105'],
  severity: Severity.WARNING,
  explanation: 'PERMISSIVE lets clients in that speak plain text, and they have no identity. A DENY by identity does not hold for them: whoever is denied gets in by leaving mutual TLS out. '
    + 'An ALLOW by identity refuses them, so that letting them in changes nothing. Where a DestinationRule makes every client speak plain text, or automatic mutual TLS is off, no client has an identity. Where no PeerAuthentication asks for PERMISSIVE in words, an ALLOW is not mentioned: the default is meant for moving a mesh to mutual TLS.',
  run(world, report) {
    for (const policy of world.all('AuthorizationPolicy')) {
      const { action = 'ALLOW', targetRef, targetRefs, selector } = policy.spec;
      if (targetRef || targetRefs?.length || (action !== 'ALLOW' && action !== 'DENY')) continue;
      const sources = identityUses(policy).filter((use) => !use.negated);
      if (!sources.length) continue;
      const pods = world.selected(selector?.matchLabels, policy.namespace).slice(0, 200);
      const plain = pods.filter((pod) => inMesh(world, pod) && !inAmbient(world, pod) && effective(world, pod).mode === 'PERMISSIVE').map((pod) => plainClients(world, pod)).find((p) => p);
      if (plain) {
        const { field, at } = sources[0];
        report(policy, {
          pointer: at,
          message: `clients of ${plain.host} speak no mutual TLS (${plain.why}), so they have no identity: ${field} matches none of them, ${action === 'DENY' ? 'and nobody is denied' : 'and everybody is refused'}`,
          fix: plain.rule ? 'take tls out of the DestinationRule, or set ISTIO_MUTUAL: clients then show who they are' : 'turn enableAutoMtls on (the default), or add a DestinationRule with tls.mode ISTIO_MUTUAL',
          related: plain.rule ? [plain.rule] : [],
        });
        continue;
      }
      const open = pods.map((pod) => ({ pod, ...effective(world, pod) }))
        .find(({ pod, mode, policy: by }) => mode === 'PERMISSIVE' && inMesh(world, pod) && !inAmbient(world, pod) && (by !== undefined || action === 'DENY'));
      if (!open || (!open.policy && !(world.closed(policy.namespace) && world.closed(world.mesh.rootNamespace)))) continue; // one may be defined elsewhere
      const where = `${open.pod.item.kind} ${open.pod.namespace}/${open.pod.name} takes plain text too (mutual TLS is PERMISSIVE${open.policy ? '' : ' by default'})`;
      const { field, at } = sources[0];
      report(policy, {
        pointer: at,
        message: action === 'DENY'
          ? `${where}, and such a client has no identity: ${field} does not match it, so whoever is denied here gets in without mutual TLS`
          : `${where}, and such a client has no identity: ${field} does not match it, so it is let in by one policy and refused by the other`,
        fix: action === 'DENY' ? 'ask for mutual TLS (a PeerAuthentication with STRICT), or deny notPrincipals: ["*"] too'
          : 'ask for mutual TLS (a PeerAuthentication with STRICT), or allow clients without an identity by ports or addresses',
        related: open.policy ? [open.policy] : [],
      });
    }
  },
};
