import { identityUses } from './identities';
import { effective } from './mtls';
import type { Check } from '../engine/check';
import { Severity } from '../finding';
import { inAmbient, inMesh } from '../workload/in-mesh';

export const identityInPlainText: Check = {
  code: 'MESH420',
  title: 'identities where clients may come without one',
  aliases: ['KIA0105'],
  severity: Severity.WARNING,
  explanation: 'PERMISSIVE lets clients in that speak plain text, and they have no identity. A DENY by identity does not hold for them: whoever is denied gets in by leaving mutual TLS out. '
    + 'An ALLOW by identity refuses them, so that letting them in changes nothing. Where no PeerAuthentication asks for PERMISSIVE in words, an ALLOW is not mentioned: the default is meant for moving a mesh to mutual TLS.',
  run(world, report) {
    for (const policy of world.all('AuthorizationPolicy')) {
      const { action = 'ALLOW', targetRef, targetRefs, selector } = policy.spec;
      if (targetRef || targetRefs?.length || (action !== 'ALLOW' && action !== 'DENY')) continue;
      const sources = identityUses(policy).filter((use) => !use.negated);
      if (!sources.length) continue;
      const pods = world.selected(selector?.matchLabels, policy.namespace).slice(0, 200);
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
