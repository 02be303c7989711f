import { homeOf } from './_destinations';
import { nearHost } from './_near-hosts';
import { target } from './_rule-target';
import { exportedHost } from '../../../world/cluster-set';
import { unknownIn, type Check } from '../../engine/check';
import { orNear } from '../../engine/near';
import { Severity } from '../../finding';

export const destinationRuleHost: Check = {
  code: 'MESH214',
  title: 'DestinationRule for a host that does not exist',
  aliases: ['IST0174', 'KIA0202'],
  severity: Severity.WARNING,
  yieldsTo: ['MESH935'],
  explanation: 'The host of a DestinationRule is neither a Service nor a ServiceEntry visible to it, nor a wildcard that matches one: the rule never takes effect.',
  run(world, report) {
    for (const dr of world.all('DestinationRule')) {
      const host = dr.spec.host;
      if (!host || target(world, dr) || exportedHost(world, host)) continue;
      const full = world.registry.resolve(host, dr.namespace);
      const severity = unknownIn(world, homeOf(world, host, dr.namespace)) === Severity.ERROR ? Severity.WARNING : Severity.INFO;
      report(dr, {
        pointer: '/spec/host',
        severity,
        message: `host ${host}${full === host ? '' : ` (${full})`} is not defined${severity === Severity.INFO ? ' in the checked objects' : ''}: this DestinationRule never takes effect`,
        fix: orNear(nearHost(world, full), `use a Service or ServiceEntry that exists, with its full name (name.namespace.svc.${world.domain}) if it is in another namespace`),
      });
    }
  },
};
