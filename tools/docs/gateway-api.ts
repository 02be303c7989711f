import type { MeshFeature } from '../../src/capability/feature';
import { FEATURES } from '../../src/capability/features';
import { GOOGLE } from '../../src/capability/implementation/google';
import { reportedFeature as has, type ReportModel } from '../../src/capability/reports/model';
import { reportOf, reports } from '../../src/capability/reports/reports';

/** Implementations that the library knows by name, with the factories that name them. */
const NAMED: ReadonlyArray<readonly [name: string, title: string, factory: string]> = [
  ['istio/istio', 'Istio', 'istio'], ['gke/gke-gateway', 'GKE Gateway', 'gke'], ['envoyproxy/envoy-gateway', 'Envoy Gateway', 'envoyGateway'],
  ['linkerd/linkerd', 'Linkerd', 'linkerd'], ['kumahq/kuma', 'Kuma', 'kuma'], ['cilium/cilium', 'Cilium', 'cilium'],
];

const INTRO = `# Gateway API and its implementations

<!-- Written by tools/docs/run.ts from the conformance reports in assets/gateway-api; change it there. -->

Gateway API has a core that every implementation supports, and extended features that each may or may not support. Implementations publish a report of the official
conformance tests for each release; the reports are stored with this library (tools/import/reports.ts). Name the implementation: a route that needs a feature which the implementation does not
support is then an error at synth, with the route, the field and the report.

\`\`\`ts
new Mesh(app, 'mesh', {
  controlPlane: ControlPlane.existing({
    trafficApi: TrafficApi.GATEWAY_API,
    gatewayImplementation: GatewayImplementation.gke({ version: '1.36' }), // serves the Gateways; the mesh itself is Istio's
  }),
  mtls: MutualTls.PERMISSIVE, // GKE's load balancers have no identity of the mesh
});
\`\`\`

- \`ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API })\` is Istio for the mesh and its gateways; \`gatewayImplementation\` gives the Gateways to another implementation.
- \`ControlPlane.gatewayApi({ mesh: GatewayImplementation.linkerd() })\` is a mesh that reads Gateway API and not Istio's API. Mutual TLS, access rules, proxy scopes and
  external services exist in Istio's API only: with such a mesh they must be switched off, and the errors say how.
- A version is judged by its own report, or by the newest one before it. Declare what a version supports beyond its report: \`supports: ['HTTPRouteRequestTimeout']\`. No conformance test covers
  regular expressions (\`RegularExpression\`), and the tests of meshes cover few features of routes: declare what you know of yours.
- Fields of the experimental channel are written only with \`gatewayApiChannel: GatewayApiChannel.EXPERIMENTAL\`; the report of that channel is then used.
- Any other implementation that published a report: \`GatewayImplementation.custom('traefik/traefik', { className: 'traefik' })\`.

The plane writes Gateway, ListenerSet (\`new ListenerSet\`), HTTPRoute, GRPCRoute, TLSRoute, TCPRoute, UDPRoute (\`Listener.udp\`; not supported by Istio), ReferenceGrant
where a route refers to another namespace, BackendTLSPolicy (\`UpstreamTls.simple\`, \`originateTls\`) and, for Istio, Istio's own policies beside them.

Routes in the mesh are *producer* routes: they are in the namespace of their Service and hold for all callers. Rules with \`sourceNamespace\` become a *consumer* route in that namespace, which replaces
the producer's for callers there, and therefore repeats what holds for all. Each version has a Service of its own, \`SERVICE-VERSION\`; a name that is taken is an error.

## Differences to know

- **BackendTLSPolicy in istiod 1.31** verifies no name of the certificate when \`subjectAltNames\` is left out, so the names are always listed. It also merges the policy of a port into a
  DestinationRule's settings of the same port only once, so the plane never writes both for one port.
- **Envoy Gateway 1.9** supports regular expressions and TCP routes, which its report does not mention: \`supports: ['RegularExpression', 'GATEWAY-TCP']\` is right for it.
- **Port names** (\`grpc-api\`) declare the protocol to Istio only. Where another implementation serves Gateways or the mesh, gRPC and HTTP/2 ports also get
  \`appProtocol: kubernetes.io/h2c\`; otherwise Envoy Gateway would use HTTP/1.1.

istiod and Envoy Gateway are tested by requests, all other implementations by their reports only: [conformance](../conformance/README.md#evidence-for-the-documentation-pages).
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
  const features = (Object.keys(FEATURES) as MeshFeature[]).filter((f) => GOOGLE[f]);
  const word = { full: 'yes', partial: '**differs**', none: '**no**' };
  return [
    `## Google's mesh

\`ControlPlane.gatewayApi({ mesh: GatewayImplementation.cloudServiceMesh(), gatewayImplementation: GatewayImplementation.gke() })\` writes policies of \`networking.gke.io/v1\` beside the
routes: GCPServerTLSPolicy and GCPClientTLSPolicy (without both, connections are plaintext), GCPAuthzPolicy (principals as \`TRUST_DOMAIN/ns/NAMESPACE/sa/ACCOUNT\`),
GCPTrafficDistributionPolicy, GCPSessionAffinityPolicy. A service is closed to everybody and opened to its callers at one level: requests (\`L7\`) where methods, paths or hosts
are named, else connections (\`L4\`). No module publishes the definitions of the first three yet; their schemas are declared in tools/import/gke-policies.ts from the
published fields. The objects are tested against a real API server; no such mesh runs in this project's tests.`,
    '',
    '| Feature | |',
    '|---|---|',
    ...features.map((f) => `| ${FEATURES[f].title} (\`${f}\`) | ${word[GOOGLE[f]!.level]}: ${GOOGLE[f]!.note} |`),
  ].join('\n');
}

/** The page docs/gateway-api.md. */
export function gatewayApiPage(): string {
  const { source, implementations } = reports();
  const count = Object.values(implementations).reduce((n, list) => n + list.length, 0);
  return [
    INTRO,
    table('HTTP at gateways', 'GATEWAY-HTTP'),
    table('TLS at gateways', 'GATEWAY-TLS'),
    table('HTTP in the mesh', 'MESH-HTTP'),
    `The newest report of each; \`?\` is a feature that the report does not mention. Cloud Service Mesh has published none.\n\nSource: ${source.module} ${source.version} (${source.sum}), `
      + `${count} reports of ${Object.keys(implementations).length} implementations: ${Object.keys(implementations).map((n) => `\`${n}\``).join(', ')}.`,
    google(),
    '',
  ].join('\n\n').replace(/\n{3,}/g, '\n\n').trimEnd() + '\n';
}
