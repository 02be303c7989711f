import { inClusterParts } from './_control-plane-facts';
import { managed } from './_facts';
import { ISTIOD_DEPRECATED, ISTIOD_ENDS } from '../../../capability/dated-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { clusterOf, fleetOf } from '../fleet/_facts';

export const inClusterOnGke: Check = {
  code: 'MESH757',
  title: 'in-cluster control plane in a GKE cluster of a fleet',
  aliases: ['G-CP7'],
  severity: Severity.WARNING,
  explanation: `In-cluster control planes in GKE clusters on Google Cloud have been deprecated since ${ISTIOD_DEPRECATED} and are not supported after ${ISTIOD_ENDS}. A single one keeps the whole fleet from moving to Traffic Director. If the cluster also has a managed control plane, both write the same webhooks and CRDs.`,
  run(world, report) {
    const gke = fleetOf(world).members.some((m) => m.gke && m.name === world.options.cluster);
    const both = managed(world) !== undefined;
    for (const part of inClusterParts(world)) {
      if (both) {
        report(part, {
          severity: Severity.ERROR,
          message: `cluster ${clusterOf(world)} has a managed control plane, and ${part.kind} ${part.name} runs another one next to it: both write the same webhooks and CRDs`,
          fix: 'remove one of the two; cdk8s-mesh migrate-report lists what must change before the managed one can serve the mesh',
        });
      } else if (gke) {
        report(part, {
          message: `an in-cluster control plane in GKE has been deprecated since ${ISTIOD_DEPRECATED}, is not supported after ${ISTIOD_ENDS}, and keeps the fleet from moving to Traffic Director`,
          fix: 'move to ControlPlane.managed; cdk8s-mesh migrate-report lists what must change',
        });
      }
    }
  },
};
