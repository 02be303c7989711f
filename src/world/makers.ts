import { ANY_NAME, copiedTo, EVERYWHERE, isCopy, isPlain } from './copies';
import type { Item } from './item';
import type { Made } from './made';
import { SERVICES_OF } from './operators';
import { podOf, type Pod } from './pods';
import type { Labels } from './selector';
import { objectsIn, textIn, textsIn } from '../grammar/json';

type Find = (kind: string, namespace: string, name: string) => Item | undefined;
export type Maker = (item: Item, find: Find) => { readonly objects?: readonly Made[]; readonly pods?: readonly Pod[] };
type Json = Record<string, any>;

const spec = (item: Item): Json => (typeof item.object.spec === 'object' && item.object.spec !== null ? item.object.spec as Json : {});
const made = (kind: Made['kind'], by: Item, name: string | undefined, more: Partial<Made> = {}): Made[] => (name === undefined ? [] : [{ kind, namespace: by.namespace, name, by, ...more }]);

/** A pod as a selector sees it, with unknown content. */
const podFor = (by: Item, name: string, labels: Labels, serviceAccountName?: string, annotations: Labels = {}): Pod => ({
  item: by, template: true, made: true, pointer: '', namespace: by.namespace, name, labels, annotations, spec: { ...(serviceAccountName === undefined ? {} : { serviceAccountName }) },
});

const ISSUER = ['cert-manager.io/cluster-issuer', 'cert-manager.io/issuer'];
/** The annotation with which an object requests certificates from cert-manager. */
export const issuerAnnotation = (item: Item): string | undefined => ISSUER.find((a) => item.annotations[a] !== undefined);
const TLS_ACME = 'kubernetes.io/tls-acme';

/** Secrets that cert-manager creates for the listeners of a Gateway with an issuer. */
const shim = (item: Item): Made[] => (issuerAnnotation(item) !== undefined
  ? objectsIn(spec(item).listeners).filter((l) => (l.tls?.mode ?? 'Terminate') === 'Terminate')
    .flatMap((l) => objectsIn(l.tls?.certificateRefs)).filter((r) => (r.kind ?? 'Secret') === 'Secret' && (r.namespace ?? item.namespace) === item.namespace).flatMap((r) => made('Secret', item, textIn(r.name)))
  : []);

const ISTIO_CLASSES: Readonly<Record<string, 'suffixed' | 'bare'>> = { 'istio': 'suffixed', 'istio-waypoint': 'bare', 'istio-east-west': 'bare' };
const CONTROLLERS: Readonly<Record<string, 'suffixed' | 'bare'>> = { 'istio.io/gateway-controller': 'suffixed', 'istio.io/mesh-controller': 'bare', 'istio.io/eastwest-controller': 'bare' };

/** The objects that istiod deploys for a Gateway of one of its classes: a Deployment, a Service and a ServiceAccount with the same name. */
const istiodGateway: Maker = (item, find) => {
  const className = textIn(spec(item).gatewayClassName) ?? '';
  const controller = (find('GatewayClass', '', className)?.object.spec as Json | undefined)?.controllerName;
  const form = controller === undefined ? ISTIO_CLASSES[className] : CONTROLLERS[String(controller)];
  const addresses = objectsIn(spec(item).addresses);
  const secrets = shim(item);
  if (!form || addresses.length > 1 || (addresses.length === 1 && (addresses[0].type ?? 'IPAddress') !== 'IPAddress')) return { objects: secrets };
  const name = item.annotations['gateway.istio.io/name-override'] ?? (form === 'suffixed' ? `${item.name}-${className}` : item.name);
  const account = item.annotations['gateway.istio.io/service-account'] ?? name;
  const labels = { ...item.labels, 'gateway.networking.k8s.io/gateway-name': item.name, 'gateway.networking.k8s.io/gateway-class-name': className, 'istio.io/gateway-name': item.name };
  // the Service itself is left to the Gateway API rules, which handle a missing one
  return { objects: [...secrets, ...made('ServiceAccount', item, account)], pods: [podFor(item, name, labels, account)] };
};

