import { builtInObjects } from '../../../conformance/harness/built-in-objects';
import { validateSchema } from '../../../src/check/schema';

const [SERVICE, PLAIN, HEADLESS, EXTERNAL, BALANCED] = [0, 1, 2, 3, 4];
const all = builtInObjects();
const indexOf = (kind: string, nth = 0): number => all.map((o, i) => [o.kind, i] as const).filter(([k]) => k === kind)[nth][1];
const POD = indexOf('Pod');
const DEPLOYMENT = indexOf('Deployment');

test.each(all.map((object, i) => [object.kind, i] as const))('%s %i is valid', (_, i) => {
  expect(validateSchema(builtInObjects()[i])).toEqual([]);
});

/** The index of the object, the change, and the expected code and place. */
const CASES: readonly (readonly [number, (o: any) => void, string, string])[] = [
  [PLAIN, (o) => { delete o.spec.ports; }, 'MESH013', '/spec'],
  [HEADLESS, (o) => { o.spec.type = 'LoadBalancer'; }, 'MESH018', '/spec/clusterIP'],
  [SERVICE, (o) => { o.spec.ports[0].protocol = 'HTTP'; }, 'MESH014', '/spec/ports/0/protocol'],
  [SERVICE, (o) => { o.spec.ports[0].port = 65536; }, 'MESH016', '/spec/ports/0/port'],
  [SERVICE, (o) => { o.spec.ports[1].port = 80; }, 'MESH017', '/spec/ports/1'],
  [SERVICE, (o) => { o.spec.ports[1].name = 'http'; }, 'MESH017', '/spec/ports/1'],
  [SERVICE, (o) => { delete o.spec.ports[1].name; }, 'MESH013', '/spec/ports/1'],
  [SERVICE, (o) => { o.spec.ports[0].name = 'http_web'; }, 'MESH015', '/spec/ports/0/name'],
  [SERVICE, (o) => { o.spec.ports[0].targetPort = 'a-name-that-is-too-long'; }, 'MESH015', '/spec/ports/0/targetPort'],
  [SERVICE, (o) => { o.spec.ports[0].nodePort = 30080; }, 'MESH018', '/spec/ports/0/nodePort'],
  [SERVICE, (o) => { o.spec.selector.app = 'a b'; }, 'MESH020', '/spec/selector/app'],
  [SERVICE, (o) => { o.spec.loadBalancerSourceRanges = ['10.0.0.0/8']; }, 'MESH018', '/spec/loadBalancerSourceRanges'],
  [SERVICE, (o) => { o.spec.externalTrafficPolicy = 'Local'; }, 'MESH018', '/spec/externalTrafficPolicy'],
  [EXTERNAL, (o) => { delete o.spec.externalName; }, 'MESH013', '/spec'],
  [EXTERNAL, (o) => { o.spec.clusterIP = 'None'; }, 'MESH018', '/spec/clusterIP'],
  [BALANCED, (o) => { o.spec.sessionAffinityConfig.clientIP.timeoutSeconds = 86401; }, 'MESH016', '/spec/sessionAffinityConfig/clientIP/timeoutSeconds'],
  [DEPLOYMENT, (o) => { o.spec.selector.matchLabels.app = 'other'; }, 'MESH023', '/spec/template/metadata/labels'],
  [DEPLOYMENT, (o) => { delete o.spec.template.metadata; }, 'MESH023', '/spec/template/metadata/labels'],
  [DEPLOYMENT, (o) => { o.spec.selector = {}; }, 'MESH013', '/spec/selector'],
  [DEPLOYMENT, (o) => { o.spec.strategy.type = 'Recreate'; }, 'MESH018', '/spec/strategy/rollingUpdate'],
  [DEPLOYMENT, (o) => { o.spec.template.spec.restartPolicy = 'Never'; }, 'MESH014', '/spec/template/spec/restartPolicy'],
  [DEPLOYMENT, (o) => { delete o.spec.template.spec.containers[0].image; }, 'MESH013', '/spec/template/spec/containers/0'],
  [POD, (o) => { o.spec.containers = []; }, 'MESH013', '/spec'],
  [POD, (o) => { o.spec.containers[1].name = 'web'; }, 'MESH017', '/spec/containers/1/name'],
  [POD, (o) => { o.spec.containers[0].name = 'Web'; }, 'MESH015', '/spec/containers/0/name'],
  [POD, (o) => { o.spec.containers[0].volumeMounts[0].name = 'confg'; }, 'MESH023', '/spec/containers/0/volumeMounts/0/name'],
  [POD, (o) => { o.spec.containers[0].volumeMounts[1].mountPath = '/etc/web'; }, 'MESH017', '/spec/containers/0/volumeMounts/1/mountPath'],
  [POD, (o) => { o.spec.containers[0].resources.requests.cpu = '1500m'; }, 'MESH016', '/spec/containers/0/resources/requests/cpu'],
  [POD, (o) => { o.spec.containers[0].livenessProbe.httpGet = { port: 80 }; }, 'MESH018', '/spec/containers/0/livenessProbe'],
  [POD, (o) => { o.spec.containers[0].livenessProbe = { periodSeconds: 5 }; }, 'MESH018', '/spec/containers/0/livenessProbe'],
  [POD, (o) => { o.spec.initContainers[0].readinessProbe = { tcpSocket: { port: 1 } }; }, 'MESH018', '/spec/initContainers/0/readinessProbe'],
  [POD, (o) => { o.spec.volumes[2].secret = { secretName: 'a' }; }, 'MESH018', '/spec/volumes/2'],
  [indexOf('StatefulSet'), (o) => { o.spec.serviceName = 'a.b'; }, 'MESH015', '/spec/serviceName'],
  [indexOf('Job'), (o) => { delete o.spec.template.spec.restartPolicy; }, 'MESH014', '/spec/template/spec/restartPolicy'],
  [indexOf('CronJob'), (o) => { o.spec.schedule = '*/5 * * *'; }, 'MESH015', '/spec/schedule'],
  [indexOf('Secret'), (o) => { delete o.data['tls.key']; }, 'MESH013', '/data'],
  [indexOf('ConfigMap'), (o) => { o.data['a/b'] = 'c'; }, 'MESH015', '/data/a~1b'],
  [indexOf('NetworkPolicy'), (o) => { o.spec.ingress[0].from[1].podSelector = {}; }, 'MESH018', '/spec/ingress/0/from/1'],
  [indexOf('NetworkPolicy'), (o) => { o.spec.ingress[0].from[1].ipBlock.except = ['11.0.0.0/16']; }, 'MESH016', '/spec/ingress/0/from/1/ipBlock/except/0'],
  [indexOf('Ingress'), (o) => { o.spec.rules[0].host = 'a.*.com'; }, 'MESH015', '/spec/rules/0/host'],
  [indexOf('Ingress'), (o) => { o.spec.rules[0].http.paths[0].backend.service.port = {}; }, 'MESH013', '/spec/rules/0/http/paths/0/backend/service'],
  [indexOf('HorizontalPodAutoscaler'), (o) => { o.spec.maxReplicas = 1; }, 'MESH016', '/spec/maxReplicas'],
  [indexOf('HorizontalPodAutoscaler'), (o) => { o.spec.metrics[0].pods = o.spec.metrics[1].pods; }, 'MESH018', '/spec/metrics/0/pods'],
  [indexOf('PodDisruptionBudget'), (o) => { o.spec.maxUnavailable = 1; }, 'MESH018', '/spec'],
  [indexOf('EndpointSlice'), (o) => { o.endpoints[0].addresses = ['127.0.0.1']; }, 'MESH015', '/endpoints/0/addresses/0'],
];

