import { ADMISSION_CODES } from '../../src/check/admission';
import type { Check } from '../../src/check/engine/check';
import { ENGINE_CODES } from '../../src/check/engine/codes';
import { CHECKS } from '../../src/check/registry';
import { SCHEMA_CODES } from '../../src/check/schema';

/** The chapters of the page, by the first digit or two of the code. */
const CHAPTERS: readonly (readonly [prefix: RegExp, title: string])[] = [
  [/^MESH2[0-35]/, 'Routes and traffic policies'],
  [/^MESH2[46]/, 'Service entries and machines'],
  [/^MESH3/, 'Gateways'],
  [/^MESH4/, 'Authentication and authorization'],
  [/^MESH5/, 'Workloads, services and injection'],
  [/^MESH60/, 'Sidecar scopes'],
  [/^MESH61/, 'Envoy filters'],
  [/^MESH65/, 'Telemetry'],
  [/^MESH6[78]/, 'Ambient mode'],
  [/^MESH7[0-4]/, 'Installation'],
  [/^MESH7[5-9]/, 'Google\'s managed control plane, and gateways of GKE'],
  [/^MESH8/, 'Gateway API'],
  [/^MESH9[0-5]/, 'Fleets'],
  [/^MESH9[6-8]/, 'Service routing, and clients outside Kubernetes'],
];
/** docs/checks.md. */
export function checksPage(): string {
  const out = [
    '# Checks',
    '',
    'Generated from the table of checks by `npx projen docs:checks`; don\'t edit.',
    '',
    'The checks see every object of an app at synth, whoever made it, and `npx cdk8s-mesh check` runs them over any manifests. Errors fail the synth and make the command exit with 1.',
    'What the objects refer to and don\'t define may exist elsewhere: it is information, unless the app is declared complete (`Checks.attach(app, { complete: true })`, `--complete`).',
    '',
    'To silence one: `Checks.of(scope).acknowledge({ code, reason })`; on an object that no construct makes, the annotation `cdk8s-mesh.dev/acknowledge: "MESH201=reason; MESH305=reason"`.',
    'The annotations of `istioctl` (`galley.istio.io/analyze-suppress`) and Kiali (`kiali.io/ignore-validations`) are honoured too. What an API server refuses can\'t be silenced by theirs.',
    '`--severity warning` (or `error`) makes the command leave out what is less severe.',
    '',
    '## Objects alone',
    '',
    '| Code | Meaning |',
    '|---|---|',
    ...Object.entries({ ...ENGINE_CODES, ...SCHEMA_CODES, ...ADMISSION_CODES }).map(([code, text]) => `| ${code} | ${text} |`),
    '',
  ];
  const rest = new Set<Check>(CHECKS);
  for (const [prefix, title] of CHAPTERS) {
    const checks = CHECKS.filter((c) => prefix.test(c.code)).sort((a, b) => (a.code < b.code ? -1 : 1));
    if (!checks.length) continue;
    out.push(`## ${title}`, '');
    for (const c of checks) {
      rest.delete(c);
      const facts = [`**${c.severity}**`, ...(c.aliases.length ? [`also known as ${c.aliases.join(', ')}`] : []), ...(c.since ? [`from Istio ${c.since} on`] : []), ...(c.until ? [`until Istio ${c.until}`] : [])];
      out.push(`### ${c.code}: ${c.title}`, '', facts.join(', '), '', c.explanation, '');
    }
  }
  if (rest.size) throw new Error(`no chapter for ${[...rest].map((c) => c.code).join(', ')}`);
  return out.join('\n');
}
