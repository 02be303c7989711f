import { computeItems, nameOf } from './_facts';
import { textOf } from '../../../grammar/json';
import { nearest } from '../../../grammar/nearest';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

const SCHEMES = ['EXTERNAL', 'EXTERNAL_MANAGED', 'EXTERNAL_PASSTHROUGH', 'INTERNAL', 'INTERNAL_MANAGED', 'INTERNAL_SELF_MANAGED'];
/** Names of Compute Engine that the definitions of Config Connector leave open. */
const NAMES: readonly (readonly [kind: string, path: string, names: readonly string[]])[] = [
  ['ComputeBackendService', 'spec.loadBalancingScheme', SCHEMES],
  ['ComputeForwardingRule', 'spec.loadBalancingScheme', SCHEMES],
  ['ComputeBackendService', 'spec.backend[*].balancingMode', ['RATE', 'CONNECTION', 'UTILIZATION', 'CUSTOM_METRICS', 'IN_FLIGHT']],
  ['ComputeBackendService', 'spec.sessionAffinity', ['NONE', 'CLIENT_IP', 'CLIENT_IP_PORT_PROTO', 'CLIENT_IP_PROTO', 'CLIENT_IP_NO_DESTINATION', 'GENERATED_COOKIE', 'HEADER_FIELD', 'HTTP_COOKIE', 'STRONG_COOKIE_AFFINITY']],
  ['ComputeBackendService', 'spec.localityLbPolicy', ['ROUND_ROBIN', 'LEAST_REQUEST', 'RING_HASH', 'RANDOM', 'ORIGINAL_DESTINATION', 'MAGLEV', 'WEIGHTED_MAGLEV', 'WEIGHTED_ROUND_ROBIN', 'WEIGHTED_GCP_RENDEZVOUS']],
];

export const computeNames: Check = {
  code: 'MESH900',
  title: 'load balancing scheme, mode or policy that does not exist',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Schemes, balancing modes, session affinities and load balancing policies are names of Compute Engine. Config Connector accepts any text, but Google refuses an unknown one, and the backend service or forwarding rule does not exist. A mesh uses `INTERNAL_SELF_MANAGED`.',
  runFleet(worlds, report) {
    for (const [kind, path, names] of NAMES) {
      for (const item of computeItems(worlds, kind)) {
        for (const { pointer, value } of at(item.object, path)) {
          if (value === '' || names.includes(textOf(value))) continue;
          report(item, {
            pointer,
            message: `'${textOf(value)}' is not a ${kind === 'ComputeForwardingRule' ? 'forwarding rule\'s' : 'backend service\'s'} ${path.split('.').pop()}; Google refuses ${nameOf(item)}`,
            fix: `use ${nearest(textOf(value), names) ?? names.join(', ')}`,
          });
        }
      }
    }
  },
};
