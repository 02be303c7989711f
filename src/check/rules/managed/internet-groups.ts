import { trafficDirector } from './_facts';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

const CONSTRAINT = 'compute.disableInternetNetworkEndpointGroup';

export const internetGroups: Check = {
  code: 'MESH742',
  title: 'organization policy that keeps a mesh from Traffic Director',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Traffic Director creates internet network endpoint groups for ServiceEntries. If the organization policy `compute.disableInternetNetworkEndpointGroup` is enforced, Google does not use Traffic Director for the fleet, and hosts outside the mesh get no endpoints.',
  runFleet(worlds, report) {
    if (!worlds.some((w) => trafficDirector(w))) return;
    for (const item of worlds.flatMap((w) => [...w.ofKind('resourcemanager.cnrm.cloud.google.com', 'ResourceManagerPolicy'), ...w.ofKind('orgpolicy.cnrm.cloud.google.com', 'OrgPolicyPolicy')])) {
      const named = [text(item.object, 'spec.constraint'), text(item.object, 'spec.resourceID'), item.name].some((name) => name?.includes(CONSTRAINT));
      const enforced = [...at(item.object, 'spec.booleanPolicy.enforced'), ...at(item.object, 'spec.spec.rules[*].enforce')].find(({ value }) => value === true);
      if (named && enforced) report(item, { pointer: enforced.pointer, message: `the policy ${CONSTRAINT} is enforced, so Traffic Director can't serve hosts outside the mesh, and Google does not move the fleet to it`, fix: 'exempt the projects of the fleet from the policy' });
    }
  },
};
