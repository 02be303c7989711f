import { ofMeshes } from './_backends-facts';
import { nameOf } from './_facts';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

export const mixedGroups: Check = {
  code: 'MESH545',
  title: 'instance groups and network endpoint groups in one backend service',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A backend service has either instance groups or network endpoint groups, and the latter must all be zonal, serverless or internet ones. Google refuses a mixture; to combine them, use a route with weights and two backend services.',
  runFleet(worlds, report) {
    for (const b of ofMeshes(worlds)) {
      const groups = at(b.object, 'spec.backend[*].group');
      const kinds = groups.map(({ value }) => kindOf(value));
      const other = kinds.findIndex((kind) => kind !== undefined && kind !== kinds.find((k) => k !== undefined));
      if (other < 0) continue;
      report(b, {
        pointer: groups[other].pointer,
        message: `backends of ${nameOf(b)} are ${[...new Set(kinds.filter((k) => k !== undefined))].join(' and ')}; Google refuses the mixture`,
        fix: 'create a backend service for each, and split requests by weight in routes',
      });
    }
  },
};

function kindOf(group: unknown): string | undefined {
  if (at(group, 'instanceGroupRef').length > 0) return 'machines';
  const external = at(group, 'networkEndpointGroupRef.external')[0]?.value;
  const kind = at(group, 'networkEndpointGroupRef.kind')[0]?.value;
  if (kind === 'ComputeRegionNetworkEndpointGroup' || /\/regions\/[^/]+\/networkEndpointGroups\//.test(String(external))) return 'serverless groups';
  if (/\/global\/networkEndpointGroups\//.test(String(external))) return 'internet groups';
  return at(group, 'networkEndpointGroupRef').length > 0 ? 'endpoint groups' : undefined;
}
