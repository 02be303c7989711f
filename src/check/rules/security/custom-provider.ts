import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const customProvider: Check = {
  code: 'MESH404',
  title: 'external authorization with a provider that is not defined',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Action CUSTOM refers to a provider that `extensionProviders` of the mesh configuration does not define, or to one of another kind. Istio then denies every request to the workloads that the policy selects.',
  run(world, report) {
    for (const policy of world.all('AuthorizationPolicy')) {
      const name = policy.spec.provider?.name;
      if (policy.spec.action !== 'CUSTOM' || !name) continue;
      const provider = world.mesh.config.extensionProviders?.find((p) => p.name === name);
      if (provider?.envoyExtAuthzHttp !== undefined || provider?.envoyExtAuthzGrpc !== undefined) continue;
      const sure = provider !== undefined || world.mesh.configKnown || world.options.complete === true;
      report(policy, {
        pointer: '/spec/provider/name',
        severity: sure ? Severity.ERROR : Severity.INFO,
        message: provider ? `provider ${name} is not an external authorizer (envoyExtAuthzHttp or envoyExtAuthzGrpc): every request to the selected workloads is denied`
          : `the mesh configuration${sure ? '' : ' in the checked objects'} defines no provider ${name}: every request to the selected workloads is denied`,
        fix: `add ${name} to extensionProviders of the mesh configuration, as envoyExtAuthzHttp or envoyExtAuthzGrpc`,
        related: world.mesh.item ? [world.mesh.item] : [],
      });
    }
  },
};
