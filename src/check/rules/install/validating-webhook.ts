import { planeServices, webhooksOf } from './_istio-webhooks';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const validatingWebhook: Check = {
  code: 'MESH708',
  title: 'validation of Istio\'s objects by a control plane that is not there',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The API server asks the Service of a ValidatingWebhookConfiguration before it stores an object of Istio\'s. Where the Service is gone (a control plane that was removed, its webhook left behind), `failurePolicy: Fail` has every change of '
    + 'VirtualServices, policies and the rest refused; with `Ignore` nothing is validated.',
  run(world, report) {
    for (const { config, webhook, index } of webhooksOf(world, 'ValidatingWebhookConfiguration')) {
      const service = webhook.clientConfig?.service;
      if (!service?.name) continue;
      const namespace = service.namespace ?? '';
      if (world.find('Service', namespace, service.name)) continue;
      const closed = world.closed(namespace);
      const ignored = webhook.failurePolicy === 'Ignore';
      const planes = planeServices(world);
      report(config, {
        pointer: pointer('webhooks', index, 'clientConfig', 'service'),
        severity: !closed ? Severity.INFO : ignored ? Severity.WARNING : Severity.ERROR,
        message: `the control plane's Service ${namespace}/${service.name} is not defined${closed ? '' : ' in what is checked here'}: ${ignored ? 'Istio\'s objects are stored without validation' : 'the API server refuses every change of Istio\'s objects'}`,
        fix: planes.length ? `name ${planes.map((p) => `${p.namespace}/${p.name}`).join(' or ')}, or delete the webhook of the control plane that was removed` : 'install the control plane, or delete the webhook',
        related: planes,
      });
    }
  },
};
