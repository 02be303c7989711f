import { eachHook, lint, say } from './_external-control-plane-facts';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const externalControlPlaneAddress: Check = {
  code: 'MESH704',
  title: 'control plane by IP address',
  aliases: ['IST0164'],
  severity: Severity.INFO,
  explanation: 'The external control plane is reached by IP address: its certificate must name the address, and moving it breaks every cluster.',
  run(world, report) {
    eachHook(world, (item, index, hook) => {
      const url = hook.clientConfig?.url;
      if (url !== undefined && lint(url) === 'ip') say(report, item, index, hook.name, `reaches the control plane by address (${url}): its certificate must name the address, and it can't move`, 'write the URL with a host name');
    });
  },
};
