import { Value } from '../grammar/value';
import type { DataPlaneMode } from '../model/mesh';

/** How pods take part in a mesh; set for the mesh, a namespace or a service. */
export class DataPlane extends Value {
  /** Each pod has a proxy of its own, which the injector adds. */
  public static sidecar(): DataPlane {
    return new DataPlane('sidecar');
  }

  /**
   * Pods have no proxy of their own. The ztunnel of their node encrypts their connections with mutual TLS and authorizes them; HTTP features need a
   * `Waypoint`. It needs a control plane that was installed for it: `ControlPlane.inCluster({ ambient: true })`.
   *
   * @see https://istio.io/latest/docs/ambient/overview/
   */
  public static ambient(): DataPlane {
    return new DataPlane('ambient');
  }

  /** Pods are not in the mesh: they have no mesh identity, and calls to them are not authorized. For a namespace or a service, not for a mesh. */
  public static none(): DataPlane {
    return new DataPlane('none');
  }

  private constructor(private readonly mode: DataPlaneMode) {
    super();
  }

  /** @internal */
  public _model(): DataPlaneMode {
    return this.mode;
  }
}
