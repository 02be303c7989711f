/** Draws worlds whose objects interact: they share hosts, ports and namespaces, overlap by wildcards, hide each other, and differ in age. */
import { Random } from './random';
import { peerAuthentication } from './worlds/authentication';
import { destinationRule } from './worlds/destination-rules';
import { APPS, EMPHASES, NAMESPACES, VERSIONS, type Draw, type Drawn, type DrawnProxy, type Emphasis } from './worlds/draw';
import { gatewayApi } from './worlds/gateway-api';
import { gateways } from './worlds/gateways';
import { service, serviceEntry, workloadEntry } from './worlds/services';
import { sidecar } from './worlds/sidecars';
import { virtualService, delegate } from './worlds/virtual-services';

const TIMES = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z'];

export function drawWorld(seed: number): Drawn {
  const r = new Random(seed);
  const emphases = new Set(EMPHASES.filter(() => r.chance(0.25)));
  const draw: Draw = {
    r,
    emphases,
    object: (apiVersion, kind, name, namespace, body, metadata = {}) => ({ apiVersion, kind, metadata: { name, namespace, creationTimestamp: r.one(TIMES), ...metadata }, ...body }),
  };
  const objects: any[] = [];
  const proxies: DrawnProxy[] = [];
  let ip = 1;
  for (const namespace of NAMESPACES) {
    for (const app of APPS) {
      for (const version of VERSIONS) {
        if (namespace === 'istio-system' ? app !== 'web' || version !== 'v1' : r.chance(0.35)) continue;
        const name = `${app}-${version}`;
        const labels: Record<string, string> = { app, version, ...(r.chance(0.85) ? { 'security.istio.io/tlsMode': 'istio' } : {}) };
        const serviceAccount = r.chance(0.7) ? app : 'default';
        const podIP = `10.1.0.${ip++}`;
        objects.push({
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name, namespace, labels, creationTimestamp: TIMES[0] },
          spec: { serviceAccountName: serviceAccount, containers: [{ name: 'app', image: 'app', ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }, { name: 'tcp', containerPort: 9090, protocol: 'TCP' }] }] },
          status: { podIP, podIPs: [{ ip: podIP }], phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
        });
        proxies.push({ name, type: 'sidecar', namespace, labels, serviceAccount, ip: podIP });
      }
    }
  }
  const times = (low: number, high: number, make: (i: number) => any): void => {
    const n = r.between(low, high);
    for (let i = 0; i < n; i++) objects.push(...[make(i)].flat());
  };
  const some = (emphasis: Emphasis, low: number, high: number, make: (i: number) => any): void => (emphases.has(emphasis) ? times(low + 2, high + 1, make) : times(low, high, make));
  some('aliases', 2, 6, () => service(draw));
  some('entries', 0, 4, (i) => serviceEntry(draw, i));
  times(0, 2, (i) => workloadEntry(draw, i));
  times(emphases.has('delegates') ? 3 : 0, 5, (i) => virtualService(draw, i));
  some('delegates', 0, 2, (i) => delegate(draw, i));
  some('rules', 0, 5, (i) => destinationRule(draw, i));
  if (emphases.has('scopes') || r.chance(0.3)) some('scopes', 1, 2, (i) => sidecar(draw, i));
  if (r.chance(0.6)) times(1, 3, (i) => peerAuthentication(draw, i));
  if (r.chance(0.5)) {
    const drawn = gateways(draw);
    objects.push(...drawn.objects);
    // what a gateway sees is settled before sidecars of its namespace are asked about
    proxies.unshift(...drawn.proxies);
  }
  if (emphases.has('attachments') || r.chance(0.4)) {
    const drawn = gatewayApi(draw);
    objects.push(...drawn.objects);
    proxies.unshift(...drawn.proxies);
  }
  return { id: `w${seed}`, objects: unique(objects), meshConfig: meshConfig(r), proxies };
}

/** The last of several objects of a name. */
function unique(objects: readonly any[]): any[] {
  return [...new Map(objects.map((o) => [`${o.kind}/${o.apiVersion.split('/')[0]}/${o.metadata.namespace ?? ''}/${o.metadata.name}`, o])).values()];
}

function meshConfig(r: Random): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  if (r.chance(0.3)) out.outboundTrafficPolicy = { mode: r.one(['REGISTRY_ONLY', 'REGISTRY_ONLY', 'REGISTRY_ONLY', 'ALLOW_ANY_DYNAMIC_DNS']) };
  if (r.chance(0.08)) out.enableAutoMtls = false;
  if (r.chance(0.1)) out.defaultVirtualServiceExportTo = ['.'];
  if (r.chance(0.1)) out.defaultServiceExportTo = ['.'];
  if (r.chance(0.1)) out.defaultDestinationRuleExportTo = ['.'];
  if (r.chance(0.1)) out.defaultHttpRetryPolicy = { attempts: r.between(0, 3) };
  if (r.chance(0.1)) out.h2UpgradePolicy = 'UPGRADE';
  if (r.chance(0.1)) out.pathNormalization = { normalization: r.one(['NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES']) };
  if (r.chance(0.1)) out.tcpKeepalive = { probes: 3, time: '10s' };
  if (r.chance(0.1)) out.connectTimeout = '7s';
  return out;
}
