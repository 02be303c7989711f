import { IstiodNames, pilotLabels } from './istiod-names';
import { env, fieldEnv, ifSet, image, isSet, Manifest, resourceEnv, resources, scalar, text, texts } from './manifest';
import { Values } from '../values/kinds';
import { traitsOf } from '../values/traits';

/** Whether istiod publishes its root certificates as ClusterTrustBundles. The value must be a boolean: a string would break every injection. */
export function usesTrustBundles(own: Values | null | undefined): boolean {
  const value = own?.ENABLE_CLUSTER_TRUST_BUNDLE_API;
  if (value === undefined || value === null || typeof value === 'boolean') return value === true;
  throw new Error(`env.ENABLE_CLUSTER_TRUST_BUNDLE_API must be true or false without quotes, got: ${JSON.stringify(value)}`);
}

export function istiodDeployment(values: Values, names: IstiodNames): Manifest {
  const labels = { app: 'istiod', ...pilotLabels(values, names) };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: `istiod${names.suffix}`,
      namespace: names.namespace,
      labels: { ...labels, istio: 'pilot', ...texts(values.deploymentLabels) },
      annotations: ifSet(values.deploymentAnnotations),
    },
    spec: {
      // a fixed number would conflict with the autoscaler
      replicas: values.autoscaleEnabled ? undefined : ifSet(scalar(values.replicaCount)),
      strategy: { rollingUpdate: { maxSurge: scalar(values.rollingMaxSurge), maxUnavailable: scalar(values.rollingMaxUnavailable) } },
      selector: { matchLabels: names.revision ? { 'app': 'istiod', 'istio.io/rev': names.rev } : { istio: 'pilot' } },
      template: {
        metadata: {
          labels: {
            ...texts(values.podLabels),
            ...labels,
            'sidecar.istio.io/inject': 'false',
            'istio': names.revision ? 'istiod' : 'pilot',
            'istio.io/dataplane-mode': 'none',
          },
          annotations: {
            'prometheus.io/port': '15014',
            'prometheus.io/scrape': 'true',
            'sidecar.istio.io/inject': 'false',
            ...values.podAnnotations,
          },
        },
        spec: podSpec(values, names),
      },
    },
  };
}

function podSpec(values: Values, names: IstiodNames): Values {
  return {
    nodeSelector: ifSet(values.nodeSelector),
    affinity: ifSet(values.affinity),
    // istiod must start before the CNI plugin that removes this taint
    tolerations: [{ key: 'cni.istio.io/not-ready', operator: 'Exists' }, ...values.tolerations ?? []],
    topologySpreadConstraints: ifSet(values.topologySpreadConstraints),
    serviceAccountName: `istiod${names.suffix}`,
    priorityClassName: ifSet(values.global.priorityClassName),
    initContainers: ifSet(values.initContainers),
    containers: [container(values, names)],
    volumes: volumes(values, names),
  };
}

function container(values: Values, names: IstiodNames): Values {
  const global = values.global;
  return {
    name: 'discovery',
    image: image(values.image, 'pilot', values.hub || global.hub, values.tag || global.tag, values.variant || global.variant),
    imagePullPolicy: ifSet(global.imagePullPolicy),
    terminationMessagePolicy: ifSet(values.terminationMessagePolicy),
    args: args(values),
    ports: [
      port(8080, 'http-debug'), port(15010, 'grpc-xds'), port(15012, 'tls-xds'), port(15017, 'https-webhooks'), port(15014, 'http-monitoring'),
    ],
    readinessProbe: { httpGet: { path: '/ready', port: 8080 }, initialDelaySeconds: 1, periodSeconds: 3, timeoutSeconds: 5 },
    env: environment(values, names),
    resources: resources(isSet(values.resources) ? values.resources : global.defaultResources),
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
      seccompProfile: ifSet(values.seccompProfile),
    },
    volumeMounts: [
      { name: 'istio-token', mountPath: '/var/run/secrets/tokens', readOnly: true },
      { name: 'local-certs', mountPath: '/var/run/secrets/istio-dns' },
      { name: 'cacerts', mountPath: '/etc/cacerts', readOnly: true },
      { name: 'istio-kubeconfig', mountPath: '/var/run/secrets/remote', readOnly: true },
      ...values.jwksResolverExtraRootCA ? [{ name: 'extracacerts', mountPath: '/cacerts' }] : [],
      { name: 'istio-csr-dns-cert', mountPath: '/var/run/secrets/istiod/tls', readOnly: true },
      { name: 'istio-csr-ca-configmap', mountPath: '/var/run/secrets/istiod/ca', readOnly: true },
      ...values.volumeMounts ?? [],
    ],
  };
}

