import { hasSchema, validateSchema } from '../../../src/check/schema';

/** Valid objects of projects that run beside a mesh. */
const RIGHT: Record<string, any> = {
  certificate: {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    spec: { secretName: 'shop-tls', dnsNames: ['shop.example.com'], issuerRef: { name: 'acme', kind: 'ClusterIssuer' } },
  },
  externalSecret: {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    spec: { secretStoreRef: { name: 'vault', kind: 'ClusterSecretStore' }, target: { name: 'shop-tls' }, data: [{ secretKey: 'tls.crt', remoteRef: { key: 'shop', property: 'crt' } }] },
  },
  rollout: {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: 'shop' } },
      template: { metadata: { labels: { app: 'shop' } }, spec: { containers: [{ name: 'shop', image: 'shop:1' }] } },
      strategy: { canary: { canaryService: 'shop-canary', stableService: 'shop', trafficRouting: { istio: { virtualService: { name: 'shop', routes: ['main'] } } }, steps: [{ setWeight: 20 }, { pause: {} }] } },
    },
  },
  canary: {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop' },
      service: { port: 80, targetPort: 'http', headless: false, gateways: ['istio-system/public'] },
      analysis: { interval: '1m', threshold: 5, stepWeights: [1, 10, 50], sessionAffinity: { cookieName: 'shop', primaryCookieName: 'shop-primary' }, webhooks: [{ name: 'load', url: 'http://load.test/', disableTLS: true }] },
    },
  },
  backendTrafficPolicy: {
    apiVersion: 'gateway.envoyproxy.io/v1alpha1',
    kind: 'BackendTrafficPolicy',
    spec: { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'shop' }], retry: { numRetries: 3 }, timeout: { http: { requestTimeout: '10s' } } },
  },
  server: { apiVersion: 'policy.linkerd.io/v1beta3', kind: 'Server', spec: { podSelector: { matchLabels: { app: 'shop' } }, port: 'http', proxyProtocol: 'HTTP/2', accessPolicy: 'audit' } },
  linkerdRoute: {
    apiVersion: 'policy.linkerd.io/v1beta3',
    kind: 'HTTPRoute',
    spec: { parentRefs: [{ group: 'policy.linkerd.io', kind: 'Server', name: 'shop' }], rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/cart' } }], timeouts: { request: '2s' } }] },
  },
  inferenceService: { apiVersion: 'serving.kserve.io/v1beta1', kind: 'InferenceService', spec: { predictor: { model: { modelFormat: { name: 'sklearn' }, storageUri: 'gs://m' }, minReplicas: 1 } } },
  inferenceGraph: { apiVersion: 'serving.kserve.io/v1alpha1', kind: 'InferenceGraph', spec: { nodes: { root: { routerType: 'Splitter', steps: [{ serviceName: 'a', weight: 20 }, { serviceName: 'b', weight: 80 }] } } } },
  knativeService: {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    spec: { template: { spec: { containers: [{ image: 'shop:1', ports: [{ containerPort: 8080 }] }] } }, traffic: [{ latestRevision: true, percent: 100 }] },
  },
};

/** The finding for an object after a change to its spec, as severity, code and pointer. */
function said(name: string, change: (spec: any, object: any) => void = () => {}): string[] {
  const object = { metadata: { name: 'shop', namespace: 'shop' }, ...structuredClone(RIGHT[name]) };
  change(object.spec, object);
  return validateSchema(object).map((p) => `${p.severity} ${p.code} ${p.pointer}`);
}

test.each(Object.keys(RIGHT))('a valid %s is accepted', (name) => {
  expect(hasSchema(RIGHT[name].apiVersion, RIGHT[name].kind)).toBe(true);
  expect(said(name)).toEqual([]);
});

test.each<[string, (spec: any) => void, string]>([
  ['certificate', (s) => { s.dnsName = s.dnsNames; }, 'error MESH012 /spec/dnsName'],
  ['certificate', (s) => { delete s.secretName; }, 'error MESH013 /spec'],
  ['externalSecret', (s) => { s.data[0].remoteRef = 'shop'; }, 'error MESH011 /spec/data/0/remoteRef'],
  ['rollout', (s) => { s.replicas = '3'; }, 'error MESH011 /spec/replicas'],
  ['rollout', (s) => { s.strategy.canary.canaryServices = 'shop'; }, 'error MESH012 /spec/strategy/canary/canaryServices'],
  ['rollout', (s) => { s.template.spec.containers[0].port = 80; }, 'error MESH012 /spec/template/spec/containers/0/port'],
  ['canary', (s) => { s.service.port = 'http'; }, 'error MESH011 /spec/service/port'],
  ['canary', (s) => { delete s.analysis.stepWeights; }, 'error MESH018 /spec/analysis'],
  ['canary', (s) => { delete s.analysis.interval; }, 'error MESH018 /spec/analysis'],
  ['canary', (s) => { s.targetRef.kind = 'StatefulSet'; }, 'error MESH014 /spec/targetRef/kind'],
  ['backendTrafficPolicy', (s) => { s.retries = s.retry; }, 'error MESH012 /spec/retries'],
  ['backendTrafficPolicy', (s) => { delete s.targetRefs; }, 'error MESH019 /spec'],
  ['server', (s) => { s.ports = 80; }, 'error MESH012 /spec/ports'],
  ['server', (s) => { s.externalWorkloadSelector = s.podSelector; }, 'error MESH018 /spec'],
  ['linkerdRoute', (s) => { s.rules[0].matches[0].path.type = 'Prefix'; }, 'error MESH014 /spec/rules/0/matches/0/path/type'],
  ['inferenceService', (s) => { s.predictors = s.predictor; }, 'error MESH012 /spec/predictors'],
  ['inferenceGraph', (s) => { s.nodes.root.steps[1].service = 'b'; }, 'error MESH012 /spec/nodes/root/steps/1/service'],
  ['knativeService', (s) => { s.traffic[0].percent = '100'; }, 'error MESH011 /spec/traffic/0/percent'],
])('an invalid %s is reported', (name, change, wanted) => {
  expect(said(name, change)).toEqual([wanted]);
});

test.each([
  ['externalSecret', 'external-secrets.io/v1beta1', ['info MESH022 /apiVersion']],
  ['certificate', 'cert-manager.io/v1alpha2', ['info MESH022 /apiVersion']],
  ['server', 'policy.linkerd.io/v1beta1', ['warning MESH022 /apiVersion', 'error MESH012 /spec/accessPolicy']],
])('a version of %s that current releases do not serve is information, one that future releases will not serve a warning: %s', (name, apiVersion, wanted) => {
  expect(said(name, (_, object) => { object.apiVersion = apiVersion; })).toEqual(wanted);
});

test('missing fields that every alternative requires are named', () => {
  const { targetRef, service, analysis: { interval, ...analysis } } = RIGHT.canary.spec;
  const [problem] = validateSchema({ ...RIGHT.canary, metadata: { name: 'shop' }, spec: { targetRef, service, analysis } });
  expect(problem).toMatchObject({ message: expect.stringContaining("'interval' is missing"), fix: "set 'interval'" });
  expect(interval).toBe('1m');
});

test.each([['argoproj.io/v1alpha1', 'Application'], ['argoproj.io/v1alpha1', 'Workflow'], ['serving.kserve.io/v1alpha1', 'ServingRuntime'], ['policy.linkerd.io/v1alpha1', 'HttpRetryFilter']])(
  'another kind in a shared group is not checked: %s %s', (apiVersion, kind) => {
    expect(validateSchema({ apiVersion, kind, metadata: { name: 'shop' }, spec: { any: 1 } })).toEqual([]);
  });
