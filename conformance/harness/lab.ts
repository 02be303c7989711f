import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Addresses } from './addresses';
import { ApiServer, startApiServer } from './api-server';
import { type EnvoyGateway, startEnvoyGateway } from './envoy-gateway';
import { Istiod, startIstiod } from './istiod';
import { Processes } from './processes';
import { Proxy, ProxyOptions, startProxy } from './proxy';
import { Parts } from '../parts/catalogue';

/** The real parts, running: an API server, istiod, and as many Envoys as a case asks for. */
export class Lab {
  public static async start(parts: Parts): Promise<Lab> {
    const folder = mkdtempSync(join(tmpdir(), 'cdk8s-mesh-lab-'));
    mkdirSync(join(folder, 'logs'));
    const processes = new Processes(join(folder, 'logs'));
    try {
      const api = await startApiServer(parts, processes, folder);
      return new Lab(parts, folder, processes, api, await startIstiod(parts, api, processes, folder));
    } catch (e) {
      await processes.stop();
      throw new Error(`the lab did not come up (logs: ${join(folder, 'logs')}): ${(e as Error).message}`);
    }
  }

  public readonly addresses = new Addresses();

  private second?: Promise<EnvoyGateway>;

  private constructor(
    public readonly parts: Parts,
    public readonly folder: string,
    public readonly processes: Processes,
    public readonly api: ApiServer,
    public readonly istiod: Istiod,
  ) { }

  public proxy(o: ProxyOptions): Promise<Proxy> {
    return startProxy(this.parts, this.api, this.istiod, this.processes, this.folder, o);
  }

  /** The second controller of Gateway API, which the first case that needs it starts. */
  public envoyGateway(): Promise<EnvoyGateway> {
    return (this.second ??= startEnvoyGateway(this));
  }

  /** A folder of its own for what a case writes. */
  public scratch(): string {
    return mkdtempSync(join(this.present(), 'scratch-'));
  }

  /** Says what is wrong where somebody cleans up the folder for temporary files while the lab runs. */
  public present(): string {
    if (!existsSync(this.folder)) {
      throw new Error(`the lab's folder ${this.folder} has gone while it ran: something else removed it; set TMPDIR to a folder that is left alone`);
    }
    return this.folder;
  }

  /** A further API server, of a cluster of its own: it knows nothing but Kubernetes. */
  public cluster(name: string): Promise<ApiServer> {
    const folder = join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    return startApiServer(this.parts, this.processes, folder, { prefix: `${name}-` });
  }

  /** Ends every process; the folder with the logs stays when something failed. */
  public async stop(keep: boolean): Promise<void> {
    this.api.admin.close();
    await this.processes.stop();
    if (!keep) { rmSync(this.folder, { recursive: true, force: true }); }
  }
}
