import type { Check } from '../../src/check/engine/check';
import { ENGINE_CODES } from '../../src/check/engine/codes';
import { CHECKS } from '../../src/check/registry';
import { SCHEMA_CODES } from '../../src/check/schema';
import { ADMISSION_CODES } from '../../src/validation';

/** The chapters of the page, by the first digit or two of the code. */
const CHAPTERS: readonly (readonly [prefix: RegExp, title: string])[] = [
  [/^MESH(2[0-35]|26[5-9]|27[0-7])/, 'Routes and traffic policies'],
  [/^MESH(24|26[0-3])/, 'Service entries and machines'],
  [/^MESH3/, 'Gateways'],
  [/^MESH4/, 'Authentication and authorization'],
  [/^MESH5/, 'Workloads, services and injection'],
  [/^MESH60/, 'Sidecar scopes'],
  [/^MESH(61|264|27[89]|28)/, 'Envoy filters and extensions'],
  [/^MESH(65|29)/, 'Telemetry and extension providers'],
  [/^MESH6[78]/, 'Ambient mode'],
  [/^MESH69/, 'Projects beside the mesh: Argo Rollouts, Flagger, Envoy Gateway, Linkerd, KServe, Knative'],
  [/^MESH7[0-4]/, 'Installation'],
  [/^MESH7[5-9]/, 'Google\'s managed control plane, and gateways of GKE'],
  [/^MESH8/, 'Gateway API'],
  [/^MESH9[0-5]/, 'Fleets'],
  [/^MESH9[6-8]/, 'Service routing, and clients outside Kubernetes'],
];
const INTRODUCTION = `The checks see every object of every chart of an app, whoever made it: constructs of this package, of cdk8s-plus, plain \`ApiObject\`s, \`Include\` and \`Helm\`.
A finding has a code, what is wrong and what happens at run time because of it, where (construct path, object, JSON pointer; file, line and column when read from files), and what to write instead.

| Severity | Means | At synth | \`cdk8s-mesh check\` |
|---|---|---|---|
| error | what was asked for will not happen, or something else breaks | the synth fails | exit code 1 |
| warning | likely a mistake: it works today, or only sometimes, or does nothing | printed once | exit code 0 |
| info | worth knowing, often fine | not printed; \`Checks.of(app).findings()\` has it | exit code 0 |

What the objects refer to and don't define may exist elsewhere: that is information, unless all is declared complete; then it is an error.

## Three ways to run them

**At synth.** The first mesh construct of an app attaches them. An app without one says so, and what the objects don't tell:

\`\`\`ts
const app = new App();
Checks.attach(app, { complete: true, istioVersion: '1.31' });
\`\`\`

**On files.** \`npx cdk8s-mesh check [options] FILE|DIR|-…\` reads YAML and JSON, \`List\`s too; \`--help\` tells the options.

\`\`\`
npx cdk8s-mesh check --complete dist/                            # the files are the whole world
npx cdk8s-mesh check --severity warning --format sarif dist/     # for code hosts and editors; --format json for programs
npx cdk8s-mesh check --cluster eu=dist/eu --cluster us=dist/us   # clusters of a fleet, together
helm template shop | npx cdk8s-mesh check -
\`\`\`

Exit code 0: no error; 1: errors found; 2: something could not be read (standard error says which file, which line, why). \`NO_COLOR\` and \`FORCE_COLOR\` are honoured.

**After \`cdk8s synth\`**, as a validation plugin, in \`cdk8s.yaml\` (a path makes cdk8s-cli take the copy that is installed; \`version\` must be its version):

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

## What is fine as it is

An acknowledgement takes one code, ours or a peer's, and a reason. One that hides nothing is reported (MESH005), for it would hide the next mistake.

\`\`\`ts
Checks.of(chart).acknowledge({ code: 'MESH201', reason: 'the legacy host is registered by a controller' });
\`\`\`

It holds for the construct and everything in it, at synth. On an object that no construct makes, and for the command and the plugin, which see manifests alone, it is an annotation:

\`\`\`yaml
metadata:
  annotations:
    cdk8s-mesh.dev/acknowledge: "MESH201=registered by a controller; MESH305=both serve the same routes"
\`\`\`

The annotations of \`istioctl analyze\` (\`galley.istio.io/analyze-suppress: "IST0101,IST0118"\`) and Kiali (\`kiali.io/ignore-validations: "KIA1106"\`) are honoured too, with their codes and ours, and \`*\` for all.

IST… are codes of \`istioctl analyze\`, KIA… of Kiali. G-… and R-… are of no tool: they number what Google's documentation says in prose, G-… what its control planes and gateways read or refuse, R-… what a fleet takes for the same in all its clusters.
What an API server or the control plane refuses (the codes below 200) can't be silenced by theirs.
`;

/** docs/checks.md. */
export function checksPage(): string {
  const out = [
    '# Checks',
    '',
    'Generated from the table of checks by `npx projen docs:checks`; don\'t edit.',
    '',
    ...INTRODUCTION.split('\n'),
    '## Objects alone',
    '',
    '| Code | Meaning |',
    '|---|---|',
    ...Object.entries({ ...ENGINE_CODES, ...SCHEMA_CODES, ...ADMISSION_CODES }).map(([code, text]) => `| <a id="${code.toLowerCase()}"></a>${code} | ${text} |`),
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
      out.push(`<a id="${c.code.toLowerCase()}"></a>`, '', `### ${c.code}: ${c.title}`, '', facts.join(', '), '', c.explanation, '');
    }
  }
  if (rest.size) throw new Error(`no chapter for ${[...rest].map((c) => c.code).join(', ')}`);
  return out.join('\n');
}
