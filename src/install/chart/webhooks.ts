import { ifSet, isSet, Manifest, text } from './manifest';
import { Values } from '../values/kinds';

/** How the API server reaches an injecting istiod. */
export interface InjectorEndpoint {
  /** The revision of that istiod; empty for the one without a name. */
  readonly revision: string;
  readonly namespace: string;
  readonly url?: string;
  readonly path: string;
  readonly port?: number;
  readonly caBundle?: string;
  readonly reinvocationPolicy?: string;
}

const NEVER = ['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage'];
const INJECT = 'sidecar.istio.io/inject';
const REV = 'istio.io/rev';
const ENABLED = 'istio-injection';

function term(key: string, operator: string, ...values: string[]): Values {
  return { key, operator, ...values.length > 0 ? { values } : {} };
}

function webhook(endpoint: InjectorEndpoint, prefix: string, namespaces: Values[], objects: Values[]): Values {
  const service = {
    name: `istiod${endpoint.revision ? `-${endpoint.revision}` : ''}`,
    namespace: endpoint.namespace,
    path: endpoint.path,
    port: endpoint.port,
  };
  return {
    name: `${prefix}sidecar-injector.istio.io`,
    clientConfig: { ...isSet(endpoint.url) ? { url: endpoint.url } : { service }, caBundle: ifSet(endpoint.caBundle) },
    sideEffects: 'None',
    rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }],
    failurePolicy: 'Fail', // a pod without its proxy would be outside the mesh and nobody would know
    reinvocationPolicy: endpoint.reinvocationPolicy,
    admissionReviewVersions: ['v1'],
    namespaceSelector: { matchExpressions: namespaces },
    objectSelector: { matchExpressions: objects },
  };
}

/** The webhooks for pods that select a revision or a tag, by the label of their namespace or their own label. */
export function revisionWebhooks(endpoint: InjectorEndpoint, rev: string): Values[] {
  return [
    webhook(endpoint, 'rev.namespace.',
      [term(REV, 'In', rev), term(ENABLED, 'DoesNotExist')],
      [term(INJECT, 'NotIn', 'false')]),
    webhook(endpoint, 'rev.object.',
      [term(REV, 'DoesNotExist'), term(ENABLED, 'DoesNotExist')],
      [term(INJECT, 'NotIn', 'false'), term(REV, 'In', rev)]),
  ];
}

/** The webhooks for pods that request a proxy without a revision. */
export function defaultWebhooks(endpoint: InjectorEndpoint, everywhere: boolean): Values[] {
  const unlabelled = [term(ENABLED, 'DoesNotExist'), term(REV, 'DoesNotExist')];
  return [
    webhook(endpoint, 'namespace.', [term(ENABLED, 'In', 'enabled')], [term(INJECT, 'NotIn', 'false')]),
    webhook(endpoint, 'object.', unlabelled, [term(INJECT, 'In', 'true'), term(REV, 'DoesNotExist')]),
    ...everywhere ? [webhook(endpoint, 'auto.',
      [...unlabelled, term('kubernetes.io/metadata.name', 'NotIn', ...NEVER)],
      [term(INJECT, 'DoesNotExist'), term(REV, 'DoesNotExist')])] : [],
  ];
}

export function mutatingWebhookConfiguration(
  name: string, labels: Record<string, string>, annotations: Values | undefined, webhooks: Values[],
): Manifest {
  return { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingWebhookConfiguration', metadata: { name, labels, annotations }, webhooks };
}

/** One validating webhook for all of Istio's kinds. */
export interface Validator {
  readonly name: string;
  readonly webhook: string;
  readonly labels: Record<string, string>;
  readonly service: string;
  readonly namespace: string;
  readonly url?: string;
  readonly caBundle?: string;
  /** If absent, the previous setting is kept, which istiod writes once it is ready. */
  readonly failurePolicy?: string;
  readonly objects?: Values[];
}

export const ISTIO_API_GROUPS = ['security.istio.io', 'networking.istio.io', 'telemetry.istio.io', 'extensions.istio.io'];

export function validatingWebhookConfiguration(validator: Validator): Manifest {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: validator.name, labels: validator.labels },
    webhooks: [{
      name: validator.webhook,
      clientConfig: {
        ...isSet(validator.url)
          ? { url: validator.url }
          : { service: { name: validator.service, namespace: validator.namespace, path: '/validate' } },
        caBundle: ifSet(validator.caBundle),
      },
      rules: [{ operations: ['CREATE', 'UPDATE'], apiGroups: ISTIO_API_GROUPS, apiVersions: ['*'], resources: ['*'] }],
      failurePolicy: validator.failurePolicy,
      sideEffects: 'None',
      admissionReviewVersions: ['v1'],
      objectSelector: validator.objects ? { matchExpressions: validator.objects } : undefined,
    }],
  };
}

/**
 * The behaviour while the validator doesn't answer. A new installation accepts objects until istiod is ready, which then changes it to `Fail`; an upgrade
 * keeps the setting, so that the two don't conflict.
 */
export function validationFailurePolicy(base: Values | undefined, upgrade: boolean): string | undefined {
  if (isSet(base?.validationCABundle)) return 'Fail';
  if (isSet(base?.validationFailurePolicy)) return text(base!.validationFailurePolicy);
  return upgrade ? undefined : 'Ignore';
}
