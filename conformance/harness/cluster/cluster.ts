import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { containerOf, environment, expand, mount } from './kubelet';
import { Network } from './network';
import { ApiClient, Applied, idOf, Manifest } from '../api-client';
import { ApiServer, startApiServer } from '../api-server';
import { Lab } from '../lab';
import { Running } from '../processes';

const NODE = 'node-1';

export interface PodOptions {
  /** Annotations that its maker puts on the pod. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Ask only what it would become. */
  readonly dryRun?: boolean;
  /**
   * The kind of its owner.
   *
   * @default Deployment
   */
  readonly owner?: 'Deployment' | 'StatefulSet';
}

/** How the process of a container is started: its program, and what differs from what the pod says. */
export interface Program {
  readonly container: string;
  readonly command: string;
  readonly args?: (args: readonly string[]) => readonly string[];
  readonly env?: (env: Record<string, string>) => Record<string, string>;
  /** Files of its image. */
  readonly image?: (root: string) => void;
}

/**
 * A cluster of its own, empty: an API server, and what stands for the rest of a cluster. Pods are made from the template of a Deployment and
 * go through admission; those that run are processes, made from what the pod says but for the TRANSLATIONS.
 */
export class Cluster {
  public static async start(lab: Lab): Promise<Cluster> {
    const name = `cluster-${++started}`;
    mkdirSync(join(lab.folder, name));
    const network = await Network.start(join(lab.folder, name, 'network'));
    const server = await startApiServer(lab.parts, lab.processes, join(lab.folder, name), { prefix: `${name}-`, network: network.socket });
    network.api = server.admin;
    const cluster = new Cluster(lab, name, network, server);
    await cluster.addNode();
    return cluster;
  }

  /** What else ends with it. */
  public readonly closers: (() => Promise<void>)[] = [];
  private readonly running = new Set<Running>();
  private made = 0;

  private constructor(public readonly lab: Lab, private readonly name: string, public readonly network: Network, private readonly server: ApiServer) { }

  public get api(): ApiClient { return this.server.admin; }

  /** Applies objects one after the other, as kubectl does and without force; a refusal is an answer. */
  public async apply(objects: readonly Manifest[]): Promise<Applied[]> {
    const answers: Applied[] = [];
    for (const o of objects) { answers.push(await this.api.apply(o, false)); }
    return answers;
  }

  /** A token of a pod's service account, in a file that a client reads. */
  public async kubeconfig(pod: Manifest): Promise<string> {
    return this.server.kubeconfig(pod.metadata.name, await this.api.serviceAccountToken(pod.metadata.namespace!, pod.spec.serviceAccountName));
  }

  /** What istioctl and kubectl read to do as they like. */
  public async adminKubeconfig(): Promise<string> {
    return this.server.kubeconfig('admin', this.api.token);
  }

  /** The pod that the controller of a Deployment or StatefulSet would make, as admission left it; an error says why it was refused. */
  public async pod(namespace: string, workload: string, { annotations, dryRun, owner: kind = 'Deployment' }: PodOptions = {}): Promise<Manifest> {
    const owner = await this.api.get({ apiVersion: 'apps/v1', kind, metadata: { name: workload, namespace } });
    if (!owner) { throw new Error(`there is no ${kind} ${namespace}/${workload}`); }
    const { name, labels, generateName, controller } = this.next(kind, workload);
    const { metadata, spec } = owner.spec.template;
    const path = `/api/v1/namespaces/${namespace}/pods`;
    const made = await this.api.call('POST', `${path}?fieldValidation=Strict${dryRun ? '&dryRun=All' : ''}`, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace,
        generateName,
        labels: { ...metadata.labels, ...labels, 'conformance/pod': name },
        annotations: { ...metadata.annotations, ...annotations },
        ownerReferences: [{ apiVersion: 'apps/v1', ...controller, uid: owner.metadata.uid, controller: true }],
      },
      spec: { serviceAccountName: 'default', ...spec, nodeName: NODE },
    });
    if (made.status >= 300) { throw new Error(`pod ${namespace}/${name} was refused: ${made.body?.message}`); }
    if (dryRun) { return made.body; }
    const ip = this.lab.addresses.next();
    return this.status(`${path}/${name}`, { phase: 'Running', podIP: ip, podIPs: [{ ip }], conditions: [{ type: 'Ready', status: 'True' }] });
  }

  /** Runs a container of a pod. */
  public async run(pod: Manifest, program: Program): Promise<Running> {
    const container = containerOf(pod, program.container);
    const root = join(this.lab.folder, this.name, pod.metadata.name);
    mkdirSync(root);
    program.image?.(root);
    await mount(this.api, pod, container, root);
    const env = await environment(this.api, pod, container);
    const args = (container.args as string[]).map((a) => expand(a, env));
    const running = this.lab.processes.start({
      name: `${this.name}-${pod.metadata.name}`,
      command: program.command,
      cwd: root,
      args: program.args?.(args) ?? args,
      env: { PATH: process.env.PATH, HOME: root, ...program.env?.(env) ?? env },
    });
    this.running.add(running);
    const { namespace, name, labels = {} } = pod.metadata;
    this.network.join({ namespace: namespace!, name, labels, address: pod.status.podIP, containers: pod.spec.containers });
    return running;
  }

  /** Takes a pod out: no Service leads to it any more, it is told, and then it is gone. */
  public async remove(pod: Manifest, running: Running): Promise<void> {
    this.network.leave(pod.metadata.namespace!, pod.metadata.name);
    await running.terminate(10);
    this.running.delete(running);
    await this.api.call('DELETE', `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}?gracePeriodSeconds=0`);
  }

  /** Ends everything at once. */
  public async stop(): Promise<void> {
    await Promise.all([...this.running].map((r) => r.stop()));
    await Promise.all(this.closers.map((close) => close()));
    await this.network.stop();
    await this.server.stop();
  }

  /** What the controller of a Deployment or StatefulSet writes about its next pod. */
  private next(kind: 'Deployment' | 'StatefulSet', workload: string) {
    const number = ++this.made;
    if (kind === 'StatefulSet') {
      const name = `${workload}-${number}`;
      return { name, labels: { 'statefulset.kubernetes.io/pod-name': name }, generateName: `${workload}-`, controller: { kind, name: workload } };
    }
    const set = `${workload}-5d4f8c7b9`;
    return { name: `${set}-${String(number).padStart(5, 'x')}`, labels: { 'pod-template-hash': '5d4f8c7b9' }, generateName: `${set}-`, controller: { kind: 'ReplicaSet', name: set } };
  }

  private async addNode(): Promise<void> {
    const node: Manifest = { apiVersion: 'v1', kind: 'Node', metadata: { name: NODE } };
    const a = await this.api.apply(node);
    if (!a.ok) { throw new Error(`${idOf(node)} was refused: ${a.message}`); }
    await this.status(`/api/v1/nodes/${NODE}`, { nodeInfo: { kubeletVersion: this.lab.parts.versions['kube-apiserver'] }, conditions: [{ type: 'Ready', status: 'True' }] });
  }

  private async status(path: string, status: object): Promise<Manifest> {
    const a = await this.api.call('PATCH', `${path}/status`, { status }, 'application/merge-patch+json');
    if (a.status >= 300) { throw new Error(`the status of ${path}: ${a.body?.message}`); }
    return a.body;
  }
}

let started = 0;
