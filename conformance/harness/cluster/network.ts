import { createServer, IncomingMessage, Server } from 'node:http';
import { connect, Socket } from 'node:net';
import { ApiClient, Manifest } from '../api-client';
import { matches } from '../workloads';

/** A pod that runs here, and the loopback address that is its own. */
export interface Endpoint {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly address: string;
  readonly containers: readonly any[];
}

/**
 * Stands for cluster DNS and kube-proxy: a proxy of HTTP CONNECT that leads the name of a Service, or its cluster IP, to a pod that the
 * Service selects. What speaks through it uses the names and ports of a cluster, and meets the certificates that belong to them.
 */
export class Network {
  public static async start(socket: string): Promise<Network> {
    const network = new Network(socket);
    await network.listen((server, done) => server.listen(0, '127.0.0.1', done));
    await network.listen((server, done) => server.listen(socket, done));
    return network;
  }

  /** Where Services are looked up. */
  public api?: ApiClient;
  private readonly pods = new Map<string, Endpoint>();
  private readonly outside = new Map<string, string>();
  private readonly sockets = new Set<Socket>();

  private readonly servers: Server[] = [];

  /** @param socket where the API server connects */
  private constructor(public readonly socket: string) { }

  /** Where the agents of proxies connect. */
  public get port(): number {
    return (this.servers[0].address() as { port: number }).port;
  }

  public join(pod: Endpoint): void {
    this.pods.set(`${pod.namespace}/${pod.name}`, pod);
  }

  /** An address or a name outside of the cluster, and the pod of another one that it leads to. */
  public knows(outside: string, address: string): void {
    this.outside.set(outside, address);
  }

  public leave(namespace: string, name: string): void {
    this.pods.delete(`${namespace}/${name}`);
  }

  public async stop(): Promise<void> {
    for (const s of this.sockets) { s.destroy(); }
    await Promise.all(this.servers.map((s) => new Promise((resolve) => s.close(resolve))));
  }

  private async listen(start: (server: Server, done: () => void) => void): Promise<void> {
    const server = createServer();
    server.on('connect', (ask: IncomingMessage, near: Socket) => this.lead(ask.url!, near));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      start(server, resolve);
    });
    this.servers.push(server);
  }

  private lead(target: string, near: Socket): void {
    this.keep(near);
    this.find(target).then((at) => {
      const far = this.keep(connect(at.port, at.address, () => {
        near.write('HTTP/1.1 200 Connection established\r\n\r\n');
        near.pipe(far).pipe(near);
      }));
      near.on('close', () => far.destroy());
      far.on('close', () => near.destroy());
    }, (e: Error) => near.end(`HTTP/1.1 502 ${e.message}\r\n\r\n`));
  }

  private async find(target: string): Promise<{ address: string; port: number }> {
    const cut = target.lastIndexOf(':');
    const [host, port] = [target.slice(0, cut), Number(target.slice(cut + 1))];
    const elsewhere = this.outside.get(host);
    if (elsewhere) { return { address: elsewhere, port }; }
    const services = (await this.api!.call('GET', '/api/v1/services')).body.items as Manifest[];
    const [name, namespace, svc] = host.split('.');
    const service = services.find((s) => s.spec.clusterIP === host || (svc === 'svc' && s.metadata.name === name && s.metadata.namespace === namespace));
    const open = service?.spec.ports.find((p: any) => p.port === port);
    if (!service || !open) { throw new Error(`no Service is ${target}`); }
    if (!service.spec.selector) { return this.behind(service, open); }
    const pod = [...this.pods.values()].find((p) => p.namespace === service.metadata.namespace && matches(service.spec.selector, p.labels));
    if (!pod) { throw new Error(`Service ${service.metadata.namespace}/${service.metadata.name} leads to no pod`); }
    const named = pod.containers.flatMap((c) => c.ports ?? []).find((p: any) => p.name === open.targetPort)?.containerPort;
    return { address: pod.address, port: named ?? open.targetPort ?? port };
  }

  /** Where a Service leads that selects no pods: to a name, or to what its EndpointSlices say. */
  private async behind(service: Manifest, open: any): Promise<{ address: string; port: number }> {
    const { namespace, name } = service.metadata;
    if (service.spec.externalName) { return this.find(`${service.spec.externalName}:${open.port}`); }
    const path = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices?labelSelector=kubernetes.io/service-name%3D${name}`;
    const [slice] = (await this.api!.call('GET', path)).body.items as Manifest[];
    const port = slice?.ports.find((p: any) => p.name === open.name)?.port;
    if (!port) { throw new Error(`Service ${namespace}/${name} leads nowhere`); }
    return this.find(`${slice.endpoints[0].addresses[0]}:${port}`);
  }

  private keep(socket: Socket): Socket {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    return socket;
  }
}
