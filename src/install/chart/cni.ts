import { yaml } from './istiod-config';
import { pullSecrets } from './istiod-rbac';
import {
  coversCluster, coversNamespace, env, fieldEnv, ifSet, image, isSet, Manifest, partOfIstio, Release, resourceEnv, resources, scalar, text, texts,
} from './manifest';
import { Values } from '../values/kinds';
import { traitsOf } from '../values/traits';

const NAME = 'istio-cni'; // istiod and the plugin itself refer to this name: it can't be changed

/** The node agent that sets up redirection for pods, so that they need no privileged init container; also for ambient mode. */
export function renderCni(values: Values, release: Release): Manifest[] {
  const scope = values.global.resourceScope;
  return [
    ...coversNamespace(scope) ? [serviceAccount(values, release)] : [],
    ...coversCluster(scope) ? roles(values, release) : [],
    ...coversNamespace(scope) ? [
      configMap(values, release),
      ...values.resourceQuotas?.enabled ? [resourceQuota(values, release)] : [],
      ...values.provider === 'multus' ? [networkAttachment()] : [],
      daemonSet(values, release),
    ] : [],
    ...values.global.networkPolicy?.enabled ? [networkPolicy(values, release)] : [],
  ];
}

function labels(values: Values, own: Record<string, string> = { app: NAME }): Record<string, string> {
  return {
    ...own,
    'istio.io/rev': text(values.revision) || 'default',
    'install.operator.istio.io/owning-resource': text(values.ownerName) || 'unknown',
    'operator.istio.io/component': 'Cni',
    ...partOfIstio(NAME),
  };
}

function serviceAccount(values: Values, release: Release): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: NAME, namespace: release.namespace, labels: labels(values) },
    imagePullSecrets: pullSecrets(values.global.imagePullSecrets),
  };
}

function roles(values: Values, release: Release): Manifest[] {
  const role = (name: string, rules: Values[]): Manifest => (
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name, labels: labels(values) }, rules }
  );
  const binding = (name: string, roleName: string, own: Record<string, string>): Manifest => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name, labels: labels(values, own) },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: roleName },
    subjects: [{ kind: 'ServiceAccount', name: NAME, namespace: release.namespace }],
  });
  const core = (kinds: string[], verbs: string[]): Values => ({ apiGroups: [''], resources: kinds, verbs });
  const openshift = (values.platform || values.global.platform) === 'openshift';
  const { repair, ambient } = values;
  return [
    role(NAME, [
      core(['pods', 'nodes', 'namespaces'], ['get', 'list', 'watch']),
      ...openshift ? [{ apiGroups: ['security.openshift.io'], resources: ['securitycontextconstraints'], resourceNames: ['privileged'], verbs: ['use'] }] : [],
    ]),
    binding(NAME, NAME, { app: NAME }),
    ...repair.enabled ? [
      role(`${NAME}-repair-role`, [core(['events'], ['create', 'patch']), core(['pods'], ['watch', 'get', 'list']), ...repairRules(repair, core)]),
      binding(`${NAME}-repair-rolebinding`, `${NAME}-repair-role`, { 'k8s-app': `${NAME}-repair` }),
    ] : [],
    ...ambient.enabled ? [
      role(`${NAME}-ambient`, [
        core(['pods/status'], ['patch', 'update']),
        { apiGroups: ['apps'], resources: ['daemonsets'], resourceNames: [`${NAME}-node`], verbs: ['get'] },
      ]),
      binding(`${NAME}-ambient`, `${NAME}-ambient`, { 'k8s-app': `${NAME}-repair` }),
    ] : [],
  ];
}

/** Each way to repair a pod needs its own permission; the first enabled one is used. */
function repairRules(repair: Values, core: (kinds: string[], verbs: string[]) => Values): Values[] {
  if (repair.repairPods) return [];
  if (repair.deletePods) return [core(['pods'], ['delete'])];
  return repair.labelPods ? [core(['pods/status'], ['patch', 'update'])] : [];
}

