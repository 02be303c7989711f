import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const delegateUnused: Check = {
  code: 'MESH219',
  title: 'delegate that no VirtualService refers to',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A VirtualService without hosts is a delegate: it holds routes for a root that refers to it in `delegate`. If no VirtualService refers to it, it has no effect.',
  run(world, report) {
    const named = new Set<string>();
    for (const vs of world.all('VirtualService', 'http.delegate')) {
      for (const r of vs.spec.http ?? []) if (r.delegate?.name) named.add(`${r.delegate.namespace || vs.namespace}/${r.delegate.name}`);
    }
    for (const vs of world.all('VirtualService')) {
      if (vs.spec.hosts?.length || !vs.spec.http?.length || named.has(`${vs.namespace}/${vs.name}`)) continue;
      const closed = world.options.complete === true;
      report(vs, {
        pointer: '/spec',
        severity: closed ? Severity.WARNING : Severity.INFO,
        message: `this VirtualService has no hosts and no other delegates to it${closed ? '' : ' in the checked objects'}: its routes apply to no request`,
        fix: `add hosts, or delegate to it from a VirtualService that has some: delegate: { name: ${vs.name}, namespace: ${vs.namespace} }`,
      });
    }
  },
};
