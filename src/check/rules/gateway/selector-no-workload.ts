import { isEmpty, show } from '../../../world/selector';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { inBrackets, nearLabels } from '../workload/_near-labels';

export const gatewayWithoutWorkload: Check = {
  code: 'MESH301',
  title: 'Gateway whose selector matches no pod',
  aliases: ['IST0101', 'KIA0302'],
  severity: Severity.ERROR,
  explanation: 'The selector of a Gateway matches no pod: no proxy opens its ports, and connections are refused. Gateways select pods in every namespace. '
    + 'If the input is not declared complete, this is reported as information: the gateway\'s workload usually comes with the installation.',
  run(world, report) {
    for (const gateway of world.all('Gateway')) {
      const { selector } = gateway.spec;
      if (isEmpty(selector) ? world.pods(undefined).length : world.pods(selector).length) continue;
      if (world.siblings.some((w) => w.pods(selector).length)) continue;
      const closed = world.options.complete === true;
      report(gateway, {
        pointer: '/spec/selector',
        severity: closed ? Severity.ERROR : Severity.INFO,
        message: `no pod${closed ? '' : ' in the checked objects'} carries ${show(selector) || 'any labels'}${inBrackets(nearLabels(world, selector, undefined))}: no proxy opens the ports of this Gateway`,
        fix: 'correct the selector (with constructs, set workload: GatewayWorkload.helm(…), istioctl(), google(…) or existing({ labels })), or deploy a gateway whose pods carry the labels',
      });
    }
  },
};
