import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Severity } from '../../../src/check/finding';
import { Case } from '../../harness/case';
import { compare, Corpus, judge, judgeTogether, Verdict } from '../../harness/corpus';
import { JUSTIFIED } from '../../harness/justified';
import { Trial } from '../../harness/trial';


const TEMPLATES = 'templates of a chart';
const VALUES = 'values of a chart';

/** Istio's own samples, the datasets that its code calls valid, and inputs of its unit tests that represent users' files. */
const istio = (root: string): readonly Corpus[] => [
  {
    root,
    paths: ['samples'],
    world: 'file',
    leftOut: {
      'samples/ambient-argo/tag-chart/templates': TEMPLATES,
      'samples/ambient-argo/tag-chart/values.yaml': VALUES,
      'samples/bookinfo/swagger.yaml': 'a description of an API',
      'samples/security/spire-trust-domain-federation/spire-base.yaml': VALUES,
      'samples/security/spire-trust-domain-federation/spire-east.yaml': VALUES,
      'samples/security/spire-trust-domain-federation/spire-west.yaml': VALUES,
    },
  },
  { root, paths: ['pkg/test/datasets/validation/dataset', 'tests/testdata/config'], world: 'file' },
  { root, paths: valid(root), world: 'document' },
];
const VALID = 'pkg/config/validation/testdata/crds';
const valid = (root: string): string[] => readdirSync(join(root, VALID)).filter((f) => f.endsWith('-valid.yaml')).map((f) => `${VALID}/${f}`);

/** The Gateway API module that Istio is built with. */
function gatewayApi(): string {
  const cwd = join(__dirname, '..', '..', 'parts', 'istio');
  const out = execFileSync('go', ['mod', 'download', '-json', 'sigs.k8s.io/gateway-api'], { cwd, env: { ...process.env, GOWORK: 'off', GOFLAGS: '-mod=readonly' }, maxBuffer: 16_777_216 });
  return (JSON.parse(out.toString()) as { Dir: string }).Dir;
}

function hold(t: Trial, verdicts: readonly Verdict[], about: string): void {
  const { strange, idle } = compare(verdicts.flatMap((v) => v.findings), JUSTIFIED.filter((j) => j.about === about));
  const sum = (of: (v: Verdict) => number) => verdicts.reduce((n, v) => n + of(v), 0);
  t.equal('unreadable files', [], verdicts.flatMap((v) => v.unreadable));
  t.equal('findings that are not justified', [], strange);
  t.equal('justifications of findings that are no more', [], idle);
  t.that('what was read', 'objects', `${sum((v) => v.files)} files, ${sum((v) => v.objects)} objects, ${sum((v) => v.worlds)} worlds, ${sum((v) => v.findings.length)} warnings`, sum((v) => v.objects) > 0);
}

/** The pods of an ingress gateway, which the samples presuppose. */
const INGRESS = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default', labels: { 'istio-injection': 'enabled' } } },
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system' } },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'istio-ingressgateway', namespace: 'istio-system' },
    spec: { selector: { istio: 'ingressgateway' }, ports: [{ name: 'http2', port: 80, targetPort: 8080 }, { name: 'alt', port: 8080, targetPort: 8080 }, { name: 'https', port: 443, targetPort: 8443 }] },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'istio-ingressgateway', namespace: 'istio-system' },
    spec: {
      selector: { matchLabels: { istio: 'ingressgateway' } },
      template: { metadata: { labels: { istio: 'ingressgateway' } }, spec: { containers: [{ name: 'istio-proxy', image: 'docker.io/istio/proxyv2:1.31.0', ports: [{ containerPort: 8080 }, { containerPort: 8443 }] }] } },
    },
  },
];

/** What a reader of Istio's documentation has in the cluster at a time: the app, the gateway, the subsets, and one exercise. */
function exercises(root: string): Verdict[] {
  const folder = 'samples/bookinfo/networking';
  const own = new Set(['virtual-service-all-v1.yaml', 'virtual-service-details-v2.yaml', 'virtual-service-ratings-db.yaml', 'virtual-service-ratings-mysql.yaml', 'virtual-service-ratings-mysql-vm.yaml']);
  const routes = readdirSync(join(root, folder)).filter((f) => f.startsWith('virtual-service-') && !own.has(f));
  const base = ['samples/bookinfo/platform/kube/bookinfo.yaml', `${folder}/bookinfo-gateway.yaml`, `${folder}/destination-rule-all.yaml`];
  const more: Readonly<Record<string, readonly string[]>> = {
    'virtual-service-all-v1.yaml': [],
    'virtual-service-details-v2.yaml': ['samples/bookinfo/platform/kube/bookinfo-details-v2.yaml'],
    'virtual-service-ratings-db.yaml': ['samples/bookinfo/platform/kube/bookinfo-ratings-v2.yaml', 'samples/bookinfo/platform/kube/bookinfo-db.yaml'],
    'virtual-service-ratings-mysql.yaml': ['samples/bookinfo/platform/kube/bookinfo-ratings-v2-mysql.yaml', 'samples/bookinfo/platform/kube/bookinfo-mysql.yaml'],
  };
  return [...routes.map((f) => [...base, `${folder}/${f}`]), ...Object.entries(more).map(([f, extra]) => [...base, `${folder}/${f}`, ...extra])].map((files) => judgeTogether(root, files, INGRESS));
}

export const cases: Case[] = [
  {
    group: 'clean',
    name: 'our checks about Istio\'s samples and valid datasets',
    run: async (lab, t) => hold(t, istio(lab.parts.istioSource).map(judge), 'istio'),
  },
  {
    group: 'clean',
    name: 'our checks about bookinfo, exercise by exercise, as all that there is',
    run: async (lab, t) => hold(t, exercises(lab.parts.istioSource), 'bookinfo'),
  },
  {
    group: 'clean',
    name: 'our checks about the examples of Gateway API',
    run: async (_lab, t) => hold(t, [judge({ root: gatewayApi(), paths: ['examples'], world: 'file' })], 'gateway-api'),
  },
  {
    group: 'clean',
    name: 'our checks about the samples (control)',
    run: async (lab, t) => {
      const broken = judgeTogether(lab.parts.istioSource, ['samples/bookinfo/networking/virtual-service-reviews-v3.yaml'], INGRESS);
      t.that('a route whose service is missing', Severity.ERROR, broken.findings.map((f) => `${f.severity} ${f.code}`).join(', '), broken.findings.some((f) => f.severity === Severity.ERROR));
    },
  },
];
