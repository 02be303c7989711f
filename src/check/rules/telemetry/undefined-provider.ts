import { pointer, type Check } from '../../engine/check';
import { nearName, orNear } from '../../engine/near';
import { Severity } from '../../finding';

export const undefinedProvider: Check = {
  code: 'MESH656',
  title: 'Telemetry with a provider that is not defined',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A Telemetry refers to a provider that `extensionProviders` of the mesh configuration does not define. Istio ignores it: no spans, metrics or logs are sent, and nothing reports it.',
  run(world, report) {
    const sure = world.mesh.configKnown || world.options.complete === true;
    for (const t of world.all('Telemetry')) {
      for (const kind of ['tracing', 'metrics', 'accessLogging'] as const) {
        t.spec[kind]?.forEach((entry, i) => entry.providers?.forEach((p, j) => {
          if (!p.name || world.mesh.providers.has(p.name)) return;
          report(t, {
            pointer: pointer('spec', kind, i, 'providers', j, 'name'),
            severity: sure ? Severity.ERROR : Severity.INFO,
            message: `the mesh configuration${sure ? '' : ' in the checked objects'} defines no provider ${p.name}: Istio ignores it, and ${{ tracing: 'no spans are', metrics: 'no metrics are', accessLogging: 'nothing is' }[kind]} ${kind === 'accessLogging' ? 'logged' : 'sent'}`,
            fix: orNear(nearName('provider', p.name, world.mesh.providers), `add ${p.name} to extensionProviders of the mesh configuration (defined: ${[...world.mesh.providers].join(', ') || 'none'})`),
            related: world.mesh.item ? [world.mesh.item] : [],
          });
        }));
      }
    }
  },
};