function port(containerPort: number, name: string): Values {
  return { containerPort, protocol: 'TCP', name };
}

function args(values: Values): string[] {
  const global = values.global;
  return [
    'discovery',
    '--monitoringAddr=:15014',
    ...isSet(global.logging?.level) ? [`--log_output_level=${global.logging.level}`] : [],
    ...global.logAsJson ? ['--log_as_json'] : [],
    '--domain', text(global.proxy.clusterDomain),
    ...values.taint.namespace ? [`--cniNamespace=${values.taint.namespace}`] : [],
    '--keepaliveMaxServerConnectionAge', text(values.keepaliveMaxServerConnectionAge),
    ...values.extraContainerArgs ?? [],
  ];
}

/** The order matters: later variables may refer to earlier ones. */
function environment(values: Values, names: IstiodNames): Values[] {
  const global = values.global;
  const own: Values = values.env ?? {};
  const fixed = (name: string, value: unknown): Values => ({ name, value: text(value) });
  return [
    fixed('REVISION', names.rev),
    fixed('PILOT_CERT_PROVIDER', global.pilotCertProvider),
    fieldEnv('POD_NAME', 'metadata.name', 'v1'),
    fieldEnv('POD_NAMESPACE', 'metadata.namespace', 'v1'),
    fieldEnv('SERVICE_ACCOUNT', 'spec.serviceAccountName', 'v1'),
    fixed('KUBECONFIG', '/var/run/secrets/remote/config'),
    ...isSet(own.CA_TRUSTED_NODE_ACCOUNTS)
      ? [] : [fixed('CA_TRUSTED_NODE_ACCOUNTS', `${values.trustedZtunnelNamespace || names.namespace}/${values.trustedZtunnelName || 'ztunnel'}`)],
    ...env(own),
    ...own.COMPLIANCE_POLICY === 'fips-140-3' ? [fixed('GODEBUG', 'fips140=only')] : [],
    ...values.envVarFrom ?? [],
    ...isSet(values.traceSampling) ? [fixed('PILOT_TRACE_SAMPLING', values.traceSampling)] : [],
    ...values.taint.enabled
      ? [fixed('PILOT_ENABLE_NODE_UNTAINT_CONTROLLERS', true), fixed('PILOT_NODE_UNTAINT_CONTROLLERS_TAINT_NAME', values.taint.name)] : [],
    ...global.externalIstiod && !isSet(own.EXTERNAL_ISTIOD) ? [fixed('EXTERNAL_ISTIOD', true)] : [],
    ...isSet(global.trustBundleName) ? [fixed('PILOT_CA_CERT_CONFIGMAP', global.trustBundleName)] : [],
    ...isSet(values.crlConfigMapName) ? [fixed('PILOT_CRL_CONFIGMAP', values.crlConfigMapName)] : [],
    fixed('PILOT_ENABLE_ANALYSIS', global.istiod?.enableAnalysis),
    fixed('CLUSTER_ID', global.multiCluster?.clusterName || 'Kubernetes'),
    ...traitsOf(values).goMaxProcs ? [resourceEnv('GOMAXPROCS', 'limits.cpu')] : [],
    fixed('PLATFORM', global.platform || values.platform),
  ];
}

function volumes(values: Values, names: IstiodNames): Values[] {
  const bundle = values.global.trustBundleName;
  const optionalSecret = (name: string, secretName: string): Values => ({ name, secret: { secretName, optional: true } });
  return [
    { name: 'local-certs', emptyDir: { medium: 'Memory' } },
    {
      name: 'istio-token',
      projected: { sources: [{ serviceAccountToken: { audience: ifSet(values.global.sds.token.aud), expirationSeconds: 43200, path: 'istio-token' } }] },
    },
    optionalSecret('cacerts', 'cacerts'), // a user's own root
    optionalSecret('istio-kubeconfig', 'istio-kubeconfig'),
    optionalSecret('istio-csr-dns-cert', 'istiod-tls'),
    usesTrustBundles(values.env)
      ? {
        name: 'istio-csr-ca-configmap',
        projected: { sources: [{ clusterTrustBundle: { name: `istio.io:istiod-ca:${bundle || 'root-cert'}`, path: 'root-cert.pem', optional: true } }] },
      }
      : { name: 'istio-csr-ca-configmap', configMap: { name: bundle || 'istio-ca-root-cert', defaultMode: 420, optional: true } },
    ...values.jwksResolverExtraRootCA ? [{ name: 'extracacerts', configMap: { name: `pilot-jwks-extra-cacerts${names.suffix}` } }] : [],
    ...values.volumes ?? [],
  ];
}
