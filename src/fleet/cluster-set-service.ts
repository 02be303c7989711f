import { Construct, type IConstruct } from 'constructs';
import { Mesh } from '../mesh';
import type { BackendModel } from '../model/route';
import type { ClusterSetModel } from '../model/service';
import type { ICallTarget, IMeshService } from '../service';
import type { ServiceState } from '../service/state';
import { Backend, type IBackend } from '../traffic/backend';

/**
 * A service under its multi-cluster host: the common base of exports and imports.
 *
 * @internal
 */
export abstract class ClusterSetService extends Construct implements ICallTarget, IBackend {
  /** Name of the service, and of its import in every cluster. */
  public readonly serviceName: string;

  /** Namespace of the service, the same in every cluster. */
  public readonly namespace: string;

  /** Host of the service in every cluster of the fleet. */
  public readonly host: string;

  /** Host of the service, as a list, because a call target can have several hosts. */
  public readonly hosts: string[];

  /** @internal */
  protected readonly _state: ServiceState;

  protected constructor(scope: Construct, id: string, service: IMeshService, private readonly role: string) {
    super(scope, id);
    this.serviceName = service.serviceName;
    this.namespace = service.namespace;
    this.host = `${this.serviceName}.${this.namespace}.svc.clusterset.local`;
    this.hosts = [this.host];
    this._state = service._callee();
  }

  /**
   * The service as a weighted backend.
   *
   * @param parts a whole number; the share of requests is this number over the sum of all
   */
  public weight(parts: number): Backend {
    return Backend._weighted(this._backend(), parts);
  }

  /** @internal */
  public _backend(): BackendModel {
    this.refuse(`a rule that leads to ${this._what}`);
    return { service: this._state, clusterSet: true };
  }

  /** @internal */
  public _callee(): ServiceState {
    return this._state;
  }

  /** @internal */
  public _clusterSet(what: string, caller: IConstruct): void {
    this.refuse(what);
    const [here, there] = [Mesh.containing(this), Mesh.containing(caller)];
    if (here !== there) {
      throw new Error(`${what}: the ${this.role} is in mesh '${here.node.path}' and the caller in '${there.node.path}', whose proxies don't know the host of the ${this.role}; call an export or import of the caller's mesh`);
    }
  }

  /** @internal */
  protected get _what(): string {
    return `the ${this.role} of service '${this._state.path}'`;
  }

  /**
   * Makes the host known to the mesh.
   *
   * @returns group and version of the exports that its istiod reads, if it does
   * @internal
   */
  protected _known(): string | undefined {
    const { by, refused, exports } = Mesh.containing(this).controlPlane._driver.clusterSet(this._state.hosts[0]);
    const headless = this._state.headless ? 'a headless service is called by the names of its pods; set headless: false' : undefined;
    const model: ClusterSetModel = { host: this.host, by, group: exports?.split('/')[0], refused: refused ?? headless };
    this._state.clusterSet = model;
    return exports;
  }

  private refuse(what: string): void {
    const { clusterSet } = this._state;
    if (clusterSet?.refused !== undefined) {
      throw new Error(`${what}: '${this.host}' reaches endpoints of this cluster only, as ${clusterSet.refused}; change that, or use the service's own host`);
    }
  }
}
