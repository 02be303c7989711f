import { exampleOf, SHOP_YAML } from './example';
import type { Example, ExampleFile } from './example-parts';
import type { Check } from '../../src/check/engine/check';
import { ENGINE_CODES } from '../../src/check/engine/codes';
import { CHECKS } from '../../src/check/registry';
import { SCHEMA_CODES } from '../../src/check/schema';
import { ADMISSION_CODES } from '../../src/validation';

/** The chapters, each a page: its file, its title, and the codes by their first digits. */
const CHAPTERS: readonly (readonly [file: string, title: string, codes: RegExp])[] = [
  ['routes', 'Routes and traffic policies', /^MESH(2[0-35]|26[5-9]|27[0-7])/],
  ['service-entries', 'Service entries and VMs', /^MESH(24|26[0-3])/],
  ['gateways', 'Gateways', /^MESH3/],
  ['security', 'Authentication and authorization', /^MESH4/],
  ['workloads', 'Workloads, services and injection', /^MESH5/],
  ['sidecars', 'Sidecar scopes', /^MESH60/],
  ['extensions', 'Envoy filters and extensions', /^MESH(61|264|27[89]|28)/],
  ['telemetry', 'Telemetry and extension providers', /^MESH(65|29)/],
  ['ambient', 'Ambient mode', /^MESH6[78]/],
  ['neighbors', 'Other projects: Argo Rollouts, Flagger, Envoy Gateway, Linkerd, KServe, Knative', /^MESH69/],
  ['installation', 'Installation', /^MESH7[0-4]/],
  ['managed', 'Google\'s managed control plane and GKE gateways', /^MESH7[5-9]/],
  ['gateway-api', 'Gateway API', /^MESH8[0-8]/],
  ['fleets', 'Fleets', /^MESH9(0[1-9]|1|2[1-9]|[345])/],
  ['service-routing', 'Service routing and clients outside Kubernetes', /^MESH(9[6-8]|89|9[02]0)/],
];
const GENERATED = 'Generated from the rules by `npx projen docs:checks`; don\'t edit.';
const INTRODUCTION = `The checks cover every object of every chart of an app, whatever created it: constructs of this package, of cdk8s-plus, plain \`ApiObject\`s, \`Include\` and \`Helm\`.
A finding has a code, the problem and its consequence at run time, its location (construct path, object, JSON pointer; file, line and column when read from files), and a fix.

| Severity | Meaning | At synth | \`cdk8s-mesh check\` |
|---|---|---|---|
| error | the configuration is refused or never works | the synth fails | exit code 1 |
| warning | likely a mistake: it works only in some situations, or has no effect | printed once | exit code 0 |
| info | worth knowing, often fine | not printed; \`Checks.of(app).findings()\` returns it | exit code 0 |

An unresolved reference is information, because its target may exist elsewhere; with \`--complete\`, or \`complete: true\`, it is an error.

## Three ways to run them

**At synth.** The first mesh construct of an app attaches them. In an app without one, attach them yourself; the props add facts that the objects do not contain:

\`\`\`ts
const app = new App();
Checks.attach(app, { complete: true, istioVersion: '1.31' });
\`\`\`

**On files.** \`npx cdk8s-mesh check [options] FILE|DIR|-…\` reads YAML and JSON, including \`List\`s; \`--help\` lists the options.

\`\`\`
npx cdk8s-mesh check --complete dist/                            # unresolved references are errors
npx cdk8s-mesh check --severity warning --format sarif dist/     # for code hosts and editors; --format json for scripts
npx cdk8s-mesh check --cluster eu=dist/eu --cluster us=dist/us   # clusters of a fleet, together
helm template shop | npx cdk8s-mesh check -
\`\`\`

Exit code 0: no error; 1: errors found; 2: unreadable input (standard error shows the file, the line and the reason). \`NO_COLOR\` and \`FORCE_COLOR\` are honored.

**After \`cdk8s synth\`**, as a validation plugin, in \`cdk8s.yaml\` (a path makes cdk8s-cli use the installed copy; \`version\` must be its version):

\`\`\`yaml
language: typescript
app: npx ts-node main.ts
validations:
  - package: ./node_modules/cdk8s-mesh
    version: 1.0.0
    class: MeshValidation
    properties:
      complete: true
\`\`\`

## Suppressing findings

An acknowledgement has one code, of this library or of a peer tool (IST…, KIA…), and a reason. One that matches nothing is reported (MESH005), because it would hide the next such finding.

\`\`\`ts
Checks.of(chart).acknowledge({ code: 'MESH201', reason: 'the legacy host is registered by a controller' });
\`\`\`

It applies to the construct and everything in it, at synth. For objects without a construct, and for the command and the plugin, which only see manifests, use an annotation:

\`\`\`yaml
metadata:
  annotations:
    cdk8s-mesh.dev/acknowledge: "MESH201=registered by a controller; MESH305=both serve the same routes"
\`\`\`

The annotations of \`istioctl analyze\` (\`galley.istio.io/analyze-suppress: "IST0101,IST0118"\`) and Kiali (\`kiali.io/ignore-validations: "KIA1106"\`) are honored too, with their codes, ours, or \`*\` for all.

IST… are codes of \`istioctl analyze\`, KIA… of Kiali. G-… and R-… number statements of Google's documentation: G-… what its control planes and gateways accept, R-… what must be the same in all clusters of a fleet.
The annotations of these tools can't suppress what the API server or the control plane refuses (codes below 200).
`;

