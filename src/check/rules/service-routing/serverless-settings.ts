import { has, ofMeshes } from './_backends-facts';
import { nameOf } from './_facts';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

const isServerless = (group: string): boolean => {
  const parts = group.split('/');
  return parts.some((part, i) => part === 'regions' && parts[i + 1] && parts[i + 2] === 'networkEndpointGroups' && parts[i + 3] !== undefined);
};

export const serverlessSettings: Check = {
  code: 'MESH968',
  title: 'health of a serverless backend',
  aliases: ['G-TD8'],
  severity: Severity.ERROR,
  explanation: 'A serverless group (Cloud Run) has no endpoints to ask for their health or to eject, and no timeout of its own. Google refuses a backend service that says so of one.',
  runFleet(worlds, report) {
    for (const b of ofMeshes(worlds)) {
      const serverless = at(b.object, 'spec.backend[*].group.networkEndpointGroupRef.external').some(({ value }) => typeof value === 'string' && isServerless(value));
      const said = ['healthChecks', 'outlierDetection', 'timeoutSec'].filter((field) => has(b, `spec.${field}`));
      if (serverless && said.length > 0) {
        report(b, { pointer: `/spec/${said[0]}`, message: `backend service ${nameOf(b)} leads to a serverless group, for which ${said.join(', ')} can't be set; Google refuses it`, fix: `remove ${said.join(', ')}` });
      }
    }
  },
};
