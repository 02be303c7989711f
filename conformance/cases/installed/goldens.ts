import type { Values } from '../../../src/install/values/kinds';

/** The input of a recorded result, if it isn't the file with its name and the defaults. */
export interface Golden {
  readonly input?: string;
  readonly values?: Values;
  /** The file with the values, next to the input. */
  readonly iop?: string;
  /** Whether the proxy is a native sidecar. */
  readonly native?: boolean;
}

/** The settings of Istio's own test of injection (istio.io/istio, pkg/kube/inject). */
export const GOLDENS: Readonly<Record<string, Golden>> = {
  'cronjob-old-version.yaml.injected': { input: 'cronjob.yaml', native: false },
  'custom-template.yaml.injected': { iop: 'custom-template.iop.yaml' },
  'daemonset-old-version.yaml.injected': { input: 'daemonset.yaml', native: false },
  'format-duration.yaml.injected': { values: { meshConfig: { defaultConfig: { drainDuration: '23s' } } } },
  'gateway-spire.yaml.injected': { iop: 'spire-template.iop.yaml' },
  'hello-always.yaml.injected': { input: 'hello.yaml', values: { global: { imagePullPolicy: 'Always' } } },
  'hello-cncf-networks.yaml.injected': { input: 'hello.yaml', values: { cni: { enabled: true, provider: 'multus' } } },
  'hello-existing-cncf-networks-json.yaml.injected': { values: { cni: { enabled: true, provider: 'multus' } } },
  'hello-existing-cncf-networks.yaml.injected': { values: { cni: { enabled: true, provider: 'multus' } } },
  'hello-fips-140-3.yaml.injected': { input: 'hello.yaml', values: { env: { COMPLIANCE_POLICY: 'fips-140-3' } } },
  'hello-image-secrets-in-values.yaml.injected': { input: 'hello.yaml', iop: 'hello-image-secrets-in-values.iop.yaml' },
  'hello-mount-mtls-certs.yaml.injected': { input: 'hello.yaml', values: { global: { mountMtlsCerts: true } } },
  'hello-multiple-image-secrets.yaml.injected': { input: 'hello-image-pull-secret.yaml', iop: 'hello-image-secrets-in-values.iop.yaml' },
  'hello-never.yaml.injected': { input: 'hello.yaml', values: { global: { imagePullPolicy: 'Never' } } },
  'hello-old-version.yaml.injected': { input: 'hello.yaml', native: false },
  'hello-openshift-custom-injection.yaml.injected': { values: { cni: { enabled: true } } },
  'hello-openshift-tproxy.yaml.injected': { values: { cni: { enabled: true } } },
  'hello-openshift.yaml.injected': { values: { cni: { enabled: true } } },
  'hello-otel-semconv.yaml.injected': { values: { meshConfig: { extensionProviders: [{ name: 'otel', opentelemetry: { service: 'otel-collector.observability.svc.cluster.local', port: 4317, serviceAttributeEnrichment: 'OTEL_SEMANTIC_CONVENTIONS' } }] } } },
  'hello-probes-localhost.yaml.injected': { values: { meshConfig: { inboundTrafficPolicy: { mode: 'LOCALHOST' } } } },
  'hello-probes-noProxyHoldApplication-ProxyConfig.yaml.injected': { values: { global: { proxy: { holdApplicationUntilProxyStarts: true } } } },
  'hello-probes.proxyHoldsApplication.yaml.injected': { input: 'hello-probes.yaml', values: { global: { proxy: { holdApplicationUntilProxyStarts: true } } } },
  'hello-template-in-values.yaml.injected': { input: 'hello.yaml', iop: 'hello-template-in-values.iop.yaml' },
  'hello-tproxy.yaml.injected': { input: 'hello.yaml', values: { meshConfig: { defaultConfig: { interceptionMode: 'TPROXY' } } } },
  'hello-tracing-disabled.yaml.injected': { values: { meshConfig: { defaultConfig: { tracing: {} } } } },
  'hello.proxyHoldsApplication.yaml.injected': { input: 'hello.yaml', values: { global: { proxy: { holdApplicationUntilProxyStarts: true } } } },
  'hello.yaml.cni.injected': { input: 'hello.yaml', values: { cni: { enabled: true, provider: 'default' }, global: { network: 'network1' } } },
  'hello.yaml.proxyImageName.injected': { input: 'hello.yaml', values: { global: { proxy: { image: 'proxyTest' } } } },
  'hello.yaml.proxyInitImageName.injected': { input: 'hello.yaml', values: { global: { proxy_init: { image: 'proxyInitTest' } } } },
  'job-old-version.yaml.injected': { input: 'job.yaml', native: false },
  'kubevirtInterfaces.yaml.injected': { values: { global: { proxy: { statusPort: 123, readinessInitialDelaySeconds: 100, readinessPeriodSeconds: 200, readinessFailureThreshold: 300 } } } },
  'merge-probers.yaml.injected': { values: { global: { proxy: { holdApplicationUntilProxyStarts: true } } } },
  'native-sidecar-old-version.yaml.injected': { input: 'native-sidecar.yaml', native: false },
  'pod-old-version.yaml.injected': { input: 'pod.yaml', native: false },
  'proxy-override-args-native.yaml.injected': { input: 'proxy-override-args.yaml' },
  'proxy-override-runas.yaml.cni.injected': { input: 'proxy-override-runas.yaml', values: { cni: { enabled: true } } },
  'proxy-override-runas.yaml.tproxy.injected': { input: 'proxy-override-runas.yaml', values: { meshConfig: { defaultConfig: { interceptionMode: 'TPROXY' } } } },
  'proxy-resources-memory-null.yaml.injected': { iop: 'proxy-resources-memory-null.iop.yaml' },
  'proxy-resources-mixed-null.yaml.injected': { iop: 'proxy-resources-mixed-null.iop.yaml' },
  'proxy-resources-null-no-init.yaml.injected': { iop: 'proxy-resources-null.iop.yaml' },
  'proxy-resources-null.yaml.injected': { iop: 'proxy-resources-null.iop.yaml' },
  'proxy-resources-zero.yaml.injected': { iop: 'proxy-resources-zero.iop.yaml' },
  'replicaset-old-version.yaml.injected': { input: 'replicaset.yaml', native: false },
  'reroute-virtual-interfaces.yaml.injected': { values: { global: { proxy: { statusPort: 123, readinessInitialDelaySeconds: 100, readinessPeriodSeconds: 200, readinessFailureThreshold: 300 } } } },
  'sidecar-spire.yaml.injected': { iop: 'spire-template.iop.yaml' },
  'statefulset-old-version.yaml.injected': { input: 'statefulset.yaml', native: false },
  'status_params.yaml.injected': { values: { global: { proxy: { statusPort: 123, readinessInitialDelaySeconds: 100, readinessPeriodSeconds: 200, readinessFailureThreshold: 300 } } } },
  'traffic-annotations.yaml.injected': { values: { meshConfig: { defaultConfig: { proxyMetadata: { ISTIO_META_TLS_CLIENT_KEY: '/etc/identity/client/keys/client-key.pem' } } } } },
  'traffic-params.yaml.injected': { values: { global: { proxy: { includeIPRanges: '127.0.0.1/24,10.96.0.1/24', excludeIPRanges: '10.96.0.2/24,10.96.0.3/24', excludeInboundPorts: '4,5,6', statusPort: 0 } } } },
};

export const cases = [];
