import { gkePolicies, type PolicyTarget, targetsOf } from './_policies-facts';
import type { Item } from '../../../world/item';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Kinds of which a target has one. */
const SINGLE = ['HealthCheckPolicy', 'GCPBackendPolicy', 'GCPGatewayPolicy'];

export const secondPolicy: Check = {
  code: 'MESH748',
  title: 'two GKE policies of one kind for the same target',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A Service, ServiceImport or ServiceExport has one HealthCheckPolicy and one GCPBackendPolicy, and a Gateway one GCPGatewayPolicy. By the rules of Gateway API for policies, the older of two wins, and the other is marked as in conflict; the settings are not merged. Google doesn\'t document which of the two GKE applies, so don\'t rely on either.',
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
            message: `${policy.kind} ${other.name} already applies to ${target.kind} ${target.namespace}/${target.name}: only one of the two takes effect`,
            fix: `move the settings into one ${policy.kind}, and remove the other`,
            related: [other],
          });
        }
      }
    }
  },
};

const keyOf = ({ group, kind, name, namespace }: PolicyTarget): string => [group === 'core' ? '' : group, kind, namespace, name].join('/');
