import { eachHook, lint, reportWebhook } from './_external-control-plane-facts';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const externalControlPlane: Check = {
  code: 'MESH703',
  title: 'webhook without a usable endpoint',
  aliases: ['IST0163'],
  severity: Severity.WARNING,
  explanation: 'A webhook of the control plane has neither a Service nor a usable URL: injection or validation fails.',
  run(world, report) {
    eachHook(world, (item, index, hook) => {
      const { url, service } = hook.clientConfig ?? {};
      if (url !== undefined ? lint(url) !== 'invalid' : service) return;
      reportWebhook(report, item, index, hook.name, url === undefined ? 'has neither url nor service: calls to it fail' : `has the unusable url ${url}: calls to it fail`, 'set the URL of the external control plane, or its Service');
    });
  },
};
