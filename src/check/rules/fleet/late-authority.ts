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
  title: 'CA configuration that the managed control plane reads too late',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A managed control plane reads its CA (`ASM_OPTS` in ConfigMap `istio-system/asm-options`) when it starts. If the `servicemesh` feature is applied first, Mesh CA signs certificates, and nothing reports it; '
    + 'a later change needs `mesh.cloud.google.com/force-reprovision: "true"` on the ControlPlaneRevision. The required order is: Namespace `istio-system`, the ConfigMap, then the feature. '
    + 'The folders `phase-1` to `phase-4` that a fleet writes have that order for all clusters; a tool that delivers all folders at once (Config Sync) does not keep it.',
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
        message: `Config Sync applies this to ${clusterOf(world)} at some point, possibly after the feature ${membership.name} is enabled: Mesh CA then signs the certificates of workloads, not the configured CA`,
        fix: 'apply phase-1 to phase-3 before enabling Config Sync, or annotate the ControlPlaneRevision with mesh.cloud.google.com/force-reprovision: "true" afterwards',
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
      message: `it is applied to ${clusterOf(world)} in phase ${here}, and the feature ${membership.name} in phase ${on}: the control plane starts without it, and Mesh CA signs the certificates of workloads`,
      fix: 'apply it in a phase before the feature membership',
    };
  }
  if (here !== undefined && made !== undefined && made > here) {
    return {
      message: `it is applied to ${clusterOf(world)} in phase ${here}, and its namespace ${NAMESPACE} in phase ${made}: the API server refuses it, and Mesh CA signs the certificates of workloads`,
      fix: 'apply the Namespace in the same phase',
    };
  }
  if (here === undefined || on === undefined) {
    return {
      severity: Severity.WARNING,
      message: `it is not known to be applied to ${clusterOf(world)} before the feature ${membership.name}: if it is applied later, Mesh CA signs the certificates of workloads, not the configured CA`,
      fix: 'put the Namespace istio-system and this ConfigMap into a folder phase-2, and the feature with its memberships into phase-3, as Fleet writes them',
    };
  }
  return namespace ? undefined : {
    severity: Severity.WARNING,
    message: `no Namespace ${NAMESPACE} is applied to ${clusterOf(world)} before it, and a new cluster has none: the API server refuses it`,
    fix: 'apply the Namespace in the same phase (createNamespace: true of ControlPlane.managed)',
  };
}

/** Whether a running control plane must be provisioned again. */
function reprovisioned(world: World): boolean {
  return world.ofKind('mesh.cloud.google.com', 'ControlPlaneRevision').some((r) => r.annotations['mesh.cloud.google.com/force-reprovision'] === 'true');
}