/** Pods of a Deployment's copy under another name, as created by Flagger. */
const flagger: Maker = (item, find) => {
  const target = textIn(spec(item).targetRef?.name) ?? item.name;
  const service: Json = spec(item).service ?? {};
  const name = textIn(service.name) ?? target;
  const port = typeof service.port === 'number' ? service.port : undefined;
  const ports = port === undefined ? [] : [{ name: textIn(service.portName) ?? 'http', port, targetPort: service.targetPort ?? port, appProtocol: textIn(service.appProtocol) }];
  const workload = find(textIn(spec(item).targetRef?.kind) ?? 'Deployment', item.namespace, target);
  const pod = workload && podOf(workload);
  const key = ['app', 'name', 'app.kubernetes.io/name'].find((k) => pod?.labels[k] !== undefined);
  const value = key === undefined ? undefined : pod!.labels[key];
  const primary = key === undefined || !pod ? undefined : { ...pod.labels, [key]: `${value}-primary` };
  const select = (v: string | undefined): Labels | undefined => (key === undefined || v === undefined ? undefined : { [key]: v });
  return {
    objects: [
      ...made('Service', item, name, { ports, selector: select(primary && `${value}-primary`) }),
      ...made('Service', item, `${name}-primary`, { ports, selector: select(primary && `${value}-primary`) }),
      ...made('Service', item, `${name}-canary`, { ports, selector: select(value) }),
      ...made('VirtualService', item, name),
    ],
    pods: primary && pod ? [{ ...pod, item, made: true, name: `${target}-primary`, labels: primary }] : [],
  };
};

const HTTP = [{ name: 'http', port: 80, targetPort: 8012 }];
/** A Service of Knative has one more for each tag and each revision of its traffic. */
const knativeTags = (item: Item): Made[] => objectsIn(spec(item).traffic).flatMap((t) => {
  const tag = textIn(t.tag);
  return [...(tag === undefined ? [] : made('Service', item, `${tag}-${item.name}`, { ports: HTTP })), ...made('Service', item, textIn(t.revisionName), { ports: HTTP })];
});
const knative: Maker = (item) => ({
  objects: [...made('Service', item, item.name, { ports: HTTP }), ...made('Service', item, textIn(spec(item).template?.metadata?.name), { ports: HTTP }), ...knativeTags(item)],
  pods: [podFor(item, item.name, { ...labelsAt(spec(item).template), 'serving.knative.dev/service': item.name, 'app': item.name })],
});
const kserve: Maker = (item) => {
  const parts = ['predictor', 'transformer', 'explainer'].filter((p) => p === 'predictor' || spec(item)[p] !== undefined);
  return {
    objects: ['', ...parts.map((p) => `-${p}`)].flatMap((suffix) => made('Service', item, `${item.name}${suffix}`, { ports: HTTP })),
    pods: parts.map((p) => podFor(item, `${item.name}-${p}`, { ...item.labels, 'serving.kserve.io/inferenceservice': item.name, 'component': p, 'app': `isvc.${item.name}-${p}` })),
  };
};

/** Pods of a Rollout get additional labels during its steps, and those of a Deployment that it takes over are its own. */
const rollout: Maker = (item, find) => {
  const { strategy, workloadRef } = spec(item);
  const source = workloadRef ? find(textIn(workloadRef.kind) ?? 'Deployment', item.namespace, textIn(workloadRef.name) ?? '') : item;
  const pod = source && podOf(source);
  const more = ['canaryMetadata', 'stableMetadata'].map((k) => strategy?.canary?.[k]?.labels).concat(['activeMetadata', 'previewMetadata'].map((k) => strategy?.blueGreen?.[k]?.labels));
  return { pods: pod ? more.flatMap((labels) => (labels ? [{ ...pod, item, made: true as const, labels: { ...pod.labels, ...labels as Labels } }] : [])) : [] };
};

