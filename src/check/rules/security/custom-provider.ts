import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { nearName, orNear } from '../../engine/near';
import { Severity } from '../../finding';

type Provider = NonNullable<World['mesh']['config']['extensionProviders']>[number];
const isAuthorizer = (provider: Provider): boolean => provider.envoyExtAuthzHttp !== undefined || provider.envoyExtAuthzGrpc !== undefined;

/** The names of the external authorizers of the mesh. */
const authorizers = (world: World): readonly string[] =>
  (world.mesh.config.extensionProviders ?? []).filter(isAuthorizer).flatMap((provider) => provider.name ?? []);

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
      if (provider && isAuthorizer(provider)) continue;
      const sure = provider !== undefined || world.mesh.configKnown || world.options.complete === true;
      report(policy, {
        pointer: '/spec/provider/name',
        severity: sure ? Severity.ERROR : Severity.INFO,
        message: provider ? `provider ${name} is not an external authorizer (envoyExtAuthzHttp or envoyExtAuthzGrpc): every request to the selected workloads is denied`
          : `the mesh configuration${sure ? '' : ' in the checked objects'} defines no provider ${name}: every request to the selected workloads is denied`,
        fix: orNear(provider ? undefined : nearName('provider', name, authorizers(world)), `add ${name} to extensionProviders of the mesh configuration, as envoyExtAuthzHttp or envoyExtAuthzGrpc`),
        related: world.mesh.item ? [world.mesh.item] : [],
      });
    }
  },
};
