import { Yaml } from 'cdk8s';
import { type InjectedImages, injectionTemplate, type InjectedOptions } from './injection-template';
import { compact } from '../grammar/json';
import type { ServiceRoutingModel } from '../model/service-routing';
import type { Slot } from '../plane/plane';

/** Namespace of the injector. */
export const INJECTOR_NAMESPACE = 'istio-control';

/** The name of most of its objects, and of the Secret in Google's instructions. */
export const INJECTOR = 'istio-sidecar-injector';

const WEBHOOK = `${INJECTOR}-${INJECTOR_NAMESPACE}`;
const MESH_CONFIG = 'injector-mesh';
const LABELS = { app: 'sidecar-injector', istio: 'sidecar-injector' };
const PORT = 9443;

/** Files of the Secret, by the names under which the injector reads them. */
const CERTIFICATE_FILES = { 'cert.pem': 'tls.crt', 'key.pem': 'tls.key', 'ca-cert.pem': 'ca.crt' };

/** An injector, as it was set up. */
export interface InjectorModel {
  readonly routing: ServiceRoutingModel;
  readonly createNamespace: boolean;
  readonly replicas: number;
  readonly image: string;
  readonly images: InjectedImages;
  /** The issuer of cert-manager that makes its certificate. */
  readonly issuer?: { readonly name: string; readonly kind: string };
  /** The authority of a certificate that is made elsewhere. */
  readonly caBundle?: string;
  readonly adminPort: number;
  readonly statsPort?: number;
  readonly accessLogPath?: string;
  readonly tracing: boolean;
}

type Body = { readonly [field: string]: unknown };

const namespaced = (apiVersion: string, kind: string, name: string, render: () => Body): Slot =>
  ({ id: `${kind}-${name}`, apiVersion, kind, name, namespace: INJECTOR_NAMESPACE, labels: LABELS, render });

const clusterWide = (apiVersion: string, kind: string, name: string, render: () => Body): Slot =>
  ({ id: kind, apiVersion, kind, name, labels: LABELS, render });

/** The objects of an injector, in the order in which they are applied. */
export function injectorSlots(m: InjectorModel): readonly Slot[] {
  return [
    ...(m.createNamespace ? [namespace()] : []),
    ...permissions(),
    namespaced('v1', 'ConfigMap', MESH_CONFIG, () => ({ data: { mesh: Yaml.stringify({ defaultConfig: proxyConfig(m) }) } })),
    namespaced('v1', 'ConfigMap', INJECTOR, () => ({ data: { config: injectionConfig(m), values: '{}' } })),
    ...(m.issuer ? [namespaced('cert-manager.io/v1', 'Certificate', INJECTOR, () => ({ spec: certificate(m.issuer!) }))] : []),
    namespaced('v1', 'Service', INJECTOR, () => ({ spec: { ports: [{ name: 'https-webhook', port: 443, targetPort: PORT }], selector: LABELS } })),
    namespaced('policy/v1', 'PodDisruptionBudget', INJECTOR, () => ({ spec: { minAvailable: 1, selector: { matchLabels: LABELS } } })),
    namespaced('apps/v1', 'Deployment', INJECTOR, () => ({ spec: deployment(m) })),
    webhookConfiguration(m),
  ];
}

/** The injector's own pods must start without the webhook. */
function namespace(): Slot {
  return { id: 'Namespace', apiVersion: 'v1', kind: 'Namespace', name: INJECTOR_NAMESPACE, labels: { 'istio-injection': 'disabled' }, render: () => ({}) };
}

function permissions(): readonly Slot[] {
  const rbac = 'rbac.authorization.k8s.io';
  return [
    namespaced('v1', 'ServiceAccount', INJECTOR, () => ({})),
    clusterWide(`${rbac}/v1`, 'ClusterRole', WEBHOOK, () => ({
      rules: [
        { apiGroups: [''], resources: ['configmaps'], resourceNames: [INJECTOR], verbs: ['get', 'list', 'watch'] },
        { apiGroups: ['admissionregistration.k8s.io'], resources: ['mutatingwebhookconfigurations'], resourceNames: [WEBHOOK], verbs: ['get', 'list', 'watch', 'patch'] },
      ],
    })),
    clusterWide(`${rbac}/v1`, 'ClusterRoleBinding', WEBHOOK, () => ({
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: WEBHOOK },
      subjects: [{ kind: 'ServiceAccount', name: INJECTOR, namespace: INJECTOR_NAMESPACE }],
    })),
  ];
}