test.each(CASES.map(([i, change, code, pointer]) => [`${all[i].kind}: ${code} at ${pointer}`, i, change, code, pointer] as const))('%s', (_, i, change, code, pointer) => {
  const object = builtInObjects()[i];
  change(object);
  expect(validateSchema(object).map((p) => [p.code, p.pointer, p.severity])).toEqual([[code, pointer, 'error']]);
});

test('the message contains the remedy, and that the API server rejects the object', () => {
  const object = builtInObjects()[POD];
  object.spec.containers[0].volumeMounts[0].name = 'confg';
  expect(validateSchema(object)).toMatchObject([{
    message: "the pod has no volume 'confg'; the API server refuses the object",
    fix: 'use one of config, certs, tmp, host, data, info, token, or add the volume',
  }]);
});

test('never throws, whatever replaces a value', () => {
  for (const object of builtInObjects()) {
    for (const odd of [null, 0, '', 'x', true, [], {}, [null], [[]], { a: null }]) {
      const visit = (value: any): void => {
        if (typeof value !== 'object' || value === null) return;
        for (const key of Object.keys(value)) {
          const before = value[key];
          if (key === 'apiVersion' || key === 'kind') continue;
          value[key] = odd;
          expect(() => validateSchema(object)).not.toThrow();
          value[key] = before;
          visit(before);
        }
      };
      visit(object);
    }
  }
});
