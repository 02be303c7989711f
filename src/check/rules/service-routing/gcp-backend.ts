import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

export const gcpBackend: Check = {
  code: 'MESH984',
  title: 'Cloud Run backend that can\'t be reached',
  aliases: ['G-CR4'],
  severity: Severity.ERROR,
  explanation: 'A GCPBackend refers to a Cloud Run service in exactly one region and in the project of the cluster.',
  runFleet(worlds, report) {
    for (const world of worlds) {
      for (const item of world.ofKind('networking.gke.io', 'GCPBackend')) {
        const regions = at(item.object, 'spec.cloudRun.regions[*]').length;
        if (regions !== 1) report(item, { pointer: '/spec/cloudRun/regions', message: `a GCPBackend refers to one region, but ${item.name} lists ${regions}: it can't be reached`, fix: 'set one region, and create a GCPBackend for each other region' });
        const project = text(item.object, 'spec.cloudRun.project');
        const own = world.options.cluster === undefined ? undefined : projectOf([world, ...world.siblings], world.options.cluster);
        if (project !== undefined && own !== undefined && project !== own) {
          report(item, { pointer: '/spec/cloudRun/project', message: `the service is in project ${project}, but the cluster is in ${own}: a GCPBackend only reaches services in its cluster's project`, fix: `deploy the service in ${own}` });
        }
      }
    }
  },
};

/** The project of a GKE cluster, from its membership. */
function projectOf(worlds: readonly World[], cluster: string): string | undefined {
  const membership = worlds.flatMap((w) => w.ofKind('gkehub.cnrm.cloud.google.com', 'GKEHubMembership')).find((m) => m.name === cluster);
  return /\/projects\/([^/]+)\/(locations|zones)\//.exec(text(membership?.object, 'spec.authority.issuer') ?? '')?.[1];
}
