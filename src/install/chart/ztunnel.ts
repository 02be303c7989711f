import { criticalPods } from './cni';
import { usesTrustBundles } from './istiod-deployment';
import { pullSecrets } from './istiod-rbac';
import {
  coversCluster, coversNamespace, env, fieldEnv, ifSet, image, isSet, Manifest, partOfIstio, Release, resourceEnv, resources, scalar, text,
} from './manifest';
import { Values } from '../values/kinds';

/** The objects of ztunnel. */
export function renderZtunnel(values: Values, release: Release): Manifest[] {
  const name = text(values.resourceName) || 'ztunnel';
  const scope = values.resourceScope;
  return [
    ...coversNamespace(scope) ? [{
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: metadata(values, release, name),
      imagePullSecrets: pullSecrets(values.imagePullSecrets),
    }] : [],
    ...coversCluster(scope) && values.platform === 'openshift' ? openshiftRole(values, release, name) : [],
    ...coversNamespace(scope) ? [
      ...values.resourceQuotas?.enabled ? [{
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { ...metadata(values, release, name), annotations: undefined },
        spec: criticalPods(values.resourceQuotas.pods),
      }] : [],
      daemonSet(values, release, name),
    ] : [],
    ...values.global.networkPolicy?.enabled ? [networkPolicy(values, release, name)] : [],
  ];
}

function annotations(values: Values): Values | undefined {
  return ifSet({ ...values.annotations, ...isSet(values.revision) ? { 'istio.io/rev': text(values.revision) } : {} });
}

function metadata(values: Values, release: Release, name: string): Values {
  return { name, namespace: release.namespace, labels: { ...partOfIstio('ztunnel'), ...values.labels }, annotations: annotations(values) };
}

function openshiftRole(values: Values, release: Release, name: string): Manifest[] {
  const owner = { 'install.operator.istio.io/owning-resource': text(values.ownerName) || 'unknown' };
  const own = { name, labels: { app: 'ztunnel', ...owner, ...partOfIstio('ztunnel') }, annotations: annotations(values) };
  return [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: own,
      rules: [{ apiGroups: ['security.openshift.io'], resources: ['securitycontextconstraints'], resourceNames: ['privileged'], verbs: ['use'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: own,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: release.namespace }],
    },
  ];
}

function daemonSet(values: Values, release: Release, name: string): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: metadata(values, release, name),
    spec: {
      updateStrategy: ifSet(values.updateStrategy),
      selector: { matchLabels: { app: 'ztunnel' } },
      template: {
        metadata: {
          labels: {
            'sidecar.istio.io/inject': 'false',
            'istio.io/dataplane-mode': 'none',
            'app': 'ztunnel',
            ...partOfIstio('ztunnel'),
            ...values.podLabels,
          },
          annotations: { 'sidecar.istio.io/inject': 'false', 'istio.io/rev': ifSet(values.revision), ...values.podAnnotations },
        },
        spec: {
          nodeSelector: { 'kubernetes.io/os': 'linux', ...values.nodeSelector },
          affinity: ifSet(values.affinity),
          serviceAccountName: name,
          tolerations: ifSet(values.tolerations),
          dnsPolicy: ifSet(values.dnsPolicy),
          dnsConfig: ifSet(values.dnsConfig),
          containers: [container(values)],
          priorityClassName: 'system-node-critical',
          terminationGracePeriodSeconds: scalar(values.terminationGracePeriodSeconds),
          volumes: volumes(values),
        },
      },
    },
  };
}

function container(values: Values): Values {
  const crl = Boolean(values.peerCaCrl?.enabled);
  return {
    name: 'istio-proxy',
    image: image(values.image, 'ztunnel', values.hub, values.tag, values.variant),
    ports: [{ containerPort: 15020, name: 'ztunnel-stats', protocol: 'TCP' }],
    resources: resources(values.resources),
    imagePullPolicy: ifSet(values.imagePullPolicy),
    securityContext: {
      allowPrivilegeEscalation: true, // SYS_ADMIN implies it
      privileged: false,
      // for transparent sockets, other pods' network namespaces, raw sockets
      capabilities: { drop: ['ALL'], add: ['NET_ADMIN', 'SYS_ADMIN', 'NET_RAW'] },
      readOnlyRootFilesystem: true,
      runAsGroup: 1337,
      runAsNonRoot: false,
      runAsUser: 0,
      seLinuxOptions: ifSet(values.seLinuxOptions),
    },
    readinessProbe: { httpGet: { port: 15021, path: '/healthz/ready' } },
    args: ['proxy', 'ztunnel'],
    env: environment(values, crl),
    volumeMounts: [
      { mountPath: '/var/run/secrets/istio', name: 'istiod-ca-cert' },
      { mountPath: '/var/run/secrets/tokens', name: 'istio-token' },
      { mountPath: '/var/run/ztunnel', name: 'cni-ztunnel-sock-dir' },
      { mountPath: '/tmp', name: 'tmp' },
      ...crl ? [{ mountPath: '/var/run/secrets/istio/crl', name: 'crl-volume', readOnly: true }] : [],
      ...values.volumeMounts ?? [],
    ],
  };
}

