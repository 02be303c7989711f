import * as fc from 'fast-check';
import { load } from 'js-yaml';
import { start } from '../../src/injection/engine/evaluate';
import { injectPod } from '../../src/injection/engine/inject';
import { injectorOf } from '../../src/injection/engine/injector';
import { mergePod } from '../../src/injection/engine/merge';
import { renderText } from '../../src/injection/engine/text';
import { renderTree } from '../../src/injection/engine/tree';
import { printTemplate } from '../../src/install/template/print';
import { podTemplates } from '../../src/install/template/templates';
import type { Values } from '../../src/install/values/kinds';
import { resolve } from '../../src/install/values/resolve';

const VALUES: Values[] = [
  {},
  { cni: { enabled: true, provider: 'multus' }, revision: 'canary' },
  { global: { network: 'n1', logAsJson: true, mountMtlsCerts: true, imagePullSecrets: ['a'], proxy: { includeOutboundPorts: '1', resources: { limits: null } } } },
  { global: { proxy: { tracer: 'datadog', lifecycle: { preStop: { exec: { command: ['{{x}}'] } } }, startupProbe: { enabled: false } } } },
];
const name = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);
const port = fc.record({ containerPort: fc.integer({ min: 1, max: 65535 }) }, { requiredKeys: ['containerPort'] });
const probe = fc.oneof(
  fc.record({ httpGet: fc.record({ path: fc.constant('/x'), port: fc.integer({ min: 1, max: 9999 }) }) }),
  fc.record({ exec: fc.constant({ command: ['true'] }) }),
);
const container = (names: readonly string[]) => names.map((n) => fc.record({ name: fc.constant(n), image: fc.constant('i:1'), ports: fc.array(port, { maxLength: 2 }), readinessProbe: probe }, { requiredKeys: ['name', 'image'] }));
const annotations = fc.record({
  'sidecar.istio.io/interceptionMode': fc.constantFrom('REDIRECT', 'TPROXY', 'NONE'),
  'sidecar.istio.io/nativeSidecar': fc.constantFrom('true', 'false'),
  'sidecar.istio.io/proxyCPU': fc.constantFrom('1', '100m'),
  'sidecar.istio.io/proxyMemoryLimit': fc.constant('1Gi'),
  'sidecar.istio.io/capNetBindService': fc.constantFrom('true', 'false'),
  'sidecar.istio.io/bootstrapOverride': fc.constant('boot'),
  'sidecar.istio.io/userVolume': fc.constant('{"v":{"emptyDir":{}}}'),
  'sidecar.istio.io/userVolumeMount': fc.constant('{"v":{"mountPath":"/v"}}'),
  'sidecar.istio.io/proxyImage': fc.constantFrom('x/y:1', 'name'),
  'sidecar.istio.io/logLevel': fc.constantFrom('debug', 'info'),
  'status.sidecar.istio.io/port': fc.constantFrom('0', '15020', '99'),
  'traffic.sidecar.istio.io/excludeInboundPorts': fc.constantFrom('', '1', '15020,7'),
  'traffic.sidecar.istio.io/excludeInterfaces': fc.constant('eth1'),
  'apm.datadoghq.com/env': fc.constant('{"DD_ENV":"a\\\\tb"}'),
  'proxy.istio.io/config': fc.constantFrom('holdApplicationUntilProxyStarts: true', 'proxyMetadata: { ISTIO_META_ENABLE_HBONE: "true" }', 'concurrency: 0'),
}, { requiredKeys: [] });
const pods = fc.uniqueArray(name, { minLength: 1, maxLength: 3 }).chain((names) => fc.record({
  metadata: fc.record({ labels: fc.record({ 'app': name, 'version': name, 'service.istio.io/canonical-name': name }, { requiredKeys: [] }), annotations }),
  spec: fc.record({ containers: fc.tuple(...container(names)), serviceAccountName: name }, { requiredKeys: ['containers'] }),
}));
const resolved = VALUES.map((values) => resolve('istiod', values));
const injectors = resolved.map((values) => injectorOf(values, 'istio-system'));
const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', namespace: 'shop' };
const which = fc.integer({ min: 0, max: VALUES.length - 1 });

