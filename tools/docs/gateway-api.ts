import { GOOGLE } from '../../src/capability/implementation/google';
import { CAPABILITIES } from '../../src/capability/index';
import { reportedFeature as has, type ReportModel } from '../../src/capability/reports/model';
import { reportOf, reports } from '../../src/capability/reports/reports';

/** Implementations that the library knows by name, with the factories that name them. */
const NAMED: ReadonlyArray<readonly [name: string, title: string, factory: string]> = [
  ['istio/istio', 'Istio', 'istio'], ['gke/gke-gateway', 'GKE Gateway', 'gke'], ['envoyproxy/envoy-gateway', 'Envoy Gateway', 'envoyGateway'],
  ['linkerd/linkerd', 'Linkerd', 'linkerd'], ['kumahq/kuma', 'Kuma', 'kuma'], ['cilium/cilium', 'Cilium', 'cilium'],
];

const INTRO = `# Gateway API and who carries it out

<!-- Written by tools/docs/run.ts from the conformance reports in assets/gateway-api; change it there. -->

Gateway API has a core that every implementation carries out, and extended features that each may have or not. Implementations publish a report of the official
conformance tests for each release; the reports are stored with this library (tools/import/reports.ts). Name the implementation, and what a route of the app needs and the
implementation does not have is an error at synth, with the route, the field and the report:

\`\`\`ts
new Mesh(app, 'mesh', {
  controlPlane: ControlPlane.existing({
    trafficApi: TrafficApi.GATEWAY_API,
    gatewayImplementation: GatewayImplementation.gke({ version: '1.36' }), // who serves Gateways; the mesh itself is Istio's
  }),
  mtls: MutualTls.PERMISSIVE, // GKE's load balancers have no identity of the mesh
});
\`\`\`

- \`ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API })\` is Istio for both, as it is measured here; \`gatewayImplementation\` gives the Gateways to somebody else.
- \`ControlPlane.gatewayApi({ mesh: GatewayImplementation.linkerd() })\` is a mesh that reads Gateway API and not Istio's. Only Istio's API says mutual TLS, access, scopes and
  external services: with such a mesh they are switched off by name, and the errors say how.
- A version holds by its own report, or by the newest one before it. What a version has beyond its report is declared: \`supports: ['HTTPRouteRequestTimeout']\`. No test covers
  regular expressions (\`RegularExpression\`), and the tests of meshes cover few features of routes: declare what you know of yours.
- Fields of the experimental channel are written only with \`gatewayApiChannel: GatewayApiChannel.EXPERIMENTAL\`; of one version, the report of that channel holds.
- Any other that published a report: \`GatewayImplementation.of('traefik/traefik', { className: 'traefik' })\`.

Kinds that the plane writes: Gateway, ListenerSet (\`new ListenerSet\`), HTTPRoute, GRPCRoute, TLSRoute, TCPRoute, UDPRoute (\`Listener.udp\`; Istio has none), ReferenceGrant
where a route leads to another namespace, BackendTLSPolicy (\`UpstreamTls.simple\`, \`originateTls\`) and, for Istio, its own policies beside them.

Routes of the mesh are a producer's: they stand with their Service and hold for all callers. Rules with \`sourceNamespace\` become a consumer's route in that namespace, which takes
the place of the producer's for callers there, and so repeats what holds for all. Each version has a Service of its own, \`SERVICE-VERSION\`; a name that is taken is an error.

Two things that istiod 1.31 does with a BackendTLSPolicy were measured, and the plane works around them. It checks no name of the certificate when \`subjectAltNames\` is left out, so
the names are always listed. It joins the policy of a port into a DestinationRule's settings of the same port once and for all, so the two never speak of one port.

Two controllers are measured by the conformance run: istiod 1.31, for the mesh and its gateways, and Envoy Gateway 1.9, for gateways beside Istio's mesh. Shares, matches, redirects, rewrites,
changed headers, copies, timeouts, retries on statuses, CORS, gRPC, plain connections, TLS opened and passed on, certificates of clients, listener sets and TLS to services gave the same
answers by both, by Istio's own API and by static Envoys, and no condition of any object was a bad one. Expressions are among it, and plain connections, of which Envoy Gateway's report does not
speak: \`supports: ['RegularExpression', 'GATEWAY-TCP']\` is right for it. Of the others, their reports are all that is known.

The name of a port (\`grpc-api\`) tells its protocol to Istio alone. Where others serve Gateways or the mesh, ports for gRPC and HTTP/2 have \`appProtocol: kubernetes.io/h2c\` as well, without
which Envoy Gateway asked the service by HTTP/1.1.
`;

