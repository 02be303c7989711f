import type { Pod } from '../../../world/pods';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const FLAG = '--trust-domain';

/** The value of a flag, from `--flag=value` or from the next argument. */
function flag(args: readonly unknown[], name: string): { readonly value: string; readonly index: number } | undefined {
  const index = args.findIndex((a) => typeof a === 'string' && (a === name || a.startsWith(`${name}=`)));
  if (index < 0) return undefined;
  const own = String(args[index]);
  const value = own === name ? args[index + 1] : own.slice(name.length + 1);
  return typeof value === 'string' ? { value: value.replace(/^"(.*)"$/, '$1'), index } : undefined;
}

const issuers = (pod: Pod) => (pod.spec.containers ?? []).map((container, index) => ({ container, index })).filter(({ container }) => /\bistio-csr\b/.test(container.image ?? ''));

export const istioCsrTrustDomain: Check = {
  code: 'MESH717',
  title: 'CA with a trust domain other than the mesh\'s',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'cert-manager\'s istio-csr signs the certificates of proxies for the trust domain of its own flag (`--trust-domain`, by default `cluster.local`). If the mesh configuration has a different one, certificate requests are refused, '
    + 'or peers and policies expect identities that no proxy has.',
  run(world, report) {
    if (!world.mesh.configKnown) return;
    const wanted = [world.mesh.trustDomain, ...world.mesh.config.trustDomainAliases ?? []];
    for (const pod of world.pods(undefined)) {
      for (const { container, index } of issuers(pod)) {
        const args = container.args ?? [];
        const configured = flag(args, FLAG);
        const domain = configured?.value ?? 'cluster.local';
        if (wanted.includes(domain) || domain.startsWith('$')) continue;
        report(pod.item, {
          pointer: `${pod.pointer}/containers/${index}${configured ? `/args/${configured.index}` : ''}`,
          message: `istio-csr signs for trust domain ${domain}${configured ? '' : ' (its default)'}, but the trust domain of the mesh configuration is ${world.mesh.trustDomain}: peers and policies expect spiffe://${world.mesh.trustDomain}/…, which no certificate has`,
          fix: `set ${FLAG}=${world.mesh.trustDomain} (app.tls.trustDomain of the chart)`,
          related: world.mesh.item ? [world.mesh.item] : [],
        });
      }
    }
  },
};
