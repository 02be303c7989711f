import type { MeshFeature } from '../../src/capability/feature';
import { FEATURES } from '../../src/capability/features';
import { planeColumns } from '../../src/capability/table';
import type { PlaneTable } from '../../src/capability/table/plane-table';

/** What people ask first, and the features that answer it, by name prefix. */
const ASKED: ReadonlyArray<readonly [string, ...string[]]> = [
  ['routes by path, header, query and method', 'path-', 'header-', 'query-', 'method-'],
  ['canary: weights for versions', 'weighted-split', 'version-backend'],
  ['timeouts and retries', 'timeout', 'retries', 'retry-on-5xx', 'retry-on-gateway', 'retry-on-status', 'retry-per-try'],
  ['mirroring', 'mirror'],
  ['fault injection', 'fault-delay', 'fault-abort', 'fault-fraction'],
  ['rewrites and redirects', 'rewrite-', 'redirect-'],
  ['CORS', 'cors'],
  ['TCP and TLS by server name', 'tcp-route', 'tls-route'],
  ['load balancing and sticky sessions', 'lb-', 'hash-'],
  ['failover between zones and regions', 'locality-'],
  ['circuit breaking: limits of connections and requests', 'pool-'],
  ['circuit breaking: outlier detection', 'outlier-'],
  ['mutual TLS', 'mtls-'],
  ['only declared calls', 'deny-by-default', 'calls', 'call-'],
  ['other access rules', 'access-', 'source-principals', 'source-namespaces', 'source-ip', 'operation-'],
  ['JWT', 'jwt'],
  ['external services', 'external-', 'originate-tls'],
  ['egress gateway', 'egress-gateway'],
  ['gateways: HTTP, HTTPS, certificates', 'listener-http', 'https-redirect', 'client-certificate', 'tls-min-version', 'issued-certificate'],
  ['VMs and Cloud Run', 'endpoints-'],
];

const features = Object.keys(FEATURES) as MeshFeature[];

function answer(prefixes: readonly string[], plane: PlaneTable): string {
  const cells = features.filter((f) => prefixes.some((p) => f.startsWith(p))).map((f) => plane.cells[f]);
  if (cells.length === 0) {
    throw new Error(`no feature begins with ${prefixes.join(', ')}`);
  }
  const said = cells.filter((c) => c.level !== 'none').length;
  const whole = cells.every((c) => c.level === 'full' && !c.experimental);
  return whole ? 'yes' : said === 0 ? '**no**' : said === cells.length ? 'differs' : `${said} of ${cells.length}`;
}

/** Questions that lead to a plane, and which of the most frequently needed features each plane supports. */
export function choice(): string {
  return `## In five minutes

Take the first line that fits:

1. **Google runs your control plane** (Cloud Service Mesh): \`ControlPlane.managed()\`. It reads Istio's API; what it does not support is an error with the field and the
   alternative. See [fleets](fleet.md).
2. **Callers or services are outside Kubernetes, on Google Cloud** (VMs, Cloud Run, proxyless gRPC), behind one name: \`ControlPlane.serviceRouting({ … })\`.
   \`examples/hybrid\` has all of them in one app.
3. **You want no control plane**: an edge, or a few services that seldom change: \`ControlPlane.static()\`. A change of the model is a changed file and a rollout.
4. **Routes must be portable between implementations**, or your teams write Gateway API already: \`trafficApi: TrafficApi.GATEWAY_API\` beside \`ControlPlane.existing\` or \`inCluster\`.
   You give up what Gateway API routes do not support; policies and access rules stay in Istio's API where the implementation is Istio. Your mesh is Linkerd, Kuma, Cilium or another:
   \`ControlPlane.gatewayApi({ mesh: … })\`; switch off the mesh's defaults that exist in Istio's API only.
5. **Otherwise** Istio's API, which supports the whole model: \`ControlPlane.existing()\` for an istiod that runs already, \`ControlPlane.inCluster({ … })\` to install one ([installs](install.md)).

To change your mind later, change that property: the same app, synthesized for another plane, reports at once what it would lose. Common features:

| | ${planeColumns().map((p) => p.title).join(' | ')} |
|${'---|'.repeat(planeColumns().length + 1)}
${ASKED.map(([what, ...prefixes]) => `| ${what} | ${planeColumns().map((p) => answer(prefixes, p)).join(' | ')} |`).join('\n')}

*n of m* counts the features below: the others are errors at synth, with the alternative.`;
}
