import { clusterOf, fleetFacts, membersOf, meshMemberships, referred } from './_facts';
import { phaseOfItem } from './_phases';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import type { Check, Found } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

const NAMESPACE = 'istio-system';

export const lateAuthority: Check = {
  code: 'MESH571',
  title: 'certificate authority that the managed control plane learns too late',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A managed control plane reads its certificate authority (`ASM_OPTS` of ConfigMap `istio-system/asm-options`) when it comes up. Where the `servicemesh` feature is applied before, Mesh CA signs, and nothing says so; '
    + 'a later change needs `mesh.cloud.google.com/force-reprovision: "true"` on the ControlPlaneRevision. The order is: Namespace `istio-system`, the ConfigMap, then the feature. '
    + 'The folders `phase-1` to `phase-4` that a fleet writes say it for all clusters; whoever delivers all folders at once (Config Sync) does not keep it.',
  runFleet(worlds, report) {
    const facts = fleetFacts(worlds);
    for (const world of membersOf(worlds)) {
      const options = world.all('ConfigMap').find((c) => c.name === 'asm-options' && c.namespace === NAMESPACE && /(^|;)\s*CA=/.test(text(c.object, 'data.ASM_OPTS') ?? ''));
      const membership = meshMemberships(facts).find((m) => referred(m, 'spec.membershipRef') === clusterOf(world));
      if (!options || !membership || text(membership.object, 'spec.mesh.management') === 'MANAGEMENT_MANUAL' || reprovisioned(world)) continue;
      const synced = facts.of('GKEHubFeatureMembership').some((m) => referred(m, 'spec.membershipRef') === clusterOf(world) && at(m.object, 'spec.configmanagement.configSync').length > 0)
        || world.ofKind('configsync.gke.io', 'RootSync').length > 0;
      const found = judge(world, options, membership) ?? (synced ? {
        severity: Severity.WARNING,
        message: `Config Sync delivers this to ${clusterOf(world)} when it gets to it, perhaps after the feature ${membership.name} is on: then Mesh CA signs the certificates of workloads, and not the authority that is asked for`,
        fix: 'apply phase-1 to phase-3 before Config Sync takes over, or annotate the ControlPlaneRevision with mesh.cloud.google.com/force-reprovision: "true" afterwards',
      } : undefined);
      if (found) report(options, { pointer: '/data/ASM_OPTS', related: [membership], ...found });
    }
  },
};

function judge(world: World, options: Item, membership: Item): Omit<Found, 'pointer'> | undefined {
  const [here, on] = [phaseOfItem(options), phaseOfItem(membership)];
  const namespace = world.all('Namespace').find((n) => n.name === NAMESPACE);
  const made = namespace && phaseOfItem(namespace);
  if (here !== undefined && on !== undefined && here >= on) {
    return {
      message: `it is applied to ${clusterOf(world)} in phase ${here}, and the feature ${membership.name} in phase ${on}: the control plane comes up without it, and Mesh CA signs the certificates of workloads`,
      fix: 'apply it in an earlier phase than the feature membership',
    };
  }
  if (here !== undefined && made !== undefined && made > here) {
    return {
      message: `it is applied to ${clusterOf(world)} in phase ${here}, and its namespace ${NAMESPACE} in phase ${made}: the cluster refuses it, and Mesh CA signs the certificates of workloads`,
      fix: 'apply the Namespace in the same phase',
    };
  }
  if (here === undefined || on === undefined) {
    return {
      severity: Severity.WARNING,
      message: `nothing says that it is applied to ${clusterOf(world)} before the feature ${membership.name}: applied after, Mesh CA signs the certificates of workloads, and not the authority that is asked for`,
      fix: 'put the Namespace istio-system and this ConfigMap into a folder phase-2, and the feature with its memberships into phase-3, as a Fleet writes them',
    };
  }
  return namespace ? undefined : {
    severity: Severity.WARNING,
    message: `no Namespace ${NAMESPACE} is applied to ${clusterOf(world)} before it, and a new cluster has none: it is refused there`,
    fix: 'apply the Namespace in the same phase (createNamespace: true of ControlPlane.managed)',
  };
}

/** Whether a control plane that is up already is told to come up anew. */
function reprovisioned(world: World): boolean {
  return world.ofKind('mesh.cloud.google.com', 'ControlPlaneRevision').some((r) => r.annotations['mesh.cloud.google.com/force-reprovision'] === 'true');
}