const labelsAt = (template: any): Labels => (template?.metadata?.labels ?? {}) as Labels;
/** The copies of an object in other namespaces, by annotations on it or on the template that it is created from. */
const copies = (kind: 'Secret' | 'ConfigMap', by: Item, name: string | undefined, annotations: unknown): Made[] =>
  copiedTo(annotations).filter((namespace) => namespace !== by.namespace).flatMap((namespace) => made(kind, by, name, { namespace }));
/** A Secret with a name, and its copies. */
const secret = (by: Item, name: string | undefined, template: Json | undefined): { readonly objects: readonly Made[] } =>
  ({ objects: [...made('Secret', by, name), ...copies('Secret', by, name, template?.annotations)] });
const destination: Maker = (item) => secret(item, textIn(spec(item).destination?.name), spec(item).destination);
const certificate: Maker = (item) => secret(item, textIn(spec(item).secretName), spec(item).secretTemplate);
const target: Maker = (item) => secret(item, textIn(spec(item).target?.name) ?? item.name, spec(item).target?.template?.metadata);
const ownName: Maker = (item) => secret(item, textIn(spec(item).template?.metadata?.name) ?? item.name, spec(item).template?.metadata);
/** The copies of a Secret or ConfigMap; one that is itself a copy is filled by a controller. */
const copied = (kind: 'Secret' | 'ConfigMap'): Maker => (item) =>
  ({ objects: [...(isCopy(item.annotations) ? made(kind, item, item.name) : []), ...copies(kind, item, item.name, item.annotations)] });

/** The Secret with the certificate that OpenShift's service CA or Gardener issues for a Service. */
const SERVING = ['service.beta.openshift.io/serving-cert-secret-name', 'service.alpha.openshift.io/serving-cert-secret-name', 'cert.gardener.cloud/secretname'];
const servingCertificate: Maker = (item) => ({ objects: SERVING.flatMap((a) => made('Secret', item, item.annotations[a])) });

const GENERATED = ['Secret', 'ConfigMap', 'ServiceAccount'] as const;
/** The objects that the rules of a Kyverno policy generate; their namespaces are usually taken from the request, and a cloned list names no object. */
const kyverno: Maker = (item) => ({
  objects: objectsIn(spec(item).rules).map((rule) => rule.generate ?? {}).flatMap((generate) => [generate, ...objectsIn(generate.foreach)]).flatMap((generate) => {
    const namespace = textIn(generate.namespace) ?? item.namespace;
    const where = { namespace: namespace.includes('{{') ? EVERYWHERE : namespace };
    return GENERATED.flatMap((kind) => [
      ...(kind === generate.kind ? made(kind, item, nameOrAny(textIn(generate.name)), where) : []),
      ...(textsIn(generate.cloneList?.kinds).includes(`v1/${kind}`) ? made(kind, item, ANY_NAME, where) : []),
    ]);
  }),
});
const nameOrAny = (name: string | undefined): string | undefined => (name?.includes('{{') ? ANY_NAME : name);
/** A policy that generates objects with an expression. */
const anySecret: Maker = (item) => ({ objects: made('Secret', item, ANY_NAME, { namespace: EVERYWHERE }) });

const clusterSecret: Maker = (item) => ({
  objects: (textsIn(item.object.matchNamespace).length ? textsIn(item.object.matchNamespace) : [EVERYWHERE]).flatMap((namespace) => made('Secret', item, item.name, { namespace: isPlain(namespace) ? namespace : EVERYWHERE })),
});
const gardener: Maker = (item) => {
  const { secretName, secretRef } = spec(item);
  return { objects: made('Secret', item, textIn(secretName) ?? textIn(secretRef?.name), { namespace: textIn(secretRef?.namespace) ?? item.namespace }) };
};

/** The Services that operators create, with any port. */
const byOperators = Object.fromEntries(Object.entries(SERVICES_OF).map(([group, kinds]) => [group, Object.fromEntries(
  Object.entries(kinds).map(([kind, names]): [string, Maker] => [kind, (item) => ({ objects: names(item).flatMap((name) => made('Service', item, name)) })]),
)]));

