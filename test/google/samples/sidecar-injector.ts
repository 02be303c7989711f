import type { Sample } from './compare';
import { routed, ROUTED_OBJECTS } from './service-routing';
import { ServiceRoutingInjector } from '../../../src';

const COPY = 'shrishrimalm/TrafficDirector/td-sidecar-injector-xdsv3';
const NAMESPACE = 'istio-control';
const NAME = 'istio-sidecar-injector';
const CA = Buffer.from('-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n').toString('base64');

const head = (more: object = {}) => ({ 'metadata.namespace': NAMESPACE, 'metadata.labels': { app: 'sidecar-injector', release: 'istio-control-istio-autoinject', istio: 'sidecar-injector' }, ...more });
const cluster = head({ 'metadata.namespace': undefined });
const probe = { exec: { command: ['/usr/local/bin/sidecar-injector', 'probe', '--probe-path=/tmp/health', '--interval=4s'] }, initialDelaySeconds: 4, periodSeconds: 4 };
const mount = (name: string, folder: string) => ({ name, mountPath: `/etc/istio/${folder}`, readOnly: true });

/** Google's download for the sidecar injector, by a public copy of it: repository and folder. */
export const sidecarInjector: readonly Sample[] = [{
  source: `${COPY}/specs/01-configmap.yaml, 02-injector.yaml`,
  ours: () => routed((_chart, mesh) => { new ServiceRoutingInjector(mesh, 'injector', { caBundle: CA }); }),
  says: {
    'ConfigMap injector-mesh': {
      'apiVersion': 'v1',
      'metadata.namespace': NAMESPACE,
      'data.mesh': {
        defaultConfig: {
          discoveryAddress: 'trafficdirector.googleapis.com:443',
          proxyAdminPort: 15000,
          proxyMetadata: { TRAFFICDIRECTOR_GCP_PROJECT_NUMBER: '629996305394', TRAFFICDIRECTOR_NETWORK_NAME: 'default', TRAFFICDIRECTOR_MESH_NAME: '' },
        },
      },
    },
    [`ConfigMap ${NAME}`]: { ...head(), 'apiVersion': 'v1', 'data.config': { policy: 'enabled', alwaysInjectSelector: [], neverInjectSelector: [] } },
    [`PodDisruptionBudget ${NAME}`]: { ...head(), apiVersion: 'policy/v1beta1', spec: { minAvailable: 1, selector: { matchLabels: { app: 'sidecar-injector', release: 'istio-control-istio-autoinject', istio: 'sidecar-injector' } } } },
    [`ServiceAccount ${NAME}-service-account = ${NAME}`]: { ...head(), apiVersion: 'v1' },
    [`ClusterRole ${NAME}-${NAMESPACE}`]: {
      ...cluster,
      apiVersion: 'rbac.authorization.k8s.io/v1',
      rules: [
        { apiGroups: [''], resources: ['configmaps'], resourceNames: [NAME], verbs: ['get', 'list', 'watch'] },
        { apiGroups: ['admissionregistration.k8s.io'], resources: ['mutatingwebhookconfigurations'], resourceNames: [NAME, `${NAME}-${NAMESPACE}`], verbs: ['get', 'list', 'watch', 'patch'] },
      ],
    },
    [`ClusterRoleBinding ${NAME}-admin-role-binding-${NAMESPACE} = ${NAME}-${NAMESPACE}`]: {
      ...cluster,
      apiVersion: 'rbac.authorization.k8s.io/v1',
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: `${NAME}-${NAMESPACE}` },
      subjects: [{ kind: 'ServiceAccount', name: `${NAME}-service-account`, namespace: NAMESPACE }],
    },
    [`Service ${NAME}`]: { ...head(), apiVersion: 'v1', spec: { ports: [{ port: 443, targetPort: 9443 }], selector: { istio: 'sidecar-injector' } } },
    [`Deployment ${NAME}`]: {
      ...head({ 'metadata.labels': { app: 'sidecarInjectorWebhook', release: 'istio-control-istio-autoinject', istio: 'sidecar-injector' } }),
      apiVersion: 'apps/v1',
      spec: {
        replicas: 2,
        selector: { matchLabels: { istio: 'sidecar-injector' } },
        strategy: { rollingUpdate: { maxSurge: '100%', maxUnavailable: '25%' } },
        template: {
          metadata: { labels: { app: 'sidecarInjectorWebhook', istio: 'sidecar-injector' }, annotations: { 'sidecar.istio.io/inject': 'false' } },
          spec: {
            serviceAccountName: `${NAME}-service-account`,
            containers: [{
              name: 'sidecar-injector-webhook',
              image: 'istio/sidecar_injector:1.5.8',
              imagePullPolicy: 'Always',
              args: [
                '--caCertFile=/etc/istio/certs/ca-cert.pem', '--tlsCertFile=/etc/istio/certs/cert.pem', '--tlsKeyFile=/etc/istio/certs/key.pem', '--injectConfig=/etc/istio/inject/config', '--meshConfig=/etc/istio/config/mesh',
                '--port=9443', '--healthCheckInterval=2s', '--healthCheckFile=/tmp/health', '--reconcileWebhookConfig=true', `--webhookConfigName=${NAME}-${NAMESPACE}`, '--log_output_level=debug',
              ],
              volumeMounts: [mount('config-volume', 'config'), mount('certs', 'certs'), mount('inject-config', 'inject')],
              livenessProbe: probe,
              readinessProbe: probe,
              resources: { requests: { cpu: '10m' } },
            }],
            volumes: [
              { name: 'config-volume', configMap: { name: 'injector-mesh' } },
              { name: 'certs', secret: { secretName: NAME } },
              { name: 'inject-config', configMap: { name: NAME, items: [{ key: 'config', path: 'config' }, { key: 'values', path: 'values' }] } },
            ],
            affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'beta.kubernetes.io/arch', operator: 'In', values: ['amd64', 'ppc64le', 's390x'] }] }] } } },
          },
        },
      },
    },
    [`MutatingWebhookConfiguration ${NAME}-${NAMESPACE}`]: {
      'apiVersion': 'admissionregistration.k8s.io/v1',
      'metadata.labels': { app: 'sidecar-injector', release: 'istio-control-istio-autoinject' },
      'webhooks': [{
        name: 'sidecar-injector.istio.io',
        sideEffects: 'None',
        admissionReviewVersions: ['v1beta1'],
        clientConfig: { service: { name: NAME, namespace: NAMESPACE, path: '/inject' }, caBundle: 'of their certificate' },
        rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }],
        failurePolicy: 'Fail',
        namespaceSelector: { matchLabels: { 'istio-injection': 'enabled' } },
      }],
    },
  },
  differs: {
    '* metadata.labels.**': 'labels that only describe the sample',
    'ConfigMap data.mesh.defaultConfig.proxyMetadata.*': 'the project and the Mesh of the app; the sample names a VPC network, as it is older than Mesh objects',
    'ConfigMap data.config.template': 'compared in test/service-routing/sidecar-injector.test.ts, by what it renders for pods',
    'ConfigMap data.values': 'the sample has the values of its chart, which its template does not read',
    'PodDisruptionBudget apiVersion': 'Kubernetes 1.25 removed policy/v1beta1',
    'PodDisruptionBudget spec.selector.matchLabels.release': 'the sample selects a label that its pods lack',
    'ClusterRole rules[*].resourceNames': 'no webhook configuration of the first name exists',
    'ClusterRoleBinding subjects**': 'the service account has its own name',
    'Service spec.ports**': 'the port has a name',
    'Service spec.selector.app': 'all labels of the pods',
    'Deployment spec.selector.matchLabels.app': 'all labels of the pods',
    'Deployment spec.template.metadata.labels.app': 'the label that the disruption budget selects',
    'Deployment spec.template.spec.serviceAccountName': 'the service account has its own name',
    'Deployment spec.template.spec.containers**.image': 'the registry is named',
    'Deployment spec.template.spec.containers**.imagePullPolicy': 'the tag is a version, whose image is pulled once',
    'Deployment spec.template.spec.containers**.args': 'no debug log',
    'Deployment spec.template.spec.volumes**.items**': 'all files of the ConfigMap, which are these two',
    'Deployment spec.template.spec.affinity**': 'the label beta.kubernetes.io/arch is gone, and the images are for amd64',
    'Deployment spec.template.spec.nodeSelector**': 'the label beta.kubernetes.io/arch is gone, and the images are for amd64',
    'MutatingWebhookConfiguration webhooks**.clientConfig.caBundle': 'the certificate is the app\'s',
    'MutatingWebhookConfiguration webhooks**.clientConfig.service.port': 'the default is written',
  },
  besides: { ...ROUTED_OBJECTS, NetworkServicesTCPRoute: 'undeclared hosts' },
}];
