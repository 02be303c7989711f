import { choice } from './choice';
import type { MeshFeature } from '../../src/capability/feature';
import { type Chapter, CHAPTERS, FEATURES, featuresOf } from '../../src/capability/features';
import { planeColumns } from '../../src/capability/table';
import type { Cell } from '../../src/capability/table/cell';

const INTRO = `# Choosing a plane

<!-- Written by tools/docs/run.ts from src/capability/table; change it there. -->

One model of services, routes and policies is written in the API of one of four planes. A mesh names its plane once, in \`controlPlane\`; nothing else in the app changes, except for what only one plane
has (zones, a cluster of a fleet, a waypoint). \`examples/online-boutique\` is one shop on each of them.

| | Istio API | Gateway API | Service routing | Static Envoy |
|---|---|---|---|---|
| Control plane | \`ControlPlane.existing()\` | \`ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API })\` | \`ControlPlane.serviceRouting({ project, zones })\` | \`ControlPlane.static()\` |
| Configures the proxies | istiod | istiod | Google: Traffic Director | none: each proxy reads a file |
| Writes | \`networking.istio.io\`, \`security.istio.io\` | \`gateway.networking.k8s.io\`; policies and access rules in Istio's API | Config Connector's \`networkservices\`, \`networksecurity\`, \`compute\` | a ConfigMap with the whole bootstrap |
| Choose it when | you run Istio and want the whole model | routes must be portable between implementations, or your teams know Gateway API | services are spread over GKE, VMs, Cloud Run and proxyless gRPC clients | an edge or a few services need no control plane |

Google's managed control plane, \`ControlPlane.managed()\`, reads Istio's API except for some fields: two columns list what each of its implementations leaves out. That is an error at synth where
you expect the implementation (\`expect: ManagedImplementation.TRAFFIC_DIRECTOR\`), and a warning otherwise ([fleets](fleet.md)). Other meshes that read Gateway API are
\`ControlPlane.gatewayApi({ mesh: GatewayImplementation.linkerd() })\` and the like; see [Gateway API](gateway-api.md).

A feature that the plane does not support is an error at synth. The error names the construct, the feature, the plane and the closest alternative. A feature that the plane supports with a difference is
an error too, until you accept the difference:

\`\`\`ts
new Mesh(app, 'mesh', {
  controlPlane: ControlPlane.existing({
    trafficApi: TrafficApi.GATEWAY_API,
    acknowledge: [{ feature: MeshFeature.RETRY_ON_CONNECTION, reason: 'the services are idempotent' }],
  }),
});
\`\`\`

In the tables, **yes** means supported, **differs** supported with the difference in the note, **experimental** needs Gateway API's experimental channel, **no** is not supported: the note is the
alternative. [Service routing](service-routing.md) and [Gateway API](gateway-api.md) have pages of their own.

The last two columns are not planes. *Proxyless gRPC* is the part of Istio's API that holds for calls of gRPC programs without a proxy, and for the services that such programs serve
(\`proxyless: true\` of a \`MeshService\`; [proxyless gRPC](grpc.md)). *Ambient mode* is the part of Istio's API and Gateway API that holds for pods without a sidecar; **waypoint** marks what needs a
\`Waypoint\` ([ambient mode](ambient.md)).
`;

function word(cell: Cell): string {
  return cell.experimental ? '**experimental**' : cell.waypoint ? '**waypoint**' : { full: 'yes', partial: '**differs**', none: '**no**' }[cell.level];
}

function entry(cell: Cell): string {
  return cell.note === undefined ? word(cell) : `${word(cell)}: ${cell.note.replace(/\|/g, '\\|')}`;
}

const head = (first: string): string => `|${first && ` ${first}`} | ${planeColumns().map((p) => p.title).join(' | ')} |\n|${'---|'.repeat(planeColumns().length + 1)}`;
const named = (f: MeshFeature): string => `${FEATURES[f].title} (\`${f}\`)`;

function table(features: readonly MeshFeature[]): string {
  return [head('Feature'), ...features.map((f) => `| ${named(f)} | ${planeColumns().map((p) => entry(p.cells[f])).join(' | ')} |`)].join('\n');
}

/** The plane fully supports the feature, without conditions. */
const unconditional = (c: Cell): boolean => c.level === 'full' && !c.experimental && !c.waypoint;

function section(chapter: Chapter): string {
  const everywhere = (f: MeshFeature) => planeColumns().every((p) => unconditional(p.cells[f]));
  const features = featuresOf(chapter);
  const differing = features.filter((f) => !everywhere(f));
  const parts = [`## ${CHAPTERS[chapter]}`];
  if (differing.length > 0) {
    parts.push('Where planes differ:', table(differing));
  }
  const equal = features.filter(everywhere);
  if (equal.length > 0) {
    parts.push(`On every plane: ${equal.map(named).join(', ')}.`);
  }
  parts.push(`Sources: ${planeColumns().map((p) => `${p.title} ${p.sources[chapter].map((s, i) => `[${i + 1}](${s})`).join(' ')}`).join('; ')}.`);
  return parts.join('\n\n');
}

function summary(): string {
  const features = Object.keys(FEATURES) as MeshFeature[];
  const line = (title: string, fits: (c: Cell) => boolean) => `| ${title} | ${planeColumns().map((p) => features.filter((f) => fits(p.cells[f])).length).join(' | ')} |`;
  return [
    `Of ${features.length} features:`,
    '',
    head(''),
    line('yes', unconditional),
    line('experimental', (c) => c.experimental === true),
    line('waypoint', (c) => c.waypoint === true),
    line('differs', (c) => c.level === 'partial'),
    line('no', (c) => c.level === 'none'),
  ].join('\n');
}

/** The page docs/planes.md. */
export function planesPage(): string {
  return [INTRO.trimEnd(), choice(), '## Every feature', summary(), ...(Object.keys(CHAPTERS) as Chapter[]).map(section)].join('\n\n') + '\n';
}
