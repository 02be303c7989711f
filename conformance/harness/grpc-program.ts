import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GrpcBootstrap, IstioGrpcBootstrapProps } from 'cdk8s-mesh';
import { freePort } from './addresses';
import { Lab } from './lab';
import { Running, until } from './processes';

/** A pod whose programs speak gRPC themselves. */
export interface GrpcPod {
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly address: string;
  /** Where it runs: `REGION/ZONE`. */
  readonly locality?: string;
}

export interface Call { readonly path: string; readonly metadata: Readonly<Record<string, string>> }

export interface Outcome {
  readonly code: number;
  readonly message: string;
  readonly ms: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The programs that make calls: gRPC has several hearts, which don't all take the same from a control plane. */
export type Language = 'go' | 'js';

/** A program that makes calls when it is told to, and finds its way by its bootstrap file. */
export class GrpcClient {
  public static async start(lab: Lab, name: string, bootstrap: string, more: { readonly env?: Readonly<Record<string, string>>; readonly language?: Language } = {}): Promise<GrpcClient> {
    const port = await freePort();
    const control = `127.0.0.1:${port}`;
    const program = more.language === 'js'
      ? { command: process.execPath, args: ['--import', 'tsx', join(__dirname, 'programs', 'grpc-js.ts'), String(port)] }
      : { command: lab.parts.grpcPeer, args: ['client', control] };
    const server = lab.processes.start({ name: `grpc-client-${name}`, ...program, env: { ...more.env, GRPC_XDS_BOOTSTRAP: bootstrap } });
    await until(`the gRPC client ${name}`, server, 60, async () => (await fetch(`http://${control}/ready`)).ok);
    return new GrpcClient(control, server);
  }

  private constructor(private readonly control: string, public readonly server: Running) { }

  public async call(target: string, calls: readonly Call[], lanes = 1): Promise<Outcome[]> {
    const res = await fetch(`http://${this.control}/call`, { method: 'POST', body: JSON.stringify({ target, calls, lanes }) });
    if (!res.ok) { throw new Error(`the gRPC client can't dial ${target}: ${await res.text()}`); }
    return await res.json() as Outcome[];
  }
}

/** A program that serves as the control plane says, and hands each call to the backend behind it. */
export async function startGrpcServer(lab: Lab, name: string, bootstrap: string, listen: string, backend: string): Promise<Running> {
  const server = lab.processes.start({ name: `grpc-server-${name}`, command: lab.parts.grpcPeer, args: ['server', listen, backend], env: { GRPC_XDS_BOOTSTRAP: bootstrap } });
  await until(`the gRPC server ${name}`, server, 60, async () => readFileSync(server.log, 'utf8').includes(`${listen} SERVING`));
  return server;
}

/**
 * The file that our library makes for a pod that asks istiod itself, in plain text, with the certificates of its agent, if it has one. (The agent passes one
 * stream on at a time, and gRPC opens one for each target and each server.)
 */
export function directBootstrap(lab: Lab, folder: string, pod: GrpcPod, agent?: GrpcAgent): string {
  const file = join(folder, `${pod.name}.json`);
  writeFileSync(file, GrpcBootstrap.istio({ ...factsOf(pod), server: lab.istiod.plainAddress, certificatesDir: agent?.certificates }).toText());
  return file;
}

export function factsOf(pod: GrpcPod): IstioGrpcBootstrapProps {
  return { podName: pod.name, namespace: pod.namespace, podIp: pod.address, labels: pod.labels, serviceAccount: pod.serviceAccount, workloadName: pod.name, locality: pod.locality };
}

/** An agent without Envoy, as the template `grpc-agent` starts it: it fetches certificates, asks istiod for the program, and writes the bootstrap file. */
export class GrpcAgent {
  public static async start(lab: Lab, pod: GrpcPod): Promise<GrpcAgent> {
    const cwd = mkdtempSync(join(lab.folder, `grpc-${pod.name}-`));
    for (const d of ['etc/istio/pod', 'etc/istio/proxy', 'var/run/secrets/tokens', 'var/run/secrets/istio', 'var/lib/istio/data']) { mkdirSync(join(cwd, d), { recursive: true }); }
    writeFileSync(join(cwd, 'etc/istio/pod/labels'), Object.entries(pod.labels).map(([k, v]) => `${k}="${v}"\n`).join(''));
    writeFileSync(join(cwd, 'etc/istio/pod/annotations'), '');
    writeFileSync(join(cwd, 'var/run/secrets/tokens/istio-token'), await lab.api.admin.serviceAccountToken(pod.namespace, pod.serviceAccount, 'istio-ca'), { mode: 0o600 });
    writeFileSync(join(cwd, 'var/run/secrets/istio/root-cert.pem'), lab.istiod.rootCertificate);
    const agent = new GrpcAgent(cwd);
    const server = lab.processes.start({
      name: `grpc-agent-${pod.namespace}-${pod.name}`,
      command: lab.parts.agent,
      cwd,
      args: ['proxy', 'sidecar', '--domain', `${pod.namespace}.svc.cluster.local`, '--log_output_level=default:warn'],
      env: {
        HOME: cwd,
        PATH: process.env.PATH,
        POD_NAME: pod.name,
        POD_NAMESPACE: pod.namespace,
        INSTANCE_IP: pod.address,
        SERVICE_ACCOUNT: pod.serviceAccount,
        ISTIO_META_GENERATOR: 'grpc',
        ISTIO_META_CLUSTER_ID: 'Kubernetes',
        ISTIO_META_NAMESPACE: pod.namespace,
        ISTIO_META_WORKLOAD_NAME: pod.name,
        ISTIO_METAJSON_LABELS: JSON.stringify(pod.labels),
        ISTIO_META_DNS_CAPTURE: 'false',
        DISABLE_ENVOY: 'true',
        OUTPUT_CERTS: agent.certificates,
        GRPC_XDS_BOOTSTRAP: agent.bootstrap,
        PILOT_CERT_PROVIDER: 'istiod',
        CA_ADDR: lab.istiod.discoveryAddress,
        // the agent would serve its health page to the whole machine: a port that is taken makes it go on without
        PROXY_CONFIG: JSON.stringify({ discoveryAddress: lab.istiod.discoveryAddress, configPath: join(cwd, 'etc/istio/proxy'), statusPort: lab.api.admin.port }),
      },
    });
    await until(`the agent of ${pod.name}`, server, 60, async () => [agent.bootstrap, agent.socket, join(agent.certificates, 'key.pem'), join(agent.certificates, 'root-cert.pem')].every(existsSync));
    agent.server = server;
    return agent;
  }

  private server?: Running;

  private constructor(private readonly folder: string) { }

  public get bootstrap(): string { return join(this.folder, 'etc/istio/proxy/grpc-bootstrap.json'); }
  public get socket(): string { return join(this.folder, 'etc/istio/proxy/XDS'); }
  public get certificates(): string { return join(this.folder, 'var/lib/istio/data'); }

  public async stop(): Promise<void> { await this.server?.stop(); }
}
