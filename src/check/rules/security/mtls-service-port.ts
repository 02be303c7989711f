import { pods, servicePort } from './_workload-port';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const mtlsServicePort: Check = {
  code: 'MESH413',
  title: 'PeerAuthentication with a Service port instead of a workload port',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The keys of `portLevelMtls` are ports that the workload listens on, not those of its Service. A setting for the Service\'s port never applies.',
  run(world, report) {
    for (const policy of world.all('PeerAuthentication')) {
      for (const text of Object.keys(policy.spec.portLevelMtls ?? {})) {
        const found = servicePort(world, pods(world, policy), Number(text));
        if (!found) continue;
        report(policy, {
          pointer: pointer('spec', 'portLevelMtls', text),
          message: `${text} is the port of Service ${found.service.namespace}/${found.service.name}; the workload listens on ${found.target}: mode ${policy.spec.portLevelMtls![text].mode ?? 'UNSET'} never applies`,
          fix: `use ${found.target} as the key`,
          related: [found.service],
        });
      }
    }
  },
};