/** The mesh of the injected proxies. A mesh and a network exclude each other, and the unused one is an empty text. */
function proxyConfig({ routing, adminPort, statsPort, accessLogPath }: InjectorModel): Body {
  return {
    discoveryAddress: 'trafficdirector.googleapis.com:443',
    proxyAdminPort: adminPort,
    proxyMetadata: compact({
      TRAFFICDIRECTOR_GCP_PROJECT_NUMBER: routing.project.number,
      TRAFFICDIRECTOR_NETWORK_NAME: '',
      TRAFFICDIRECTOR_MESH_NAME: routing.mesh,
      TRAFFICDIRECTOR_ACCESS_LOG_PATH: accessLogPath,
      PROXY_STATS_PORT: statsPort === undefined ? undefined : String(statsPort),
    }),
  };
}

function injectionConfig({ images, accessLogPath, tracing, statsPort, routing }: InjectorModel): string {
  const options: InjectedOptions = { accessLog: accessLogPath !== undefined, tracing, stats: statsPort !== undefined };
  return Yaml.stringify({ policy: 'enabled', alwaysInjectSelector: [], neverInjectSelector: [], template: injectionTemplate(images, options, routing.interceptionPort) });
}

function certificate({ name, kind }: NonNullable<InjectorModel['issuer']>): Body {
  return { secretName: INJECTOR, dnsNames: [`${INJECTOR}.${INJECTOR_NAMESPACE}.svc`], issuerRef: { group: 'cert-manager.io', kind, name } };
}

function deployment({ replicas, image, issuer }: InjectorModel): Body {
  const probe = {
    exec: { command: ['/usr/local/bin/sidecar-injector', 'probe', '--probe-path=/tmp/health', '--interval=4s'] }, initialDelaySeconds: 4, periodSeconds: 4,
  };
  const mount = (name: string, folder: string) => ({ name, mountPath: `/etc/istio/${folder}`, readOnly: true });
  const items = issuer ? { items: Object.entries(CERTIFICATE_FILES).map(([path, key]) => ({ key, path })) } : {};
  return {
    replicas,
    selector: { matchLabels: LABELS },
    strategy: { rollingUpdate: { maxSurge: '100%', maxUnavailable: '25%' } },
    template: {
      metadata: { labels: LABELS, annotations: { 'sidecar.istio.io/inject': 'false' } },
      spec: {
        serviceAccountName: INJECTOR,
        nodeSelector: { 'kubernetes.io/arch': 'amd64' },
        containers: [{
          name: 'sidecar-injector-webhook',
          image,
          args: injectorArguments(),
          volumeMounts: [mount('config-volume', 'config'), mount('certs', 'certs'), mount('inject-config', 'inject')],
          livenessProbe: probe,
          readinessProbe: probe,
          resources: { requests: { cpu: '10m' } },
        }],
        volumes: [
          { name: 'config-volume', configMap: { name: MESH_CONFIG } },
          { name: 'certs', secret: { secretName: INJECTOR, ...items } },
          { name: 'inject-config', configMap: { name: INJECTOR } },
        ],
      },
    },
  };
}

/** It would keep the webhook's authority itself, but by an API that Kubernetes 1.22 removed; therefore that is part of the manifest. */
function injectorArguments(): readonly string[] {
  return [
    '--caCertFile=/etc/istio/certs/ca-cert.pem',
    '--tlsCertFile=/etc/istio/certs/cert.pem',
    '--tlsKeyFile=/etc/istio/certs/key.pem',
    '--injectConfig=/etc/istio/inject/config',
    '--meshConfig=/etc/istio/config/mesh',
    `--port=${PORT}`,
    '--healthCheckInterval=2s',
    '--healthCheckFile=/tmp/health',
    '--reconcileWebhookConfig=true',
    `--webhookConfigName=${WEBHOOK}`,
  ];
}

function webhookConfiguration({ issuer, caBundle }: InjectorModel): Slot {
  return {
    ...clusterWide('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', WEBHOOK, () => ({
      webhooks: [{
        name: 'sidecar-injector.istio.io',
        sideEffects: 'None',
        admissionReviewVersions: ['v1beta1'],
        clientConfig: compact({ service: { name: INJECTOR, namespace: INJECTOR_NAMESPACE, path: '/inject', port: 443 }, caBundle }),
        rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }],
        failurePolicy: 'Fail',
        namespaceSelector: { matchLabels: { 'istio-injection': 'enabled' } },
      }],
    })),
    ...(issuer ? { annotations: { 'cert-manager.io/inject-ca-from': `${INJECTOR_NAMESPACE}/${INJECTOR}` } } : {}),
  };
}