function cell(report: ReportModel, profile: string, feature: string): string {
  if (!report.profiles[profile]) return '';
  const known = has(report, profile, feature);
  return known === undefined ? '?' : known ? 'yes' : '**no**';
}

function table(title: string, profile: string): string {
  const list = NAMED.map(([name, label]) => ({ label, report: reportOf(name, undefined, true)! })).filter(({ report }) => report.profiles[profile]);
  const features = reports().features.filter((f) => list.some(({ report }) => has(report, profile, f) !== undefined));
  return [
    `## ${title}`,
    '',
    `| \`${profile}\` | ${list.map(({ label, report }) => `${label} ${report.version}`).join(' | ')} |`,
    `|---|${list.map(() => '---').join('|')}|`,
    `| Gateway API, channel | ${list.map(({ report }) => `${report.api}, ${report.channel}`).join(' | ')} |`,
    `| core | ${list.map(({ report }) => report.profiles[profile].core).join(' | ')} |`,
    ...features.map((f) => `| ${f} | ${list.map(({ report }) => cell(report, profile, f)).join(' | ')} |`),
  ].join('\n');
}

function google(): string {
  const rows = CAPABILITIES.flatMap((g) => g.rows).filter((r) => GOOGLE[r.feature]);
  const word = { full: 'yes', partial: '**differs**', none: '**no**' };
  return [
    `## Google's mesh

\`ControlPlane.gatewayApi({ mesh: GatewayImplementation.cloudServiceMesh(), gatewayImplementation: GatewayImplementation.gke() })\` writes policies of \`networking.gke.io/v1\` beside the
routes: GCPServerTLSPolicy and GCPClientTLSPolicy (without both, connections are plain text), GCPAuthzPolicy (principals as \`TRUST_DOMAIN/ns/NAMESPACE/sa/ACCOUNT\`),
GCPTrafficDistributionPolicy, GCPSessionAffinityPolicy. A service is refused to everybody and opened to its callers at one level: of requests (\`L7\`) where methods, paths or hosts
are named, else of connections (\`L4\`). No module publishes the definitions of the first three yet; their schemas are declared in tools/import/gke-policies.ts from the
published fields. No such mesh was ever run here: the API server's judgement of the objects is all that is measured.`,
    '',
    '| Feature | |',
    '|---|---|',
    ...rows.map((r) => `| ${r.title} (\`${r.feature}\`) | ${word[GOOGLE[r.feature]!.level]}: ${GOOGLE[r.feature]!.note} |`),
  ].join('\n');
}

/** The page docs/gateway-api.md. */
export function gatewayApiPage(): string {
  const { source, implementations } = reports();
  const count = Object.values(implementations).reduce((n, list) => n + list.length, 0);
  return [
    INTRO,
    table('Requests at the edge', 'GATEWAY-HTTP'),
    table('Connections by server name at the edge', 'GATEWAY-TLS'),
    table('Requests in the mesh', 'MESH-HTTP'),
    `The newest report of each; \`?\` is what a report does not speak of. Cloud Service Mesh published none.\n\nSource: ${source.module} ${source.version} (${source.sum}), `
      + `${count} reports of ${Object.keys(implementations).length} implementations: ${Object.keys(implementations).map((n) => `\`${n}\``).join(', ')}.`,
    google(),
    '',
  ].join('\n\n').replace(/\n{3,}/g, '\n\n').trimEnd() + '\n';
}
