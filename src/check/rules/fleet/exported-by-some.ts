import { clusterOf, fleetFacts } from './_facts';
import { type Place, merged } from './_services-facts';
import { exportsOf } from '../../../world/cluster-set';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const exportedBySome: Check = {
  code: 'MESH739',
  title: 'service that only some of its clusters export',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A service that runs in several clusters of a fleet and is exported by some of them is only partly reachable: callers of its clusterset host (`svc.clusterset.local`, multi-cluster gateways) reach the exporting clusters only, and don\'t fail over to the others.',
  runFleet(worlds, report) {
    // GKE's own kind of export concerns GKE clusters
    const attached = new Set(fleetFacts(worlds).members.filter((m) => !m.gke).map((m) => m.name));
    for (const places of merged(worlds)) {
      const exporting = places.filter(exported);
      const common = exporting.some((p) => p.world.all('ServiceExport').some((e) => e.name === p.service.name && e.namespace === p.service.namespace));
      const silent = places.filter((p) => !exported(p) && (common || !attached.has(clusterOf(p.world))));
      if (exporting.length === 0 || silent.length === 0) continue;
      for (const { service, world } of silent) {
        report(service, {
          message: `service ${service.namespace}/${service.name} is exported by ${exporting.map((p) => clusterOf(p.world)).join(', ')} but not by ${clusterOf(world)}, which also runs it: callers of its clusterset host never reach it here, not even when the others fail`,
          fix: 'add a ServiceExport with its name and namespace here, or keep it in its cluster (clusterLocal)',
          related: exporting.flatMap((p) => exportsOf(p.world).filter((e) => e.name === service.name && e.namespace === service.namespace)).slice(0, 1),
        });
      }
    }
  },
};

const exported = ({ service, world }: Place): boolean => exportsOf(world).some((e) => e.name === service.name && e.namespace === service.namespace);