function configMap(values: Values, release: Release): Manifest {
  const { ambient, repair } = values;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `${NAME}-config`, namespace: release.namespace, labels: labels(values) },
    data: {
      CURRENT_AGENT_VERSION: text(values.tag || values.global.tag),
      AMBIENT_ENABLED: text(ambient.enabled),
      AMBIENT_ENABLEMENT_SELECTOR: selectorYaml(ambient.enablementSelectors),
      AMBIENT_DNS_CAPTURE: text(ambient.dnsCapture),
      AMBIENT_IPV6: text(ambient.ipv6),
      AMBIENT_RECONCILE_POD_RULES_ON_STARTUP: text(ambient.reconcileIptablesOnStartup),
      ENABLE_AMBIENT_DETECTION_RETRY: text(ambient.enableAmbientDetectionRetry),
      CNI_CONF_NAME: ifSet(values.cniConfFileName),
      ISTIO_OWNED_CNI_CONFIG: text(values.istioOwnedCNIConfig),
      ISTIO_OWNED_CNI_CONF_FILENAME: values.istioOwnedCNIConfig ? text(values.istioOwnedCNIConfigFileName) : undefined,
      CHAINED_CNI_PLUGIN: text(values.chained),
      EXCLUDE_NAMESPACES: (values.excludeNamespaces ?? []).join(','),
      REPAIR_ENABLED: text(repair.enabled),
      REPAIR_LABEL_PODS: text(repair.labelPods),
      REPAIR_DELETE_PODS: text(repair.deletePods),
      REPAIR_REPAIR_PODS: text(repair.repairPods),
      REPAIR_INIT_CONTAINER_NAME: text(repair.initContainerName),
      REPAIR_BROKEN_POD_LABEL_KEY: text(repair.brokenPodLabelKey),
      REPAIR_BROKEN_POD_LABEL_VALUE: text(repair.brokenPodLabelValue),
      NATIVE_NFTABLES: text(values.global.nativeNftables),
      ...texts(values.env),
    },
  };
}

/** YAML in the format of the agent's own tools: keys sorted, lists not indented, no final line break. */
function selectorYaml(selectors: unknown): string {
  return yaml(selectors, true).trimEnd();
}

function daemonSet(values: Values, release: Release): Manifest {
  const sharesNetwork = values.ambient.enabled && values.ambient.shareHostNetworkNamespace;
  const name = `${NAME}-node`;
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace: release.namespace, labels: { ...labels(values, { 'k8s-app': name }), ...values.daemonSetLabels } },
    spec: {
      selector: { matchLabels: { 'k8s-app': name } },
      updateStrategy: ifSet(values.updateStrategy),
      template: {
        metadata: {
          labels: {
            'k8s-app': name,
            'sidecar.istio.io/inject': 'false',
            'istio.io/dataplane-mode': 'none',
            ...partOfIstio(NAME),
            ...values.podLabels,
          },
          annotations: {
            'sidecar.istio.io/inject': 'false',
            'prometheus.io/scrape': 'true',
            'prometheus.io/port': '15014',
            'prometheus.io/path': '/metrics',
            ...values.useAppArmorAnnotation ? { 'container.apparmor.security.beta.kubernetes.io/install-cni': 'unconfined' } : {},
            ...values.podAnnotations,
          },
        },
        spec: {
          hostNetwork: sharesNetwork ? true : undefined,
          dnsPolicy: sharesNetwork ? 'ClusterFirstWithHostNet' : undefined,
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          affinity: ifSet(values.affinity),
          tolerations: ifSet(values.tolerations),
          priorityClassName: 'system-node-critical',
          serviceAccountName: NAME,
          terminationGracePeriodSeconds: scalar(values.terminationGracePeriodSeconds),
          containers: [installer(values, sharesNetwork)],
          volumes: volumes(values),
        },
      },
    },
  };
}

