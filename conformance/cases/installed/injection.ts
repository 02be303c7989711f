import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Values } from '../../../src/install/values/kinds';
import type { Case } from '../../harness/case';
import { inject, Injector, injectorOf, Install, official, ours } from '../../harness/official';

/** Values that change the sidecar. */
export const SETS: readonly [name: string, values: Values, env?: Record<string, string>][] = [
  ['the defaults', {}],
  ['a node agent', { cni: { enabled: true } }],
  ['a node agent with Multus', { cni: { enabled: true, provider: 'multus' }, global: { proxy: { includeOutboundPorts: '1,2', excludeOutboundPorts: '3' } } }],
  ['transparent interception', { meshConfig: { defaultConfig: { interceptionMode: 'TPROXY' } } }],
  ['no interception', { meshConfig: { defaultConfig: { interceptionMode: 'NONE' } } }],
  ['applications that wait', { meshConfig: { defaultConfig: { holdApplicationUntilProxyStarts: true } } }],
  ['certificates from a secret, no status port', { global: { mountMtlsCerts: true, proxy: { statusPort: 0 } } }],
  ['other probes', { global: { proxy: { statusPort: 123, startupProbe: { enabled: false }, readinessPeriodSeconds: 2 } } }],
  ['traffic settings', {
    global: { proxy: { includeIPRanges: '127.0.0.1/24', excludeIPRanges: '10.1.0.0/16', includeInboundPorts: '1,2', excludeInboundPorts: '4', includeOutboundPorts: '6' } },
  }],
  ['resources taken away', { global: { proxy: { resources: { limits: null, requests: { cpu: '1', memory: null } } } } }],
  ['a revision, other images', { revision: 'canary', global: { hub: 'h', tag: 't', variant: 'debug', imagePullPolicy: 'Always', imagePullSecrets: ['a'] } }],
  ['logs', { global: { logAsJson: true, nativeNftables: true, sts: { servicePort: 8463 }, proxy: { outlierLogPath: '/dev/stdout', privileged: true } } }],
  ['names of mesh, network and cluster', { global: { meshID: 'm', network: 'n', multiCluster: { clusterName: 'c' }, caAddress: 'ca:1' } }],
  ['a lifecycle with braces', { global: { proxy: { lifecycle: { preStop: { exec: { command: ['echo', '{{hi}}'] } } }, capNetBindService: 'true' } } }],
  ['a trust bundle', { env: { ENABLE_CLUSTER_TRUST_BUNDLE_API: true }, global: { trustBundleName: 'roots' } }],
  ['attributes for OpenTelemetry', {
    meshConfig: { extensionProviders: [{ name: 'o', opentelemetry: { service: 's', port: 1, serviceAttributeEnrichment: 'OTEL_SEMANTIC_CONVENTIONS' } }] },
  }],
  ['ambient', { profile: 'ambient' }],
  ['OpenShift', { platform: 'openshift' }],
  ['FIPS', {}, { COMPLIANCE_POLICY: 'fips-140-3' }],
];
/** Inputs that need a cluster or a custom template, or that must fail. */
const APART = /openshift|spire|custom-template|bad/;

export const cases: Case[] = SETS.map(([name, values, env = {}]) => ({
  group: 'installed',
  name: `Istio's own inputs are injected as by the official template: ${name}`,
  run: async (lab, trial) => {
    const folder = join(lab.parts.istioSource, 'pkg', 'kube', 'inject', 'testdata', 'inject');
    const files = readdirSync(folder).filter((file) => file.endsWith('.yaml') && !file.includes('.iop.') && !APART.test(file));
    const scratch = lab.scratch();
    const all = join(scratch, 'inputs.yaml');
    writeFileSync(all, files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n---\n') + '\n');
    const install: Install = { chart: 'istiod', values, release: 'istio', namespace: 'istio-system', upgrade: false };
    const [theirs, own] = [injectorOf(await official(lab.parts, scratch, install)), injectorOf(ours(install))];
    const made = (who: Injector, as: string, native: boolean) => inject(lab.parts, join(scratch, `${as}-${native}`), who, all, native, env);
    await Promise.all([true, false].map(async (native) => {
      const [expected, measured] = await Promise.all([made(theirs, 'theirs', native), made(own, 'own', native)]);
      trial.that(`${files.length} files, ${native ? 'native' : 'classic'} sidecars`, 'the same bytes',
        expected === measured ? 'the same bytes' : firstDifference(expected, measured), expected === measured && !expected.startsWith('exit'));
    }));
  },
}));

function firstDifference(expected: string, measured: string): string {
  const [theirs, own] = [expected.split('\n'), measured.split('\n')];
  const line = theirs.findIndex((text, i) => text !== own[i]);
  return `line ${line + 1}: '${theirs[line]}' became '${own[line]}'`;
}
