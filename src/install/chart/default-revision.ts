import { Manifest, partOfIstio, Release, text } from './manifest';
import { defaultWebhooks, InjectorEndpoint, mutatingWebhookConfiguration, revisionWebhooks, validatingWebhookConfiguration } from './webhooks';
import { Values } from '../values/kinds';

/** The objects of the default revision: the webhooks of the tag `default`, and the validator of objects without a revision. */
export function renderDefaultRevision(values: Values, release: Release): Manifest[] {
  const revision = text(values.revision);
  const labels = { 'istio.io/tag': 'default', 'istio.io/rev': revision || 'default', 'operator.istio.io/component': 'Pilot', ...partOfIstio('istiod') };
  const endpoint: InjectorEndpoint = { revision, namespace: release.namespace, url: values.istiodRemote.injectionURL, path: '/inject' };
  return [
    mutatingWebhookConfiguration(
      'istio-revision-tag-default',
      { ...labels, 'app': 'sidecar-injector', 'install.operator.istio.io/owning-resource': text(values.ownerName) || 'unknown' },
      undefined,
      [...revisionWebhooks(endpoint, 'default'), ...defaultWebhooks(endpoint, Boolean(values.sidecarInjectorWebhook.enableNamespacesByDefault))],
    ),
    validatingWebhookConfiguration({
      name: 'istiod-default-validator',
      webhook: 'validation.istio.io',
      labels: { ...labels, app: 'istiod', istio: 'istiod' },
      service: `istiod${revision ? `-${revision}` : ''}`,
      namespace: text(values.global.istioNamespace),
      url: values.base.validationURL,
      failurePolicy: 'Ignore',
      objects: [{ key: 'istio.io/rev', operator: 'DoesNotExist' }],
    }),
  ];
}
