import { Values } from '../kinds';

/** The overrides of each profile for the defaults of every chart. */
export const profiles: Record<string, Values> = {
  ambient: {
    meshConfig: {
      defaultConfig: { proxyMetadata: { ISTIO_META_ENABLE_HBONE: 'true' } },
      serviceScopeConfigs: [
        { servicesSelector: { matchExpressions: [{ key: 'istio.io/global', operator: 'In', values: ['true'] }] }, scope: 'GLOBAL' },
      ],
    },
    global: { variant: 'distroless' },
    pilot: { env: { PILOT_ENABLE_AMBIENT: 'true' } },
    cni: { ambient: { enabled: true } },
  },
  demo: {
    meshConfig: {
      accessLogFile: '/dev/stdout',
      extensionProviders: [
        { name: 'otel', envoyOtelAls: { service: 'opentelemetry-collector.observability.svc.cluster.local', port: 4317 } },
        { name: 'skywalking', skywalking: { service: 'tracing.istio-system.svc.cluster.local', port: 11800 } },
        { name: 'otel-tracing', opentelemetry: { port: 4317, service: 'opentelemetry-collector.observability.svc.cluster.local' } },
        { name: 'jaeger', opentelemetry: { port: 4317, service: 'jaeger-collector.istio-system.svc.cluster.local' } },
      ],
    },
    cni: {
      resources: { requests: { cpu: '10m', memory: '40Mi' } },
    },
    ztunnel: {
      resources: { requests: { cpu: '10m', memory: '40Mi' } },
    },
    global: {
      proxy: {
        resources: { requests: { cpu: '10m', memory: '40Mi' } },
      },
      waypoint: {
        resources: { requests: { cpu: '10m', memory: '40Mi' } },
      },
    },
    pilot: {
      autoscaleEnabled: false,
      traceSampling: 100,
      resources: { requests: { cpu: '10m', memory: '100Mi' } },
    },
    gateways: {
      'istio-egressgateway': {
        autoscaleEnabled: false,
        resources: { requests: { cpu: '10m', memory: '40Mi' } },
      },
      'istio-ingressgateway': {
        autoscaleEnabled: false,
        ports: [
          { port: 15021, targetPort: 15021, name: 'status-port' },
          { port: 80, targetPort: 8080, name: 'http2' },
          { port: 443, targetPort: 8443, name: 'https' },
          { port: 31400, targetPort: 31400, name: 'tcp' },
          { port: 15443, targetPort: 15443, name: 'tls' },
        ],
        resources: { requests: { cpu: '10m', memory: '40Mi' } },
      },
    },
  },
  preview: {
    meshConfig: {
      defaultConfig: { proxyMetadata: { ISTIO_META_DNS_CAPTURE: 'true' } },
    },
  },
  remote: {
    istiodRemote: { enabled: true },
    configMap: false,
    telemetry: { enabled: false },
    global: { omitSidecarInjectorConfigMap: true },
  },
  stable: { experimental: { stableValidationPolicy: true } },
};

/** The overrides that preserve the behaviour of an older minor version, by that version. */
export const compatibilityVersions: Record<string, Values> = {
  '1.25': {
    pilot: {
      env: {
        ENABLE_NATIVE_SIDECARS: 'false',
        DISABLE_SHADOW_HOST_SUFFIX: 'false',
        PILOT_SPAWN_UPSTREAM_SPAN_FOR_GATEWAY: 'false',
        DISABLE_TRACK_REMAINING_CB_METRICS: 'false',
        PILOT_SIDECAR_PICK_BEST_SERVICE_NAMESPACE: 'false',
        PILOT_ENABLE_STRICT_GATEWAY_MERGING: 'false',
        PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS: 'false',
      },
    },
    cni: { ambient: { reconcileIptablesOnStartup: false } },
    ambient: { shareHostNetworkNamespace: true },
  },
  '1.26': {
    pilot: {
      env: {
        ENABLE_NATIVE_SIDECARS: 'false',
        DISABLE_SHADOW_HOST_SUFFIX: 'false',
        PILOT_SPAWN_UPSTREAM_SPAN_FOR_GATEWAY: 'false',
        DISABLE_TRACK_REMAINING_CB_METRICS: 'false',
        PILOT_SIDECAR_PICK_BEST_SERVICE_NAMESPACE: 'false',
        PILOT_ENABLE_STRICT_GATEWAY_MERGING: 'false',
        PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS: 'false',
      },
    },
    cni: { ambient: { reconcileIptablesOnStartup: false } },
  },
  '1.27': {
    pilot: {
      env: {
        DISABLE_SHADOW_HOST_SUFFIX: 'false',
        PILOT_SPAWN_UPSTREAM_SPAN_FOR_GATEWAY: 'false',
        DISABLE_TRACK_REMAINING_CB_METRICS: 'false',
        PILOT_SIDECAR_PICK_BEST_SERVICE_NAMESPACE: 'false',
        PILOT_ENABLE_STRICT_GATEWAY_MERGING: 'false',
        PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS: 'false',
      },
    },
    cni: { ambient: { reconcileIptablesOnStartup: false } },
  },
  '1.28': {
    pilot: {
      env: {
        DISABLE_TRACK_REMAINING_CB_METRICS: 'false',
        PILOT_SIDECAR_PICK_BEST_SERVICE_NAMESPACE: 'false',
        PILOT_ENABLE_STRICT_GATEWAY_MERGING: 'false',
        PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS: 'false',
      },
    },
    cni: { ambient: { reconcileIptablesOnStartup: false } },
  },
  '1.29': {
    pilot: {
      env: {
        PILOT_SIDECAR_PICK_BEST_SERVICE_NAMESPACE: 'false',
        PILOT_ENABLE_STRICT_GATEWAY_MERGING: 'false',
        PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS: 'false',
      },
    },
  },
  '1.30': {
    pilot: {
      env: {
        PILOT_ENABLE_STRICT_GATEWAY_MERGING: 'false',
        PILOT_SPAWN_UPSTREAM_SPAN_FOR_GATEWAY: 'false',
        PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS: 'false',
      },
    },
  },
};

/** The overrides that a Kubernetes distribution needs. */
export const platforms: Record<string, Values> = {
  gke: {
    cni: { cniBinDir: '', resourceQuotas: { enabled: true } },
    resourceQuotas: { enabled: true },
  },
  k3d: { cni: { cniConfDir: '/var/lib/rancher/k3s/agent/etc/cni/net.d', cniBinDir: '/bin' } },
  k3s: {
    cni: { cniConfDir: '/var/lib/rancher/k3s/agent/etc/cni/net.d', cniBinDir: '/var/lib/rancher/k3s/data/cni' },
  },
  microk8s: {
    cni: {
      cniConfDir: '/var/snap/microk8s/current/args/cni-network',
      cniBinDir: '/var/snap/microk8s/current/opt/cni/bin',
    },
  },
  minikube: { cni: { cniNetnsDir: '/var/run/docker/netns' } },
  openshift: {
    cni: {
      cniBinDir: '/var/lib/cni/bin',
      cniConfDir: '/etc/cni/multus/net.d',
      chained: false,
      cniConfFileName: 'istio-cni.conf',
      provider: 'multus',
    },
    pilot: { cni: { enabled: true, provider: 'multus' }, terminationMessagePolicy: 'FallbackToLogsOnError' },
    seLinuxOptions: { type: 'spc_t' },
    trustedZtunnelNamespace: 'kube-system',
  },
};
