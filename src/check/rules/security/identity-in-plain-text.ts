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

/** Why no client of a pod presents an identity: a rule for all clients, or the mesh configuration. */
function plainClients(world: World, pod: Pod): { readonly host: string; readonly why: string; readonly rule?: Item } | undefined {
  for (const service of servicesOf(world, pod)) {
    const host = world.registry.fqdn(service.name, service.namespace);
    for (const port of service.spec.ports ?? []) {
      const found = tlsRule(world, host, port.port ?? 0);
      if (found?.tls?.mode) {
        const everywhere = [service.namespace, world.mesh.rootNamespace].includes(found.rule.namespace) && exported(world, found.rule).includes('*');
        if (everywhere && found.tls.mode !== 'ISTIO_MUTUAL') return { host, why: `${label(found.rule)} has tls.mode ${found.tls.mode}`, rule: found.rule };
      } else if (world.mesh.config.enableAutoMtls === false && world.options.complete) {
        return { host, why: 'enableAutoMtls is off, and no DestinationRule enables mutual TLS' };
      }
    }
  }
  return undefined;
}

export const identityInPlainText: Check = {
  code: 'MESH420',
  title: 'policy by client identity where clients may have none',
  aliases: ['KIA0105'],
  severity: Severity.WARNING,
  explanation: 'PERMISSIVE also admits clients that send plaintext, and they have no identity. A DENY by identity does not apply to them: a denied client is admitted if it does not use mutual TLS. '
    + 'An ALLOW by identity refuses them, so admitting plaintext has no effect. If a DestinationRule makes every client send plaintext, or automatic mutual TLS is off, no client has an identity. If no PeerAuthentication sets PERMISSIVE explicitly, an ALLOW is not reported: the default is meant for migrating a mesh to mutual TLS.',
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
          message: `clients of ${plain.host} don't use mutual TLS (${plain.why}), so they have no identity: ${field} matches none of them, ${action === 'DENY' ? 'and nobody is denied' : 'and everybody is refused'}`,
          fix: plain.rule ? 'remove tls from the DestinationRule, or set ISTIO_MUTUAL, so that clients present their identity' : 'set enableAutoMtls: true (the default), or add a DestinationRule with tls.mode ISTIO_MUTUAL',
          related: plain.rule ? [plain.rule] : [],
        });
        continue;
      }
      const open = pods.map((pod) => ({ pod, ...effective(world, pod) }))
        .find(({ pod, mode, policy: by }) => mode === 'PERMISSIVE' && inMesh(world, pod) && !inAmbient(world, pod) && (by !== undefined || action === 'DENY'));
      if (!open || (!open.policy && !(world.closed(policy.namespace) && world.closed(world.mesh.rootNamespace)))) continue; // a rule may be defined elsewhere
      const where = `${open.pod.item.kind} ${open.pod.namespace}/${open.pod.name} also accepts plaintext (mutual TLS is PERMISSIVE${open.policy ? '' : ' by default'})`;
      const { field, at } = sources[0];
      report(policy, {
        pointer: at,
        message: action === 'DENY'
          ? `${where}, and such a client has no identity: ${field} does not match it, so a client that is denied here is admitted without mutual TLS`
          : `${where}, and such a client has no identity: ${field} does not match it, so it is admitted by one policy and refused by the other`,
        fix: action === 'DENY' ? 'require mutual TLS (a PeerAuthentication with STRICT), or also deny notPrincipals: ["*"]'
          : 'require mutual TLS (a PeerAuthentication with STRICT), or allow clients without an identity by port or address',
        related: open.policy ? [open.policy] : [],
      });
    }
  },
};
