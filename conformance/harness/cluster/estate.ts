import { Cluster } from './cluster';
import { byFile, ISTIOD } from './folders';
import { LAB_ENV, taken, webhooksOpen } from './installing';
import { IstiodPod } from './istiod-pod';
import { NO_INTERCEPTION, ProxyPod } from './proxy-pod';
import { ledger } from '../../../examples/estate/ledger';
import { estate } from '../../../examples/estate/main';
import { shop } from '../../../examples/estate/shop';
import { Manifest } from '../api-client';
import { Backend, Protocol } from '../backend';
import { labAuthority, tlsSecret } from '../certificates';
import { manifestsOf } from '../judge';
import { adapt, External, gatewayPort } from '../lab-objects';
import { STAND_INS } from '../stand-ins';
import { Trial } from '../trial';
import { workloadsOf } from '../workloads';

interface PodOfEstate {
  readonly namespace: string;
  readonly port?: number;
  readonly speaks?: Protocol;
  readonly owner?: 'StatefulSet';
}

/** The pods that run, by the names of their workloads: the namespace, and what the program before a sidecar speaks on its port. */
const PODS = {
  'public': { namespace: 'edge' },
  'out': { namespace: 'out' },
  'home': { namespace: 'platform', port: 8080 },
  'web-v1': { namespace: 'shop', port: 8080 },
  'web-v2': { namespace: 'shop', port: 8080 },
  'checkout': { namespace: 'shop', port: 8080 },
  'cache': { namespace: 'shop', port: 6379, speaks: 'tcp' },
  'api': { namespace: 'ledger', port: 8080 },
  'database': { namespace: 'ledger', port: 5432, speaks: 'tcp', owner: 'StatefulSet' },
} as const satisfies Record<string, PodOfEstate>;
export type PodName = keyof typeof PODS;

/** What the three repositories of `examples/estate` synthesize for one of the clusters. */
export interface Outputs {
  readonly platform: readonly Manifest[];
  readonly shop: readonly Manifest[];
  readonly ledger: readonly Manifest[];
}

export function outputsOf(cluster: string): Outputs {
  const platform = estate({ istiod: { env: LAB_ENV, telemetry: { enabled: false } } });
  return { platform: byFile(platform)[cluster], shop: manifestsOf(shop()), ledger: manifestsOf(ledger()) };
}

/** `examples/estate` in a cluster: Istio from its manifests, and a pod of each workload with the proxy that is injected. */
export class Estate {
  /**
   * Applies the CRDs, the teams' outputs and then the platform's, and runs everything.
   *
   * @param caFile the authority that the egress gateway trusts in place of the system's
   * @param applied called once istiod validates, and before anything is adapted to the lab
   */
  public static async start(t: Trial, cluster: Cluster, outputs: Outputs, caFile: string, applied: (t: Trial, cluster: Cluster, outputs: Outputs) => Promise<void>): Promise<Estate> {
    const crds = outputs.platform.filter((o) => o.kind === 'CustomResourceDefinition');
    const rest = outputs.platform.filter((o) => !crds.includes(o));
    await cluster.api.applyAll(STAND_INS);
    taken(t, 'the CRDs', await cluster.apply(crds));
    for (const [name, objects] of Object.entries({ ledger: outputs.ledger, shop: outputs.shop, platform: rest })) { taken(t, `the output of ${name}`, await cluster.apply(objects)); }
    const istiod = await IstiodPod.start(cluster, ISTIOD, 'istiod-1-31-0');
    await istiod.ready();
    await webhooksOpen(cluster, istiod, rest);
    await applied(t, cluster, outputs);
    const running = new Estate(cluster, istiod, outputs);
    await running.adaptToLab(caFile);
    await running.startPods();
    await istiod.settled();
    return running;
  }

  private readonly pods = new Map<PodName, ProxyPod>();

  private constructor(private readonly cluster: Cluster, public readonly istiod: IstiodPod, public readonly outputs: Outputs) { }

  public pod(name: PodName): ProxyPod { return this.pods.get(name)!; }

  public get all(): readonly ProxyPod[] { return [...this.pods.values()]; }

  /** Changes an object that was applied, and waits until the proxies know. */
  public async change(kind: string, namespace: string, name: string, mistake: (o: Manifest) => void): Promise<void> {
    const known = Object.values(this.outputs).flat().find((o) => o.kind === kind && o.metadata.namespace === namespace && o.metadata.name === name);
    if (!known) { throw new Error(`no output has ${kind} ${namespace}/${name}`); }
    const changed = structuredClone(known);
    mistake(changed);
    await this.cluster.api.applyAll([changed]);
    await this.istiod.settled();
  }

  /** Replaces iptables, the hosts outside and what controllers of a cluster would create. */
  private async adaptToLab(caFile: string): Promise<void> {
    const objects = Object.values(this.outputs).flat();
    const sidecars = workloadsOf(objects).filter((w) => ['platform', 'shop', 'ledger'].includes(w.namespace));
    const { objects: adapted, external } = adapt(objects, sidecars, () => this.cluster.lab.addresses.next());
    for (const host of external) { await this.startHost(host); }
    const headless = objects.filter((o) => o.kind === 'Service' && o.spec.clusterIP === 'None');
    for (const o of headless) { await this.cluster.api.delete(o); }
    await this.cluster.api.applyAll([
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'shop' } }, // of the chart's pod, which names none
      ...headless.map((o): Manifest => ({ ...o, spec: { ...o.spec, clusterIP: undefined } })),
      ...adapted.map(unprivileged),
      ...objects.filter((o) => o.kind === 'DestinationRule').map((o) => JSON.parse(JSON.stringify(o).replaceAll('"system"', JSON.stringify(caFile))) as Manifest),
      ...await Promise.all(['apps', 'shop'].map(async (name) => tlsSecret('edge', `${name}-cert`, await (await labAuthority()).issue(`${name}.example.com`)))),
    ]);
  }

  /** Runs a host outside, which serves TLS with a certificate of its own. */
  private async startHost({ host, address, ports }: External): Promise<void> {
    const backend = new Backend(host, address);
    this.cluster.closers.push(() => backend.close());
    for (const { number } of ports) { await backend.listen(gatewayPort(number), 'https', await (await labAuthority()).issue(host)); }
  }

  /** Creates the pods one after the other, as the webhook's calls share the connections to the API server, and then starts their proxies together. */
  private async startPods(): Promise<void> {
    const starts: (() => Promise<void>)[] = [];
    for (const [name, o] of Object.entries(PODS) as [PodName, PodOfEstate][]) {
      const pod = await this.cluster.pod(o.namespace, name, { owner: o.owner, annotations: o.port ? NO_INTERCEPTION : {} });
      starts.push(async () => { this.pods.set(name, await ProxyPod.start(this.cluster, pod, o.port ? [o.port] : [], this.cluster, o.speaks)); });
    }
    await Promise.all(starts.map((start) => start()));
  }
}

/** A host outside that is reached at a port that any user may open. */
function unprivileged(o: Manifest): Manifest {
  return o.kind === 'ServiceEntry' ? { ...o, spec: { ...o.spec, ports: o.spec.ports.map((p: any) => ({ ...p, targetPort: gatewayPort(p.targetPort) })) } } : o;
}
