import { pods, servicePort } from './_workload-port';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const authorizationServicePort: Check = {
  code: 'MESH409',
  title: 'AuthorizationPolicy with a Service port instead of a workload port',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`ports` of an operation are those that the workload listens on, not those of its Service. A rule for the Service\'s port never matches: an ALLOW refuses every request, and a DENY denies none (which is an error).',
  run(world, report) {
    for (const policy of world.all('AuthorizationPolicy')) {
      if (policy.spec.targetRef || policy.spec.targetRefs?.length) continue; // a waypoint sees the Service's port
      policy.spec.rules?.forEach((rule, i) => rule.to?.forEach((to, j) => {
        for (const field of ['ports', 'notPorts'] as const) {
          to.operation?.[field]?.forEach((text, k) => {
            const found = servicePort(world, pods(world, policy), Number(text));
            if (!found) return;
            report(policy, {
              // a DENY policy that never matches admits the requests that it should block
              severity: policy.spec.action === 'DENY' && field === 'ports' ? Severity.ERROR : undefined,
              pointer: pointer('spec', 'rules', i, 'to', j, 'operation', field, k),
              message: `${text} is the port of Service ${found.service.namespace}/${found.service.name}; the workload listens on ${found.target}: this rule ${field === 'ports' ? `never matches, so ${policy.spec.action === 'DENY' ? 'nothing is denied' : 'requests are refused'}` : 'excludes nothing'}`,
              fix: `use "${found.target}"`,
              related: [found.service],
            });
          });
        }
      }));
    }
  },
};
