import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { checkManifests } from '../../../src/check/engine/run';
import { parseManifests } from '../../../src/check/files/yaml';
import { Severity, type Finding } from '../../../src/check/finding';
import { CHECKS, LAYERS } from '../../../src/check/registry';
import { attachmentBase } from '../../harness/attachment-base';
import { Case } from '../../harness/case';
import { Authority } from '../../harness/certificates';

const TESTS = 'pilot/pkg/config/kube/gateway';
const DOMAIN = 'domain.suffix';
/** Types of conditions that are bad when they are true. */
const BAD_WHEN_TRUE: ReadonlySet<string> = new Set(['Conflicted', 'OverlappingTLSConfig', 'PartiallyInvalid', 'InsecureFrontendValidationMode']);

const PORT = 'ports that no Service of the tests has: the controller does not look at them, and the requests fail';
const PICKER = 'Services that pick endpoints, which are in no manifest of the tests';
const ZERO = 'every backend has weight 0: no condition tells, and the requests fail';

/** Cases with routes to services that have no endpoints in the tests. */
const WITHOUT_ENDPOINTS = [
  'delegated', 'eastwest', 'eastwest-labelport', 'eastwest-remote', 'eastwest-tlsoption', 'grpc', 'http', 'http-grpc-same-host', 'invalid', 'listenerset', 'mesh',
  'reference-policy-service', 'reference-policy-tcp', 'reference-policy-tls', 'route-binding', 'route-precedence', 'status', 'tcp', 'tls', 'weighted', 'zero',
];
const BARE = 'the test gives the service no endpoints: they come from a mock';
/** Our findings, by case and code, about objects that Istio's controller accepts. */
const JUSTIFIED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(WITHOUT_ENDPOINTS.map((name) => [`${name} MESH277`, BARE])),
  'grpc MESH317': 'the port of the test\'s service is named http: Envoy speaks HTTP/1.1 to it',
  'mesh MESH801': 'istiod does not look at the port of a Service as a parent: the route is taken, and nothing asks at a port that the service has not',
  'serviceentry MESH275': 'a gateway sends to a ServiceEntry without resolution, which has no address of its own',
  'eastwest MESH805': PORT,
  'eastwest-labelport MESH805': PORT,
  'eastwest-remote MESH805': PORT,
  'eastwest-tlsoption MESH805': PORT,
  'empty-backend-refs MESH835': ZERO,
  'foreign-waypoint MESH707': 'the manifest holds a status of another controller',
  'http MESH809': PICKER,
  'invalid MESH020': 'a name with an upper-case letter: no API server takes it',
  'listenerset-empty-listeners MESH016': 'a Gateway without listeners: the definition of the kind refuses it, and the test switches that off',
  'mismatch MESH838': 'a Gateway of a class that nobody has: it gets no status at all',
  'mix-backend-policy MESH833': 'the policies of the test have no uid, so that the controller takes the two for one',
  'reference-policy-inferencepool MESH809': PICKER,
  'route-binding MESH805': PORT,
  'tcp MESH805': PORT,
  'tls MESH805': PORT,
  'weighted MESH805': PORT,
  'zero MESH805': PORT,
  'zero MESH835': ZERO,
};

/** A status condition that reports a problem. */
interface Condition {
  readonly object: string;
  readonly type: string;
  readonly reason: string;
}

const nameOf = (kind: string, namespace: string | undefined, name: string): string => `${kind} ${namespace ? `${namespace}/` : ''}${name}`;

/** The bad conditions of the statuses in a golden file. */
function badConditions(golden: string): Condition[] {
  return (loadAll(golden) as any[]).filter(Boolean).flatMap((doc) => {
    const object = nameOf(doc.kind, doc.metadata.namespace, doc.metadata.name);
    return conditions(doc.status)
      .filter((c) => (BAD_WHEN_TRUE.has(c.type) ? c.status === 'True' : c.status !== 'True'))
      .map((c) => ({ object, type: c.type, reason: c.reason }));
  });
}

