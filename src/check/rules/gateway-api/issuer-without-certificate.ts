import type { Item } from '../../../world/item';
import { issuerAnnotation } from '../../../world/makers';
import type { Listener } from '../../../world/shapes/gateway-api';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Why cert-manager issues no certificate for a listener that requests one. */
function refused(listener: Listener, namespace: string): { at: readonly (string | number)[]; why: string; fix: string } | undefined {
  const mode = listener.tls?.mode ?? 'Terminate';
  if (mode !== 'Terminate') return { at: ['tls', 'mode'], why: `its tls.mode is ${mode}`, fix: 'remove certificateRefs for TLS passthrough, or set mode: Terminate' };
  if (!listener.hostname) return { at: ['hostname'], why: 'it has no hostname for the certificate', fix: 'set the hostname of the listener, or create a Certificate and remove the annotation' };
  const at = listener.tls!.certificateRefs!.findIndex((r) => r.namespace !== undefined && r.namespace !== namespace);
  if (at < 0) return undefined;
  const ref = listener.tls!.certificateRefs![at];
  return { at: ['tls', 'certificateRefs', at, 'namespace'], why: `its certificate is in namespace ${ref.namespace ?? ''}`, fix: `refer to a Secret in ${namespace}, or create a Certificate in ${ref.namespace ?? ''} and remove the annotation` };
}

export const issuerWithoutCertificate: Check = {
  code: 'MESH318',
  title: 'listener for which cert-manager creates no certificate',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'For a Gateway or ListenerSet with the annotation `cert-manager.io/issuer` or `cert-manager.io/cluster-issuer` cert-manager creates a certificate for each listener that has a hostname, terminates TLS (`mode: Terminate`) and refers to a Secret in its own namespace. '
    + 'It ignores other listeners, with no more than an event: the Secret is never created, and TLS handshakes fail.',
  run(world, report) {
    const owners: readonly (Item & { readonly spec: { readonly listeners?: readonly Listener[] } })[] = [...world.all('KubeGateway'), ...world.all('ListenerSet'), ...world.all('XListenerSet')];
    for (const owner of owners) {
      const annotation = issuerAnnotation(owner);
      if (annotation === undefined) continue;
      (owner.spec.listeners ?? []).forEach((listener, i) => {
        const refs = listener.tls?.certificateRefs ?? [];
        if (!refs.length) return;
        const problem = refused(listener, owner.namespace);
        // the Secret may have been created in another way, and then nothing is missing
        const made = refs.every((r) => {
          const home = r.namespace ?? owner.namespace;
          const by = world.made.by('Secret', home, r.name ?? '');
          return world.find('Secret', home, r.name ?? '') !== undefined || (by !== undefined && by !== owner);
        });
        // if all objects of the Secret's other namespace are known, a different rule reports that the Secret is missing
        if (!problem || made || (problem.at[1] === 'certificateRefs' && world.closed(refs.find((r) => r.namespace !== undefined)?.namespace ?? ''))) return;
        report(owner, {
          pointer: pointer('spec', 'listeners', i, ...(problem.at[0] === 'hostname' ? [] : problem.at)),
          message: `cert-manager creates no certificate for listener ${listener.name ?? ''} (annotation ${annotation}) because ${problem.why}: Secret ${refs.map((r) => `${r.namespace ?? owner.namespace}/${r.name ?? ''}`).join(', ')} is never created, and TLS handshakes fail`,
          fix: problem.fix,
        });
      });
    }
  },
};
