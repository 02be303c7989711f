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
  title: 'health settings for a serverless backend',
  aliases: ['G-TD8'],
  severity: Severity.ERROR,
  explanation: 'A serverless group (Cloud Run) has no endpoints to probe or eject, and no timeout of its own. Google refuses a backend service that sets these for one.',
  runFleet(worlds, report) {
    for (const b of ofMeshes(worlds)) {
      const serverless = at(b.object, 'spec.backend[*].group.networkEndpointGroupRef.external').some(({ value }) => typeof value === 'string' && isServerless(value));
      const setFields = ['healthChecks', 'outlierDetection', 'timeoutSec'].filter((field) => has(b, `spec.${field}`));
      if (serverless && setFields.length > 0) {
        report(b, { pointer: `/spec/${setFields[0]}`, message: `backend service ${nameOf(b)} has a serverless group, which does not support ${setFields.join(', ')}; Google refuses it`, fix: `remove ${setFields.join(', ')}` });
      }
    }
  },
};
