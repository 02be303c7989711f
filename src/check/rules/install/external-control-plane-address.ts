import { eachHook, lint, reportWebhook } from './_external-control-plane-facts';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const externalControlPlaneAddress: Check = {
  code: 'MESH704',
  title: 'control plane referenced by IP address',
  aliases: ['IST0164'],
  severity: Severity.INFO,
  explanation: 'The external control plane is referenced by IP address: its certificate must contain the address, and moving it breaks every cluster.',
  run(world, report) {
    eachHook(world, (item, index, hook) => {
      const url = hook.clientConfig?.url;
      if (url !== undefined && lint(url) === 'ip') reportWebhook(report, item, index, hook.name, `calls the control plane by IP address (${url}): its certificate must contain the address, and it can't move`, 'use a URL with a host name');
    });
  },
};