function environment(values: Values, crl: boolean): Values[] {
  const revision = text(values.revision);
  const istiod = `istiod${revision ? `-${revision}` : ''}.${values.istioNamespace}.svc:15012`;
  return [
    { name: 'CA_ADDRESS', value: text(values.caAddress) || istiod },
    { name: 'XDS_ADDRESS', value: text(values.xdsAddress) || istiod },
    ...values.logAsJson ? [{ name: 'LOG_FORMAT', value: 'json' }] : [],
    ...isSet(values.network) ? [{ name: 'NETWORK', value: text(values.network) }] : [],
    { name: 'RUST_LOG', value: text(values.logLevel) },
    { name: 'RUST_BACKTRACE', value: '1' },
    { name: 'ISTIO_META_CLUSTER_ID', value: text(values.multiCluster?.clusterName) || 'Kubernetes' },
    { name: 'INPOD_ENABLED', value: 'true' },
    { name: 'TERMINATION_GRACE_PERIOD_SECONDS', value: text(values.terminationGracePeriodSeconds) },
    fieldEnv('POD_NAME', 'metadata.name'),
    fieldEnv('POD_NAMESPACE', 'metadata.namespace'),
    fieldEnv('NODE_NAME', 'spec.nodeName'),
    fieldEnv('INSTANCE_IP', 'status.podIP'),
    fieldEnv('SERVICE_ACCOUNT', 'spec.serviceAccountName'),
    ...env(values.meshConfig?.defaultConfig?.proxyMetadata),
    resourceEnv('ZTUNNEL_CPU_LIMIT', 'limits.cpu'),
    ...isSet(values.resources?.limits?.cpu) ? [resourceEnv('ZTUNNEL_RESOURCE_CPU_LIMIT', 'limits.cpu')] : [],
    ...isSet(values.resources?.requests?.cpu) ? [resourceEnv('ZTUNNEL_RESOURCE_CPU_REQUEST', 'requests.cpu')] : [],
    ...env(values.env),
    ...crl ? [{ name: 'CRL_PATH', value: '/var/run/secrets/istio/crl/ca-crl.pem' }] : [],
  ];
}

function volumes(values: Values): Values[] {
  const bundle = values.trustBundleName;
  return [
    {
      name: 'istio-token',
      projected: { sources: [{ serviceAccountToken: { path: 'istio-token', expirationSeconds: 43200, audience: 'istio-ca' } }] },
    },
    usesTrustBundles(values.env)
      ? {
        name: 'istiod-ca-cert',
        projected: { sources: [{ clusterTrustBundle: { name: `istio.io:istiod-ca:${bundle || 'root-cert'}`, path: 'root-cert.pem' } }] },
      }
      : { name: 'istiod-ca-cert', configMap: { name: bundle || 'istio-ca-root-cert' } },
    { name: 'cni-ztunnel-sock-dir', hostPath: { path: '/var/run/ztunnel', type: 'DirectoryOrCreate' } },
    { name: 'tmp', emptyDir: {} },
    ...values.peerCaCrl?.enabled ? [{ name: 'crl-volume', configMap: { name: 'istio-ca-crl', optional: true } }] : [],
    ...values.volumes ?? [],
  ];
}

function networkPolicy(values: Values, release: Release, name: string): Manifest {
  const revision = text(values.revision);
  const tcp = (port: number): Values => ({ ports: [{ protocol: 'TCP', port }] });
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      name: `${name}${revision ? `-${revision}` : ''}`,
      namespace: release.namespace,
      labels: {
        'app': 'ztunnel',
        'istio.io/rev': revision || 'default',
        'install.operator.istio.io/owning-resource': text(values.ownerName) || 'unknown',
        'operator.istio.io/component': 'Ztunnel',
        ...partOfIstio('ztunnel'),
      },
    },
    spec: {
      podSelector: { matchLabels: { app: 'ztunnel' } },
      policyTypes: ['Ingress', 'Egress'],
      // readiness, metrics, admin; then HBONE, outbound, inbound plaintext, and DNS
      ingress: [
        ...[15021, 15020, 15000, 15008, 15001, 15006].map(tcp),
        { ports: [{ protocol: 'TCP', port: 15053 }, { protocol: 'UDP', port: 15053 }] },
      ],
      egress: [{}],
    },
  };
}