/** Every condition in a status, at any depth. */
function conditions(part: unknown): any[] {
  if (typeof part !== 'object' || part === null) { return []; }
  return Object.entries(part).flatMap(([key, value]) => (key === 'conditions' ? value as any[] : conditions(value)));
}

interface Trialled {
  /** Conditions without a corresponding finding. */
  readonly missed: string[];
  /** Errors and warnings about objects without a bad condition. */
  readonly strange: string[];
  readonly conditions: number;
}

/** Checks one case of the controller's tests, together with the tests' additional objects. */
function trial(folder: string, name: string, beside: readonly object[]): Trialled {
  const own = parseManifests(name, readFileSync(join(folder, 'testdata', `${name}.yaml`), 'utf8'), undefined, (e) => { throw e; });
  const all = [...own, ...[...beside, ...namespaces([...own.map((m) => m.object), ...beside])].map((object) => ({ object: object as any, origin: {} }))];
  const findings: Finding[] = [...checkManifests(all, { complete: true, domain: DOMAIN }, { checks: CHECKS, layers: LAYERS })];
  const of = (f: Finding): string => nameOf(f.object.kind, f.object.namespace, f.object.name);
  const bad = badConditions(readFileSync(join(folder, 'testdata', `${name}.status.yaml.golden`), 'utf8'));
  const faulty = new Set(bad.map((c) => c.object));
  return {
    conditions: bad.length,
    missed: bad.filter((c) => !findings.some((f) => of(f) === c.object && f.aliases?.includes(c.reason))).map((c) => `${name}: ${c.object} ${c.type} ${c.reason}`),
    strange: findings.filter((f) => f.file === name && f.severity !== Severity.INFO && !faulty.has(of(f))).map((f) => `${name} ${f.code} ${of(f)}`),
  };
}

/** The tests make every namespace that is named, with a label of the first part of its name. */
function namespaces(objects: readonly any[]): object[] {
  return [...new Set<string>(objects.map((o) => o.metadata?.namespace).filter(Boolean))]
    .map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'istio.io/test-name-part': name.split('-')[0] } } }));
}

const casesOf = (folder: string): string[] =>
  readdirSync(join(folder, 'testdata')).filter((f) => f.endsWith('.status.yaml.golden')).map((f) => f.replace('.status.yaml.golden', ''));

async function layBeside(folder: string): Promise<object[]> {
  const authority = await Authority.create('attachment');
  return attachmentBase(readFileSync(join(folder, 'conversion_test.go'), 'utf8'), DOMAIN, authority.pem, await authority.issue('any.example'));
}

export const cases: Case[] = [{
  group: 'clean',
  name: 'the conditions that Istio\'s controller of Gateway API writes in its own tests: each foretold, nothing beside them',
  run: async (lab, t) => {
    const folder = join(lab.parts.istioSource, TESTS);
    const base = await layBeside(folder);
    const results = casesOf(folder).map((name) => trial(folder, name, base));
    const strange = results.flatMap((r) => r.strange).map((text) => ({ text, key: text.split(' ').slice(0, 2).join(' ') }));
    t.between('services and secrets beside them', 50, 500, base.length);
    t.between('cases', 50, 500, results.length);
    t.between('bad conditions', 170, 5000, results.reduce((n, r) => n + r.conditions, 0));
    t.equal('conditions that we don\'t foretell', [], results.flatMap((r) => r.missed));
    t.equal('findings that are not justified', [], strange.filter((s) => !JUSTIFIED[s.key]).map((s) => s.text));
    t.equal('justifications of findings that are no more', [], Object.keys(JUSTIFIED).filter((j) => !strange.some((s) => s.key === j)));
  },
}, {
  group: 'clean',
  name: 'the conditions that Istio\'s controller of Gateway API writes in its own tests (control)',
  run: async (lab, t) => {
    const folder = join(lab.parts.istioSource, TESTS);
    const without = trial(folder, 'grpc', []);
    t.that('routes whose services were taken away', 'findings', without.strange.join(', '), without.strange.some((s) => s.includes('MESH804')));
  },
}];
