import { stablePolicy } from './admission-policy';
import { istioCrds } from './crds';
import { pullSecrets } from './istiod-rbac';
import { coversCluster, coversNamespace, isSet, Manifest, partOfIstio, Release, text } from './manifest';
import { validatingWebhookConfiguration, validationFailurePolicy } from './webhooks';
import { Values } from '../values/kinds';

/** The objects that a cluster needs once, whatever its revisions: the CRDs, the reader's account, and the default revision. */
export function renderBase(values: Values, release: Release): Manifest[] {
  const { global, base, experimental } = values;
  const revision = text(values.defaultRevision);
  const named = { 'istio.io/rev': values.defaultRevision === null ? undefined : revision } as Record<string, string>;
  const objects: Manifest[] = [];
  if (coversCluster(global.resourceScope)) {
    objects.push(...istioCrds((base.excludedCRDs ?? []).map(text), base.enableCRDTemplates));
  }
  if (coversNamespace(global.resourceScope) && (global.enableReaderRBAC === undefined || isSet(global.enableReaderRBAC)) && !isSet(global.readerServiceAccount?.name)) {
    objects.push({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'istio-reader-service-account', namespace: text(global.istioNamespace), labels: { app: 'istio-reader', ...partOfIstio('istio-reader') } },
      imagePullSecrets: pullSecrets(global.imagePullSecrets),
    });
  }
  if (coversCluster(global.resourceScope) && values.defaultRevision !== '') { // the chart takes null for a name, and writes it so
    if (experimental.stableValidationPolicy) {
      objects.push(...stablePolicy('stable-channel-default-policy.istio.io', 'stable-channel-default-policy-binding.istio.io',
        { istio: 'istiod', ...named, ...partOfIstio('istiod') }));
    }
    objects.push(validatingWebhookConfiguration({
      name: 'istiod-default-validator',
      webhook: 'validation.istio.io',
      labels: { app: 'istiod', istio: 'istiod', ...named, ...partOfIstio('istiod') },
      service: revision === 'default' ? 'istiod' : `istiod-${revision}`,
      namespace: text(global.istioNamespace),
      url: base.validationURL,
      caBundle: base.validationCABundle,
      failurePolicy: validationFailurePolicy(base, release.upgrade),
    }));
  }
  return objects;
}