function installer(values: Values, sharesNetwork: boolean): Values {
  const { global, ambient, repair } = values;
  const level = values.logging?.level || global.logging?.level;
  return {
    name: 'install-cni',
    image: image(values.image, 'install-cni', values.hub || global.hub, values.tag || global.tag, values.variant || global.variant),
    imagePullPolicy: ifSet(values.pullPolicy || global.imagePullPolicy),
    ports: [{ containerPort: 15014, name: 'metrics', protocol: 'TCP' }],
    readinessProbe: { httpGet: { path: '/readyz', port: 8000 } },
    securityContext: {
      appArmorProfile: values.useAppArmorAnnotation ? undefined : { type: 'Unconfined' },
      privileged: false,
      runAsGroup: 0,
      runAsUser: 0,
      runAsNonRoot: false,
      // for routes and ipsets, iptables, other processes' network namespaces (twice), and folders owned by others
      capabilities: { drop: ['ALL'], add: ['NET_ADMIN', 'NET_RAW', 'SYS_PTRACE', 'SYS_ADMIN', 'DAC_OVERRIDE'] },
      seLinuxOptions: isSet(values.seLinuxOptions) ? { ...values.seLinuxOptions, type: values.seLinuxOptions.type || 'spc_t' } : undefined,
      seccompProfile: ifSet(values.seccompProfile),
    },
    command: ['install-cni'],
    args: ifSet([...isSet(level) ? [`--log_output_level=${level}`] : [], ...global.logAsJson ? ['--log_as_json'] : []]),
    envFrom: [{ configMapRef: { name: `${NAME}-config` } }],
    env: [
      fieldEnv('REPAIR_NODE_NAME', 'spec.nodeName'),
      { name: 'REPAIR_RUN_AS_DAEMON', value: 'true' },
      { name: 'REPAIR_SIDECAR_ANNOTATION', value: 'sidecar.istio.io/status' },
      ...sharesNetwork ? [] : [{ name: 'ALLOW_SWITCH_TO_HOST_NS', value: 'true' }],
      fieldEnv('NODE_NAME', 'spec.nodeName', 'v1'),
      resourceEnv('GOMEMLIMIT', 'limits.memory'),
      ...traitsOf(values).goMaxProcs ? [resourceEnv('GOMAXPROCS', 'limits.cpu')] : [],
      fieldEnv('POD_NAME', 'metadata.name'),
      fieldEnv('POD_NAMESPACE', 'metadata.namespace'),
      ...env(values.env),
    ],
    volumeMounts: [
      { mountPath: '/host/opt/cni/bin', name: 'cni-bin-dir' },
      ...repair.repairPods || ambient.enabled ? [{ mountPath: '/host/proc', name: 'cni-host-procfs', readOnly: true }] : [],
      { mountPath: '/host/etc/cni/net.d', name: 'cni-net-dir' },
      { mountPath: '/var/run/istio-cni', name: 'cni-socket-dir' },
      ...ambient.enabled ? [
        { mountPath: '/host/var/run/netns', mountPropagation: 'HostToContainer', name: 'cni-netns-dir' },
        { mountPath: '/var/run/ztunnel', name: 'cni-ztunnel-sock-dir' },
      ] : [],
    ],
    resources: resources(isSet(values.resources) ? values.resources : global.defaultResources),
  };
}

function volumes(values: Values): Values[] {
  const host = (name: string, path: unknown, type?: string): Values => ({ name, hostPath: { path: ifSet(text(path)), type } });
  const { ambient, repair } = values;
  return [
    host('cni-bin-dir', values.cniBinDir || '/opt/cni/bin'),
    ...repair.repairPods || ambient.enabled ? [host('cni-host-procfs', '/proc', 'Directory')] : [],
    ...ambient.enabled ? [host('cni-ztunnel-sock-dir', '/var/run/ztunnel', 'DirectoryOrCreate')] : [],
    host('cni-net-dir', values.cniConfDir),
    host('cni-socket-dir', '/var/run/istio-cni'),
    host('cni-netns-dir', values.cniNetnsDir, 'DirectoryOrCreate'), // it appears with the first pod of the node
  ];
}

function resourceQuota(values: Values, release: Release): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: `${NAME}-resource-quota`, namespace: release.namespace, labels: partOfIstio(NAME) },
    spec: criticalPods(values.resourceQuotas.pods),
  };
}

/** A ResourceQuota for this many system-node-critical pods in a namespace: some platforms allow none without one. */
export function criticalPods(pods: unknown): Values {
  return {
    hard: { pods: ifSet(text(pods)) },
    scopeSelector: { matchExpressions: [{ operator: 'In', scopeName: 'PriorityClass', values: ['system-node-critical'] }] },
  };
}

function networkAttachment(): Manifest {
  return {
    apiVersion: 'k8s.cni.cncf.io/v1',
    kind: 'NetworkAttachmentDefinition',
    metadata: { name: NAME, namespace: 'default', labels: { 'operator.istio.io/component': 'Cni', ...partOfIstio(NAME) } },
  };
}

function networkPolicy(values: Values, release: Release): Manifest {
  const revision = text(values.revision);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `${NAME}${revision ? `-${revision}` : ''}`, namespace: release.namespace, labels: labels(values, { 'k8s-app': `${NAME}-node` }) },
    spec: {
      podSelector: { matchLabels: { 'k8s-app': `${NAME}-node` } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [15014, 8000].map((port) => ({ ports: [{ protocol: 'TCP', port }] })),
      egress: [{}], // the API server's address differs from one distribution to the next
    },
  };
}
