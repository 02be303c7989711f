import { oneMesh } from './_clusters';
import type { World } from '../../../world/world';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

const takes = (world: World, domain: string): boolean => world.mesh.trustDomain === domain || world.mesh.config.trustDomainAliases?.includes(domain) === true;

export const trustDomainsDiffer: Check = {
  code: 'MESH712',
  title: 'clusters of one mesh with unrelated trust domains',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A proxy accepts a server only if its certificate has the trust domain of the mesh, or one of `trustDomainAliases`. Between clusters of one mesh with different trust domains, neither an alias of the other, every mutual TLS call fails (503 `UF`, certificate verify failed), '
    + 'and policies by principal match no client in the other cluster.',
  runFleet(worlds, report) {
    const known = worlds.filter((w) => w.mesh.configKnown);
    known.forEach((b, i) => {
      const a = known.slice(0, i).find((w) => w.mesh.trustDomain !== b.mesh.trustDomain && !takes(w, b.mesh.trustDomain) && !takes(b, w.mesh.trustDomain) && oneMesh(w, b));
      if (!a || !b.mesh.item) return;
      report(b.mesh.item, {
        pointer: '/data/mesh',
        message: `the trust domain of cluster ${b.options.cluster ?? ''} is ${b.mesh.trustDomain} and that of ${a.options.cluster ?? ''} is ${a.mesh.trustDomain}, neither an alias of the other: calls between them fail, because each refuses the certificates of the other`,
        fix: `set trustDomain: ${a.mesh.trustDomain} in both, or add each to trustDomainAliases of the other`,
        related: a.mesh.item ? [a.mesh.item] : [],
      });
    });
  },
};
