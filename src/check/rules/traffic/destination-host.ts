import { destinations, homeOf } from './_destinations';
import { nearHost } from './_near-hosts';
import { exportedHost } from '../../../world/cluster-set';
import { unknownIn, type Check } from '../../engine/check';
import { orNear } from '../../engine/near';
import { Severity } from '../../finding';

export const destinationHost: Check = {
  code: 'MESH201',
  title: 'route to a host that does not exist',
  aliases: ['IST0101', 'KIA1101'],
  severity: Severity.ERROR,
  yieldsTo: ['MESH935'], // a host that nobody exports
  explanation: 'A route of a VirtualService refers to a host that is neither a Service nor a ServiceEntry visible to it. The proxy has no cluster '
    + 'for it and answers with a 503 (`NC`). A short name means a service of the VirtualService\'s own namespace; `name.namespace` is not expanded. '
    + 'If the input is not declared complete, this is reported as information: the host may be defined elsewhere.',
  run(world, report) {
    for (const use of destinations(world)) {
      const { vs, full } = use;
      if (use.service || exportedHost(world, use.host)) continue;
      const hidden = world.registry.covering(full)[0];
      const almost = /^[^.*]+\.[^.]+(\.svc)?$/.test(use.host) ? `${use.host.replace(/\.svc$/, '')}.svc.${world.domain}` : undefined;
      const meant = almost !== undefined && world.registry.same(almost).length > 0;
      const near = hidden || meant ? undefined : nearHost(world, full);
      const severity = hidden || meant ? Severity.ERROR : unknownIn(world, homeOf(world, use.host, vs.namespace));
      report(vs, {
        pointer: `${use.pointer}/host`,
        severity,
        message: hidden
          ? `${use.mirror ? 'mirror ' : ''}host ${use.host} is exported to ${hidden.exportTo.join(', ')} only, so it does not exist for ${vs.namespace}: requests of this route get a 503`
          : `${use.mirror ? 'mirror ' : ''}host ${use.host}${full === use.host ? '' : ` (${full})`} is ${severity === Severity.ERROR ? 'not defined' : 'not defined in the checked objects'}: `
            + (use.mirror ? 'nothing is mirrored' : 'requests of this route get a 503'),
        fix: meant ? `use ${almost}: a name with a dot is not expanded`
          : hidden ? `export ${hidden.kind} ${hidden.item.name} to ${vs.namespace}, or route to something else`
            : orNear(near, `use a Service or ServiceEntry that exists, with its full name (name.namespace.svc.${world.domain}) if it is in another namespace`),
        related: hidden ? [hidden.item] : [],
      });
    }
  },
};
