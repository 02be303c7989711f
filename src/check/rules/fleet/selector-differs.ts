import { clusterOf } from './_facts';
import { merged } from './_services-facts';
import { show } from '../../../world/selector';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const selectorDiffers: Check = {
  code: 'MESH932',
  title: 'service that selects different pods in each cluster',
  aliases: ['R-SV2'],
  severity: Severity.ERROR,
  explanation: 'Services with the same name and namespace are one logical service: requests reach the pods of every cluster. If selectors differ, they are two services under one name.',
  runFleet(worlds, report) {
    for (const [first, ...rest] of merged(worlds)) {
      for (const { service, world } of rest) {
        if (show(service.spec.selector) !== show(first.service.spec.selector)) {
          report(service, {
            pointer: '/spec/selector',
            message: `service ${service.namespace}/${service.name} selects ${show(service.spec.selector) || 'nothing'} in ${clusterOf(world)} and ${show(first.service.spec.selector) || 'nothing'} in ${clusterOf(first.world)}; callers reach both`,
            fix: 'select the same pods in every cluster, rename one, or keep it in its cluster (clusterLocal)',
            related: [first.service],
          });
        }
      }
    }
  },
};
