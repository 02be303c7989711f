import { gkePolicies, type PolicyTarget, targetsOf } from './_policies-facts';
import type { Item } from '../../../world/item';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Kinds of which GKE applies one to a target. */
const SINGLE = ['HealthCheckPolicy', 'GCPBackendPolicy', 'GCPGatewayPolicy'];

export const secondPolicy: Check = {
  code: 'MESH748',
  title: 'two GKE policies of one kind for the same target',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'GKE applies one HealthCheckPolicy and one GCPBackendPolicy to a Service, ServiceImport or ServiceExport, and one GCPGatewayPolicy to a Gateway. It ignores a second one entirely (its status is `Conflicted`); the settings of two policies are not merged.',
  run(world, report) {
    const taken = new Map<string, Item>();
    for (const policy of gkePolicies(world).filter(({ kind }) => SINGLE.includes(kind))) {
      for (const target of targetsOf(policy)) {
        const key = `${policy.kind} ${keyOf(target)}`;
        const other = taken.get(key);
        if (other === undefined) {
          taken.set(key, policy);
        } else if (other !== policy) {
          report(policy, {
            pointer: `${target.pointer}/name`,
            message: `${policy.kind} ${other.name} already applies to ${target.kind} ${target.namespace}/${target.name}: GKE ignores one of the two`,
            fix: `move the settings into one ${policy.kind}, and remove the other`,
            related: [other],
          });
        }
      }
    }
  },
};

const keyOf = ({ group, kind, name, namespace }: PolicyTarget): string => [group === 'core' ? '' : group, kind, namespace, name].join('/');