/** The functions that list created objects, by group and kind. */
export const MADE_BY: Readonly<Record<string, Readonly<Record<string, Maker>>>> = {
  '': { Secret: copied('Secret'), ConfigMap: copied('ConfigMap'), Service: servingCertificate },
  'cert-manager.io': { Certificate: certificate },
  'certmanager.k8s.io': { Certificate: certificate },
  'cert.gardener.cloud': { Certificate: gardener },
  'kyverno.io': { ClusterPolicy: kyverno, Policy: kyverno },
  'policies.kyverno.io': { GeneratingPolicy: anySecret },
  'clustersecret.io': { ClusterSecret: clusterSecret },
  'secretgen.carvel.dev': { SecretImport: (item) => ({ objects: made('Secret', item, item.name) }) },
  'spv.no': { AzureKeyVaultSecret: (item) => ({ objects: made('Secret', item, textIn(spec(item).output?.secret?.name)) }) },
  'trust.cert-manager.io': {
    Bundle: (item) => ({ objects: [{ kind: spec(item).target?.secret ? 'Secret' : 'ConfigMap', namespace: '*', name: item.name, by: item }] }),
  },
  'networking.k8s.io': {
    Ingress: (item) => ({
      objects: [...ISSUER, TLS_ACME].some((a) => item.annotations[a] !== undefined) ? objectsIn(spec(item).tls).flatMap((t) => made('Secret', item, textIn(t.secretName))) : [],
    }),
  },
  'gateway.networking.k8s.io': { Gateway: istiodGateway, ListenerSet: (item) => ({ objects: shim(item) }) },
  'gateway.networking.x-k8s.io': { XListenerSet: (item) => ({ objects: shim(item) }) },
  'external-secrets.io': {
    ExternalSecret: target,
    ClusterExternalSecret: (item) => ({
      objects: [{ kind: 'Secret', namespace: '*', name: textIn(spec(item).externalSecretSpec?.target?.name) ?? textIn(spec(item).externalSecretName) ?? item.name, by: item }],
    }),
  },
  // a Cloud Run service under the name of a Service, with any port
  'networking.gke.io': { GCPBackend: (item) => ({ objects: made('Service', item, item.name) }) },
  'kubernetes-client.io': { ExternalSecret: (item) => ({ objects: made('Secret', item, item.name) }) },
  'bitnami.com': { SealedSecret: ownName },
  'secrets.hashicorp.com': { VaultStaticSecret: destination, VaultDynamicSecret: destination, VaultPKISecret: destination, HCPVaultSecretsApp: destination },
  'ricoberger.de': { VaultSecret: ownName },
  'redhatcop.redhat.io': { VaultSecret: (item) => ({ objects: made('Secret', item, textIn(spec(item).output?.name) ?? item.name) }) },
  'isindir.github.com': { SopsSecret: (item) => ({ objects: objectsIn(spec(item).secretTemplates).flatMap((t) => made('Secret', item, textIn(t.name))) }) },
  'onepassword.com': { OnePasswordItem: ownName },
  'secrets.infisical.com': { InfisicalSecret: (item) => ({ objects: made('Secret', item, textIn(spec(item).managedSecretReference?.secretName)) }) },
  'secrets-store.csi.x-k8s.io': { SecretProviderClass: (item) => ({ objects: objectsIn(spec(item).secretObjects).flatMap((t) => made('Secret', item, textIn(t.secretName))) }) },
  'secrets.doppler.com': { DopplerSecret: (item) => ({ objects: made('Secret', { ...item, namespace: textIn(spec(item).managedSecret?.namespace) ?? item.namespace }, textIn(spec(item).managedSecret?.name)) }) },
  ...byOperators,
  'flagger.app': { Canary: flagger },
  'serving.knative.dev': { Service: knative, Route: (item) => ({ objects: [...made('Service', item, item.name, { ports: HTTP }), ...knativeTags(item)] }) },
  'serving.kserve.io': { InferenceService: kserve },
  'argoproj.io': { Rollout: rollout },
};