/** The rules of each chapter, by code. Throws for a rule that no chapter covers. */
function chapters(): { readonly file: string; readonly title: string; readonly rules: readonly Check[] }[] {
  const found = CHAPTERS.map(([file, title, codes]) => ({ file, title, rules: CHECKS.filter((c) => codes.test(c.code)).sort((a, b) => (a.code < b.code ? -1 : 1)) }));
  const covered = new Set(found.flatMap(({ rules }) => rules));
  const rest = CHECKS.filter((c) => !covered.has(c));
  if (rest.length > 0) throw new Error(`no chapter covers ${rest.map((c) => c.code).join(', ')}; add their codes to tools/checks/page.ts`);
  return found.filter(({ rules }) => rules.length > 0);
}

/** docs/checks.md: how to run the checks, the codes for single objects, and the chapters. */
function overview(): string {
  return [
    '# Checks',
    '',
    GENERATED,
    '',
    ...INTRODUCTION.split('\n'),
    '## Rules across objects',
    '',
    '| Chapter | Rules |',
    '|---|---|',
    ...chapters().map(({ file, title, rules }) => `| [${title}](checks/${file}.md) | ${rules.map(({ code }) => `[${code}](checks/${code.toLowerCase()}.md)`).join(', ')} |`),
    '',
    '## Example objects',
    '',
    'The examples of the rules are checked together with these objects:',
    '',
    '```yaml',
    `${SHOP_YAML}\`\`\``,
    '',
    '## Rules for single objects',
    '',
    '| Code | Meaning |',
    '|---|---|',
    ...Object.entries({ ...ENGINE_CODES, ...SCHEMA_CODES, ...ADMISSION_CODES }).map(([code, text]) => `| <a id="${code.toLowerCase()}"></a>${code} | ${text} |`),
    '',
  ].join('\n');
}

/** A chapter: its rules in a table. */
function chapterPage(title: string, rules: readonly Check[]): string {
  return [
    `# ${title}`,
    '',
    `${GENERATED} [All checks](../checks.md).`,
    '',
    '| Code | Finds | Severity | Also known as |',
    '|---|---|---|---|',
    ...rules.map((c) => `| [${c.code}](${c.code.toLowerCase()}.md) | ${c.title} | ${c.severity} | ${c.aliases.join(', ')} |`),
    '',
  ].join('\n');
}

/** Files as blocks; several with their names. */
const blocks = (files: readonly ExampleFile[], named: boolean): string[] => files.flatMap(({ name, text }) => [...(named ? [`\`${name}\`:`, ''] : []), '```yaml', `${text}\`\`\``, '']);

/** The mistake, how it is reported, and the corrected manifest. */
function exampleText({ bad, finding, good, how }: Example): string[] {
  const named = bad.length > 1;
  return [
    '## Example', '',
    ...(how ? [how, ''] : []),
    ...blocks(bad, named),
    '```text', finding, '```', '',
    'With the fix:', '',
    ...blocks(good, named),
  ];
}

/** The page of a rule: what it finds, why, and an example. */
function rulePage(c: Check, chapter: { readonly file: string; readonly title: string }): string {
  const facts = [`**${c.severity}**`, ...(c.aliases.length ? [`also known as ${c.aliases.join(', ')}`] : []), ...(c.since ? [`from Istio ${c.since}`] : []), ...(c.until ? [`until Istio ${c.until}`] : [])];
  const example = exampleOf(c.code);
  return [
    `# ${c.code}: ${c.title}`,
    '',
    `${facts.join(', ')}. Chapter: [${chapter.title}](${chapter.file}.md).`,
    '',
    c.explanation,
    '',
    ...(example ? exampleText(example) : []),
  ].join('\n');
}

/** Every page about checks, by its path under docs/. */
export function checksPages(): ReadonlyMap<string, string> {
  return new Map([
    ['checks.md', overview()],
    ...chapters().flatMap((chapter) => [
      [`checks/${chapter.file}.md`, chapterPage(chapter.title, chapter.rules)] as const,
      ...chapter.rules.map((rule) => [`checks/${rule.code.toLowerCase()}.md`, rulePage(rule, chapter)] as const),
    ]),
  ]);
}
