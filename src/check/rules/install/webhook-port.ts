import { webhooksOf } from './_istio-webhooks';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const webhookPort: Check = {
  code: 'MESH709',
  title: 'webhook port that the control plane\'s Service does not have',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A webhook is called on a port of its Service, by default 443. If the Service does not have that port, the call fails: pods that an injector selects are not created, and validated objects are refused (`failurePolicy: Fail`).',
  run(world, report) {
    for (const kind of ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'] as const) {
      for (const { config, webhook, index } of webhooksOf(world, kind)) {
        const called = webhook.clientConfig?.service;
        const service = called?.name ? world.find('Service', called.namespace ?? '', called.name) : undefined;
        const port = called?.port ?? 443;
        if (!service || service.spec.type === 'ExternalName' || service.spec.ports?.some((p) => p.port === port)) continue;
        const target = service.spec.ports?.find((p) => p.targetPort === port || p.targetPort === 15017 || p.name === 'https-webhook');
        const ignored = webhook.failurePolicy === 'Ignore';
        report(config, {
          pointer: called?.port === undefined ? pointer('webhooks', index, 'clientConfig', 'service') : pointer('webhooks', index, 'clientConfig', 'service', 'port'),
          severity: ignored ? Severity.WARNING : Severity.ERROR,
          message: `Service ${service.namespace}/${service.name} has no port ${port}${called?.port === undefined ? ' (the default)' : ''}: ${ignored ? 'the webhook is skipped'
            : kind === 'MutatingWebhookConfiguration' ? 'pods that the webhook selects can\'t be created' : 'the API server refuses every change of Istio objects'}`,
          fix: target ? `set port: ${target.port}` : `add port ${port} to the Service, with targetPort: 15017`,
          related: [service],
        });
      }
    }
  },
};
