import { stablePolicy } from './admission-policy';
import { gatewayClassConfigMaps, injectorConfigMap, jwksConfigMap, meshConfigMap } from './istiod-config';
import { istiodDeployment } from './istiod-deployment';
import { IstiodNames, istiodNames, pilotLabels } from './istiod-names';
import { istiodClusterRoles, istiodRole, istiodServiceAccount, readerClusterRole } from './istiod-rbac';
import { istiodAutoscaler, istiodDisruptionBudget, istiodNetworkPolicy, istiodService, remoteIstiod, tagService } from './istiod-service';
import { coversCluster, coversNamespace, ifSet, isSet, Manifest, partOfIstio, Release, text } from './manifest';
import {
  defaultWebhooks, InjectorEndpoint, mutatingWebhookConfiguration, revisionWebhooks, validatingWebhookConfiguration, validationFailurePolicy,
} from './webhooks';
import { injectionTemplates } from '../template/templates';
import { Values } from '../values/kinds';

/**
 * All objects of one control plane revision, in the order in which they can be applied: accounts and roles, configuration, the workload, and last the
 * webhooks, which block new pods while istiod doesn't answer.
 */
export function renderIstiod(values: Values, release: Release): Manifest[] {
  const names = istiodNames(values, release);
  const scope = values.global.resourceScope;
  const cluster = coversCluster(scope);
  const namespaced = coversNamespace(scope);
  const objects: (Manifest | undefined)[] = [];
  if (namespaced && names.configures) objects.push(istiodServiceAccount(values, names), ...istiodRole(names));
  if (cluster && names.configures) objects.push(...istiodClusterRoles(values, names));
  if (cluster && (values.global.enableReaderRBAC === undefined || isSet(values.global.enableReaderRBAC))) objects.push(...readerClusterRole(values, names));
  if (namespaced) objects.push(...configuration(values, names), ...workload(values, names));
  if (cluster && !values.global.operatorManageWebhooks) objects.push(...injectors(values, names));
  if (cluster && names.configures && values.global.configValidation) objects.push(validator(values, names, release));
  if (namespaced && names.configures && values.experimental.stableValidationPolicy) objects.push(...admissionPolicy(names));
  return objects.filter((object): object is Manifest => object !== undefined);
}

function configuration(values: Values, names: IstiodNames): Manifest[] {
  return [
    ...values.configMap ? [meshConfigMap(values, names)] : [],
    ...names.runs && isSet(values.jwksResolverExtraRootCA) ? [jwksConfigMap(values, names)] : [],
    ...values.global.omitSidecarInjectorConfigMap ? [] : [injectorConfigMap(values, names, injectionTemplates(values))],
    ...gatewayClassConfigMaps(values, names),
  ];
}

function workload(values: Values, names: IstiodNames): (Manifest | undefined)[] {
  return [
    ...names.runs ? [istiodService(values, names)] : [],
    ...(values.revisionTags ?? []).map((tag: unknown) => tagService(values, names, text(tag))),
    ...remoteIstiod(values, names),
    ...names.runs ? [istiodDeployment(values, names), istiodAutoscaler(values, names), istiodDisruptionBudget(values, names)] : [],
    ...values.global.networkPolicy?.enabled ? [istiodNetworkPolicy(values, names)] : [],
  ];
}

function injectors(values: Values, names: IstiodNames): Manifest[] {
  const webhook = values.sidecarInjectorWebhook;
  const endpoint: InjectorEndpoint = {
    revision: names.revision,
    namespace: names.namespace,
    url: values.istiodRemote.injectionURL,
    path: text(values.istiodRemote.injectionPath),
    port: 443,
    caBundle: values.istiodRemote.injectionCABundle,
    reinvocationPolicy: text(webhook.reinvocationPolicy),
  };
  const everywhere = Boolean(webhook.enableNamespacesByDefault);
  const labels = { ...pilotLabels(values, names), app: 'sidecar-injector' };
  const annotations = ifSet(values.sidecarInjectorWebhookAnnotations);
  // these are cluster-scoped: outside the default namespace, their names contain the namespace
  const suffix = names.namespace === 'istio-system' ? '' : `-${names.namespace}`;
  const revision = mutatingWebhookConfiguration(`istio-sidecar-injector${names.suffix}${suffix}`, labels, annotations, [
    ...revisionWebhooks(endpoint, names.rev),
    ...names.revision ? [] : defaultWebhooks(endpoint, everywhere),
  ]);
  const tags = (values.revisionTags ?? []).map(text).map((tag: string) => mutatingWebhookConfiguration(
    `istio-revision-tag-${tag}${suffix}`, { ...labels, 'istio.io/tag': tag }, annotations,
    [...revisionWebhooks(endpoint, tag), ...tag === 'default' ? defaultWebhooks(endpoint, everywhere) : []],
  ));
  return [revision, ...tags];
}

function validator(values: Values, names: IstiodNames, release: Release): Manifest {
  return validatingWebhookConfiguration({
    name: `istio-validator${names.suffix}-${names.istioNamespace}`,
    webhook: 'rev.validation.istio.io',
    labels: { 'app': 'istiod', 'istio': 'istiod', 'istio.io/rev': names.rev, ...partOfIstio('istiod') },
    service: `istiod${names.suffix}`,
    namespace: names.istioNamespace,
    url: values.base?.validationURL,
    caBundle: values.base?.validationCABundle,
    failurePolicy: validationFailurePolicy(values.base, release.upgrade),
    objects: [{ key: 'istio.io/rev', operator: 'In', values: [names.rev] }],
  });
}

function admissionPolicy(names: IstiodNames): Manifest[] {
  const owner = `${names.suffix}-${names.istioNamespace}.istio.io`;
  return stablePolicy(`stable-channel-policy${owner}`, `stable-channel-policy-binding${owner}`, partOfIstio('istiod'), {
    matchExpressions: [{ key: 'istio.io/rev', operator: 'In', values: [names.rev] }],
  });
}
