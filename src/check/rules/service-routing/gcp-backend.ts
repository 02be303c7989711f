import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

export const gcpBackend: Check = {
  code: 'MESH984',
  title: 'backend in Cloud Run that can\'t be reached',
  aliases: ['G-CR4'],
  severity: Severity.ERROR,
  explanation: 'A GCPBackend leads to a service of Cloud Run in exactly one region and in the project of the cluster.',
  runFleet(worlds, report) {
    for (const world of worlds) {
      for (const item of world.ofKind('networking.gke.io', 'GCPBackend')) {
        const regions = at(item.object, 'spec.cloudRun.regions[*]').length;
        if (regions !== 1) report(item, { pointer: '/spec/cloudRun/regions', message: `a GCPBackend leads to one region, and ${item.name} names ${regions}: it can't be reached`, fix: 'name one region, and make a GCPBackend for each other one' });
        const project = text(item.object, 'spec.cloudRun.project');
        const own = world.options.cluster === undefined ? undefined : projectOf([world, ...world.siblings], world.options.cluster);
        if (project !== undefined && own !== undefined && project !== own) {
          report(item, { pointer: '/spec/cloudRun/project', message: `the service is in project ${project}, and the cluster in ${own}: a GCPBackend leads to services of its cluster's project only`, fix: `deploy the service in ${own}` });
        }
      }
    }
  },
};

/** The project of a GKE cluster, as its membership tells. */
function projectOf(worlds: readonly World[], cluster: string): string | undefined {
  const membership = worlds.flatMap((w) => w.ofKind('gkehub.cnrm.cloud.google.com', 'GKEHubMembership')).find((m) => m.name === cluster);
  return /\/projects\/([^/]+)\/(locations|zones)\//.exec(text(membership?.object, 'spec.authority.issuer') ?? '')?.[1];
}
