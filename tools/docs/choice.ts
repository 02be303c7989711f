import { CAPABILITIES } from '../../src/capability/index';
import { type PlaneName, PLANES } from '../../src/capability/table/cell';

/** What people ask first, and the features that answer it: those whose names begin so. */
const ASKED: ReadonlyArray<readonly [string, ...string[]]> = [
  ['routes by path, header, query and method', 'path-', 'header-', 'query-', 'method-'],
  ['canaries: shares of the requests for each version', 'weighted-split', 'version-backend'],
  ['timeouts and retries', 'timeout', 'retries', 'retry-on-5xx', 'retry-on-gateway', 'retry-on-status', 'retry-per-try'],
  ['mirrored requests', 'mirror'],
  ['injected faults', 'fault-delay', 'fault-abort', 'fault-fraction'],
  ['rewrites and redirects', 'rewrite-', 'redirect-'],
  ['CORS', 'cors'],
  ['TCP and TLS by server name', 'tcp-route', 'tls-route'],
  ['load balancing and sticky sessions', 'lb-', 'hash-'],
  ['failover between zones and regions', 'locality-'],
  ['limits of connections and requests', 'pool-'],
  ['endpoints taken out when they fail', 'outlier-'],
  ['mutual TLS', 'mtls-'],
  ['only declared calls', 'deny-by-default', 'calls', 'call-'],
  ['further rules of access', 'access-', 'source-principals', 'source-namespaces', 'source-ip', 'operation-'],
  ['tokens of users (JWT)', 'jwt'],
  ['hosts outside the mesh', 'external-', 'originate-tls'],
  ['egress gateway', 'egress-gateway'],
  ['gateways: HTTP, HTTPS, certificates', 'listener-http', 'https-redirect', 'client-certificate', 'tls-min-version', 'issued-certificate'],
  ['virtual machines and Cloud Run', 'endpoints-'],
];

const rows = CAPABILITIES.flatMap((g) => g.rows);

function answer(prefixes: readonly string[], plane: PlaneName): string {
  const cells = rows.filter((r) => prefixes.some((p) => r.feature.startsWith(p))).map((r) => r.on[plane]);
  if (cells.length === 0) {
    throw new Error(`no feature begins with ${prefixes.join(', ')}`);
  }
  const said = cells.filter((c) => c.level !== 'none').length;
  const whole = cells.every((c) => c.level === 'full' && !c.experimental);
  return whole ? 'yes' : said === 0 ? '**no**' : said === cells.length ? 'differs' : `${said} of ${cells.length}`;
}

/** Questions that lead to a plane, and what each of them can do of what people ask for first. */
export function choice(titles: Readonly<Record<PlaneName, string>>): string {
  return `## In five minutes

Take the first line that is true of you:

1. **Google runs your control plane** (Cloud Service Mesh): \`ControlPlane.managed()\`. It takes Istio's API; what it leaves out is an error with the field and the
   alternative. [Fleets](fleet.md) has the rest.
2. **Callers or services are outside Kubernetes, on Google Cloud** (machines, Cloud Run, gRPC programs without a proxy), behind one name: \`ControlPlane.serviceRouting({ … })\`.
   \`examples/hybrid\` has all of them in one app.
3. **You want no control plane**: an edge, or a handful of services that seldom change: \`ControlPlane.static()\`. A change of the model is a change of a file, and a rollout.
4. **Routes have to outlive the implementation**, or your teams write Gateway API already: \`trafficApi: TrafficApi.GATEWAY_API\` beside \`ControlPlane.existing\` or \`inCluster\`.
   You give up what no route of Gateway API says, and keep policies and access in Istio's API where the implementation is Istio. Your mesh is Linkerd, Kuma, Cilium or another:
   \`ControlPlane.gatewayApi({ mesh: … })\`; the mesh's defaults that only Istio's API says are switched off by name.
5. **Otherwise** Istio's API: all of the model. \`ControlPlane.existing()\` for an istiod that is there, \`ControlPlane.inCluster({ … })\` to install one ([installs](install.md)).

Changing your mind is one property, and what that plane alone needs: the same app, synthesized with another plane, tells at once what it would lose. What people ask for first:

| | ${PLANES.map((p) => titles[p]).join(' | ')} |
|${'---|'.repeat(PLANES.length + 1)}
${ASKED.map(([what, ...prefixes]) => `| ${what} | ${PLANES.map((p) => answer(prefixes, p)).join(' | ')} |`).join('\n')}

*n of m* counts features below: the rest is refused at synth, with what to do in its place.`;
}
