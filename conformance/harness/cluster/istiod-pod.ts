import { readFileSync } from 'node:fs';
import { Cluster } from './cluster';
import { containerOf } from './kubelet';
import { Manifest } from '../api-client';
import { Istiod, observe } from '../istiod';
import { Running, until } from '../processes';

/** A pod of istiod that runs. */
export class IstiodPod implements Pick<Istiod, 'server' | 'metrics' | 'settled'> {
  /** Runs a pod of a Deployment of istiod: its arguments, variables and volumes, as its service account. */
  public static async start(cluster: Cluster, namespace: string, deployment: string): Promise<IstiodPod> {
    const pod = await cluster.pod(namespace, deployment);
    const at = pod.status.podIP as string;
    const kubeconfig = await cluster.kubeconfig(pod);
    const server = await cluster.run(pod, {
      container: 'discovery',
      command: cluster.lab.parts.istiod,
      args: (args) => [
        ...args.map((a) => a.replace(/^--monitoringAddr=:/, `--monitoringAddr=${at}:`)), `--kubeconfig=${kubeconfig}`,
        `--httpAddr=${at}:8080`, `--httpsAddr=${at}:15017`, `--grpcAddr=${at}:15010`, `--secureGRPCAddr=${at}:15012`, `--ctrlz_address=${at}`,
      ],
    });
    return new IstiodPod(cluster, pod, server);
  }

  public readonly metrics: Istiod['metrics'];
  public readonly settled: Istiod['settled'];

  private constructor(private readonly cluster: Cluster, public readonly pod: Manifest, public readonly server: Running) {
    ({ metrics: this.metrics, settled: this.settled } = observe(server, `${pod.status.podIP}:8080`, `${pod.status.podIP}:15014`));
  }

  /** Waits until its readiness probe holds. */
  public async ready(): Promise<void> {
    const { path, port } = containerOf(this.pod, 'discovery').readinessProbe.httpGet;
    await until(`istiod ${this.pod.metadata.name}`, this.server, 60, async () => (await fetch(`http://${this.pod.status.podIP}:${port}${path}`)).ok);
  }

  /** The lines of its log that speak of a right that it lacks. */
  public forbidden(): string[] {
    return readFileSync(this.server.log, 'utf8').split('\n').filter((l) => /forbidden/i.test(l));
  }

  /** The proxies that are connected to it. */
  public async proxies(): Promise<string[]> {
    const all = await (await fetch(`http://${this.pod.status.podIP}:8080/debug/syncz`)).json() as any[] | null;
    return (all ?? []).map((p) => p.proxy);
  }

  public async stop(): Promise<void> {
    await this.cluster.remove(this.pod, this.server);
  }
}
