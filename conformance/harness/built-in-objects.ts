import { Manifest } from './api-client';

const labels = { 'app': 'web', 'app.kubernetes.io/version': 'v1' };

const probe = { httpGet: { path: '/ready', port: 'http', scheme: 'HTTP', httpHeaders: [{ name: 'X-Probe', value: 'yes' }] }, initialDelaySeconds: 1, timeoutSeconds: 2, periodSeconds: 3, successThreshold: 1, failureThreshold: 4 };

/** A pod that says what pods in a mesh say, and more. */
const pod = {
  serviceAccountName: 'web',
  terminationGracePeriodSeconds: 30,
  priorityClassName: 'system-cluster-critical',
  dnsPolicy: 'ClusterFirst',
  dnsConfig: { nameservers: ['10.96.0.10'], searches: ['shop.svc.cluster.local'], options: [{ name: 'ndots', value: '2' }] },
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  hostAliases: [{ ip: '10.1.2.3', hostnames: ['old.example.com'] }],
  tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'web', effect: 'NoSchedule' }, { operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }],
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['a', 'b'] }] }] },
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 10, preference: { matchExpressions: [{ key: 'disk', operator: 'Exists' }] } }],
    },
    podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: { labelSelector: { matchLabels: { app: 'web' } }, topologyKey: 'kubernetes.io/hostname' } }] },
  },
  topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'web' } } }],
  securityContext: { runAsUser: 1000, runAsGroup: 1000, runAsNonRoot: true, fsGroup: 1337, supplementalGroups: [2000], seccompProfile: { type: 'RuntimeDefault' }, sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] },
  imagePullSecrets: [{ name: 'registry' }],
  volumes: [
    { name: 'config', configMap: { name: 'web', defaultMode: 420, items: [{ key: 'a.yaml', path: 'conf/a.yaml' }] } },
    { name: 'certs', secret: { secretName: 'web-tls' } },
    { name: 'tmp', emptyDir: { sizeLimit: '1Gi' } },
    { name: 'host', hostPath: { path: '/var/log', type: 'Directory' } },
    { name: 'data', persistentVolumeClaim: { claimName: 'web' } },
    { name: 'info', downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }, { path: 'cpu', resourceFieldRef: { containerName: 'web', resource: 'limits.cpu', divisor: '1m' } }] } },
    { name: 'token', projected: { sources: [{ serviceAccountToken: { path: 'istio-token', expirationSeconds: 43200, audience: 'istio-ca' } }, { configMap: { name: 'istio-ca-root-cert' } }] } },
  ],
  initContainers: [{ name: 'setup', image: 'example.com/setup:1', command: ['/setup'], volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }], securityContext: { capabilities: { add: ['NET_ADMIN'], drop: ['ALL'] }, privileged: false } }],
  containers: [
    {
      name: 'web',
      image: 'example.com/web:1',
      imagePullPolicy: 'IfNotPresent',
      command: ['/web'],
      args: ['--port=8080'],
      workingDir: '/',
      ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }, { name: 'metrics', containerPort: 9090 }],
      env: [
        { name: 'LOG', value: 'info' }, { name: 'POD', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
        { name: 'KEY', valueFrom: { secretKeyRef: { name: 'web', key: 'key', optional: true } } }, { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1' } } },
      ],
      envFrom: [{ prefix: 'C_', configMapRef: { name: 'web' } }],
      resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '1', memory: '256Mi' } },
      volumeMounts: [{ name: 'config', mountPath: '/etc/web', readOnly: true }, { name: 'data', mountPath: '/data', subPath: 'web' }, { name: 'certs', mountPath: '/certs' }],
      readinessProbe: probe,
      livenessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 5 },
      startupProbe: { grpc: { port: 8080 }, failureThreshold: 30 },
      lifecycle: { preStop: { exec: { command: ['/stop'] } } },
      securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, runAsUser: 1000, capabilities: { drop: ['ALL'] } },
      terminationMessagePolicy: 'File',
    },
    { name: 'istio-proxy', image: 'auto', ports: [{ name: 'http-envoy-prom', containerPort: 15090, protocol: 'TCP' }], volumeMounts: [{ name: 'token', mountPath: '/var/run/secrets/tokens' }] },
  ],
};

