import { planeServices, webhooksOf } from './_istio-webhooks';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const validatingWebhook: Check = {
  code: 'MESH708',
  title: 'validation webhook of a control plane that does not exist',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The API server calls the Service of a ValidatingWebhookConfiguration before it stores an Istio object. If the Service no longer exists (the control plane was removed, its webhook was not), `failurePolicy: Fail` makes the API server refuse every change of '
    + 'VirtualServices, policies and other Istio objects; with `Ignore` nothing is validated.',
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
        message: `the control plane's Service ${namespace}/${service.name} is not defined${closed ? '' : ' in the checked objects'}: ${ignored ? 'Istio objects are stored without validation' : 'the API server refuses every change of Istio objects'}`,
        fix: planes.length ? `use ${planes.map((p) => `${p.namespace}/${p.name}`).join(' or ')}, or delete the webhook of the control plane that was removed` : 'install the control plane, or delete the webhook',
        related: planes,
      });
    }
  },
};
