import { pointer, type Check } from '../../engine/check';
import { nearNamespace, orNear } from '../../engine/near';
import { Severity } from '../../finding';

/** Whether a pattern (`a`, `a*`, `*a`, `*`) matches a namespace of the world. */
function matchesNamespace(pattern: string, namespaces: Iterable<string>): boolean {
  if (pattern === '*') return true;
  for (const ns of namespaces) {
    if (pattern.startsWith('*') ? ns.endsWith(pattern.slice(1)) : pattern.endsWith('*') ? ns.startsWith(pattern.slice(0, -1)) : ns.toLowerCase() === pattern.toLowerCase()) return true;
  }
  return false;
}

/** Namespaces that exist in every cluster. */
const ALWAYS: readonly string[] = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

export const authorizationNamespace: Check = {
  code: 'MESH402',
  title: 'AuthorizationPolicy with a namespace that does not exist',
  aliases: ['IST0101', 'KIA0101'],
  severity: Severity.ERROR,
  explanation: '`namespaces` of a source lists a namespace that does not exist: nobody is allowed (or denied) by it.',
  run(world, report) {
    const defined = world.all('Namespace').map((n) => n.name);
    const set = new Set(defined);
    for (const policy of world.all('AuthorizationPolicy')) {
      policy.spec.rules?.forEach((rule, i) => rule.from?.forEach((from, j) => {
        for (const field of ['namespaces', 'notNamespaces'] as const) {
          from.source?.[field]?.forEach((ns, k) => {
            if (set.has(ns) || matchesNamespace(ns, defined)) return;
            const everywhere = ALWAYS.includes(ns) || ns === world.mesh.rootNamespace || world.siblings.some((w) => w.namespace(ns) !== undefined);
            const closed = world.options.complete === true;
            if (!closed && world.knownNamespaces.has(ns)) return;
            report(policy, {
              pointer: pointer('spec', 'rules', i, 'from', j, 'source', field, k),
              severity: closed && !everywhere ? Severity.ERROR : Severity.INFO,
              message: everywhere ? `namespace ${ns} is not in the checked objects, but every cluster of a mesh has it` : `no namespace ${ns} is defined${closed ? '' : ' in the checked objects'}: no request comes from it, so this entry of ${field} ${field === 'namespaces' ? 'matches' : 'excludes'} no request`,
              fix: everywhere ? 'leave it unchanged' : orNear(nearNamespace(world, ns), 'use a namespace that exists'),
            });
          });
        }
      }));
    }
  },
};