/** Nothing that a merge would not see: what is empty by itself stays. */
const plain = (value: any): any => mergePod({}, JSON.parse(JSON.stringify(value)));

test('evaluating a template for a pod gives the same result as istiod', () => {
  fc.assert(fc.property(pods, which, fc.boolean(), (pod, i, native) => {
    const data = {
      TypeMeta: { apiVersion: owner.apiVersion, kind: owner.kind },
      DeploymentMeta: { name: owner.name, namespace: owner.namespace },
      ObjectMeta: pod.metadata,
      Spec: pod.spec,
      ProxyConfig: { interceptionMode: 'REDIRECT', proxyMetadata: { A: 'b' }, holdApplicationUntilProxyStarts: !native },
      MeshConfig: injectors[i].mesh,
      Values: resolved[i],
      Revision: '',
      NativeSidecars: native,
      ProxyImage: 'proxy',
      ProxyInitImage: 'init',
      ProxyUID: 1337,
      ProxyGID: 1337,
      InboundTrafficPolicyMode: native ? 'localhost' : 'passthrough',
      CompliancePolicy: native ? 'fips-140-3' : '',
    };
    for (const template of Object.values(podTemplates(resolved[i]))) {
      const place = start(data);
      renderText(template.prelude.map((line) => `{{- ${line} }}`).join(''), place);
      const text = renderText(printTemplate(template), start(data));
      expect(plain(renderTree(template.tree, place))).toEqual(plain(load(text, { json: true })));
    }
  }), { numRuns: 60 });
});

test('a pod keeps its settings, gets the proxy once, and none of its names, mounts or ports clash', () => {
  fc.assert(fc.property(pods, which, fc.boolean(), (pod, i, native) => {
    const before = JSON.stringify(pod);
    const { metadata, spec } = injectPod(injectors[i], { pod, owner, native });
    expect(JSON.stringify(pod)).toBe(before);
    expect(JSON.stringify(injectPod(injectors[i], { pod, owner, native }))).toBe(JSON.stringify({ metadata, spec }));
    const all = [...spec.initContainers ?? [], ...spec.containers];
    const unique = (values: unknown[]) => expect(new Set(values).size).toBe(values.length);
    unique(all.map((c: any) => c.name));
    unique(spec.volumes.map((v: any) => v.name));
    for (const c of all) {
      unique((c.volumeMounts ?? []).map((m: any) => m.mountPath));
      unique((c.env ?? []).map((e: any) => e.name));
      // the user's own mount may come without its volume
      for (const m of c.volumeMounts ?? []) expect(['v', ...spec.volumes.map((v: any) => v.name)]).toContain(m.name);
    }
    expect(spec.containers.filter((c: any) => c.name !== 'istio-proxy').map((c: any) => c.name)).toEqual(pod.spec.containers.map((c: any) => c.name));
    expect(metadata.labels).toMatchObject(pod.metadata.labels);
    const own = pod.metadata.annotations['sidecar.istio.io/nativeSidecar'];
    const proxy = all.find((c: any) => c.name === 'istio-proxy');
    expect(proxy.restartPolicy === 'Always').toBe(own === undefined ? native : own === 'true');
    // what can't be asked through the agent is asked as before
    for (const c of pod.spec.containers.filter(({ readinessProbe: p }: any) => p?.exec)) {
      expect(spec.containers.find((other: any) => other.name === c.name).readinessProbe).toEqual(c.readinessProbe);
    }
  }), { numRuns: 100 });
});

const items = fc.uniqueArray(fc.record({ name, a: fc.integer({ max: 3, min: 0 }), b: fc.constant(1) }, { requiredKeys: ['name'] }), { selector: (item) => item.name, maxLength: 5 });

test('a merge keeps the items of both lists, and is idempotent', () => {
  fc.assert(fc.property(items, items, (there, coming) => {
    const merged = mergePod({ containers: there }, { containers: coming });
    expect(new Set(merged.containers.map((c: any) => c.name))).toEqual(new Set([...there, ...coming].map((c) => c.name)));
    for (const item of coming) expect(merged.containers.find((c: any) => c.name === item.name)).toMatchObject(item);
    const again = mergePod(merged, { containers: coming });
    expect(again.containers).toEqual(expect.arrayContaining(merged.containers));
  }));
});