const template = { metadata: { labels, annotations: { 'sidecar.istio.io/inject': 'true' } }, spec: { ...pod, restartPolicy: 'Always' } };
const small = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'example.com/web:1', ports: [{ name: 'http', containerPort: 8080 }] }] } };
const selector = { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] };
const meta = { name: 'trial', namespace: 'default' };

/** Objects of the built-in kinds, which an API server accepts as they are. */
export const builtInObjects = (): Manifest[] => JSON.parse(JSON.stringify([
  { apiVersion: 'v1', kind: 'Service', metadata: meta, spec: { type: 'ClusterIP', selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP', appProtocol: 'http' }, { name: 'grpc', port: 9000, targetPort: 9000 }] } },
  { apiVersion: 'v1', kind: 'Service', metadata: meta, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } },
  { apiVersion: 'v1', kind: 'Service', metadata: meta, spec: { clusterIP: 'None', selector: { app: 'web' }, ports: [{ name: 'tcp', port: 3306 }], publishNotReadyAddresses: true } },
  { apiVersion: 'v1', kind: 'Service', metadata: meta, spec: { type: 'ExternalName', externalName: 'db.example.com', ports: [{ name: 'tcp', port: 3306 }] } },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta,
    spec: {
      type: 'LoadBalancer',
      selector: { app: 'web' },
      externalTrafficPolicy: 'Local',
      internalTrafficPolicy: 'Cluster',
      loadBalancerSourceRanges: ['10.0.0.0/8'],
      sessionAffinity: 'ClientIP',
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } },
      ports: [{ name: 'https', port: 443, targetPort: 8443, nodePort: 30443 }, { name: 'status-port', port: 15021, targetPort: 15021 }],
      externalIPs: ['10.1.1.1'],
      ipFamilyPolicy: 'SingleStack',
      ipFamilies: ['IPv4'],
      trafficDistribution: 'PreferClose',
    },
  },
  { apiVersion: 'v1', kind: 'Pod', metadata: { ...meta, labels }, spec: { ...pod, restartPolicy: 'Always' } },
  { apiVersion: 'v1', kind: 'Pod', metadata: { ...meta, labels }, spec: small.spec },
  { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { ...meta, labels }, spec: { replicas: 2, selector, template, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 } }, minReadySeconds: 5, revisionHistoryLimit: 3, progressDeadlineSeconds: 600 } },
  { apiVersion: 'apps/v1', kind: 'Deployment', metadata: meta, spec: { selector: { matchLabels: { app: 'web' } }, template: small } },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: meta,
    spec: { serviceName: 'web', replicas: 3, selector, template: small, podManagementPolicy: 'Parallel', updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } }, volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }] },
  },
  { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: meta, spec: { selector, template: small, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } }, minReadySeconds: 0 } },
  { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: meta, spec: { replicas: 1, selector, template: small } },
  { apiVersion: 'batch/v1', kind: 'Job', metadata: meta, spec: { parallelism: 1, completions: 1, backoffLimit: 3, activeDeadlineSeconds: 60, ttlSecondsAfterFinished: 10, template: { spec: { ...small.spec, restartPolicy: 'Never' } } } },
  { apiVersion: 'batch/v1', kind: 'CronJob', metadata: meta, spec: { schedule: '*/5 2-4 * * mon', concurrencyPolicy: 'Forbid', successfulJobsHistoryLimit: 1, startingDeadlineSeconds: 10, jobTemplate: { spec: { template: { spec: { ...small.spec, restartPolicy: 'OnFailure' } } } } } },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta, automountServiceAccountToken: false, imagePullSecrets: [{ name: 'registry' }], secrets: [{ name: 'web-token' }] },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...meta, labels }, data: { 'mesh': 'a: b', 'a.yaml': 'x' }, binaryData: { 'b.bin': 'AAEC' }, immutable: true },
  { apiVersion: 'v1', kind: 'Secret', metadata: meta, type: 'kubernetes.io/tls', data: { 'tls.crt': 'YQ==', 'tls.key': 'Yg==' } },
  { apiVersion: 'v1', kind: 'Secret', metadata: meta, type: 'Opaque', stringData: { user: 'a', password: 'b' } },
  { apiVersion: 'v1', kind: 'Secret', metadata: meta, type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': '{"auths":{}}' } },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: meta,
    spec: {
      podSelector: selector,
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'client' } }, namespaceSelector: {} }, { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }], ports: [{ protocol: 'TCP', port: 8080 }, { port: 'http' }, { port: 32000, endPort: 32768 }] }],
      egress: [{ to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }], ports: [{ protocol: 'UDP', port: 53 }] }, {}],
    },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { ...meta, annotations: { 'cert-manager.io/cluster-issuer': 'acme' } },
    spec: {
      ingressClassName: 'istio',
      tls: [{ hosts: ['shop.example.com', '*.example.com'], secretName: 'shop-tls' }],
      rules: [{ host: 'shop.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }, { path: '/a', pathType: 'Exact', backend: { service: { name: 'web', port: { name: 'http' } } } }, { pathType: 'ImplementationSpecific', path: '/b/*', backend: { service: { name: 'web', port: { number: 80 } } } }] } }],
    },
  },
  { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: meta, spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } } },
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: meta,
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      minReplicas: 2,
      maxReplicas: 5,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }, { type: 'Pods', pods: { metric: { name: 'requests' }, target: { type: 'AverageValue', averageValue: '100' } } }],
      behavior: { scaleDown: { stabilizationWindowSeconds: 300, selectPolicy: 'Max', policies: [{ type: 'Percent', value: 10, periodSeconds: 60 }] } },
    },
  },
  { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: meta, spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } } },
  { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: meta, spec: { maxUnavailable: '50%', selector, unhealthyPodEvictionPolicy: 'AlwaysAllow' } },
  { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { ...meta, labels: { 'kubernetes.io/service-name': 'web' } }, addressType: 'IPv4', endpoints: [{ addresses: ['10.1.2.3'], conditions: { ready: true }, zone: 'a' }], ports: [{ name: 'http', port: 8080, protocol: 'TCP', appProtocol: 'http' }] },
  { apiVersion: 'v1', kind: 'Endpoints', metadata: meta, subsets: [{ addresses: [{ ip: '10.1.2.3', hostname: 'a' }], ports: [{ name: 'http', port: 8080, protocol: 'TCP' }] }] },
  { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: meta, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, volumeMode: 'Filesystem', storageClassName: 'fast' } },
])) as Manifest[];

/** Texts that mean something in the fields of built-in kinds. */
export const BUILT_IN_TEXTS = [
  '50%', '101%', '0%', '-5%', '1Gi', '100m', '-1', '1e3', '2000', '0.5', 'UDP', 'SCTP', 'None', 'NodePort', 'LoadBalancer', 'ExternalName', 'Never', 'Always', 'OnFailure', 'Recreate', 'OnDelete', 'Exists', 'DoesNotExist', 'Gt',
  '..', '../a', '/a/../b', 'a//b', 'kubernetes.io/tls', 'kubernetes.io/basic-auth', '127.0.0.1', '10.1.2.3/24', '010.1.2.3', 'fe80::1', '*/61 * * * *', '@daily', 'web', 'http', 'metadata.uid', 'example.com/gpu', 'a_b', '1a', '-a', 'x'.repeat(16),
];
