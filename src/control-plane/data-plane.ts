import { Value } from '../grammar/value';
import type { DataPlaneMode } from '../model/mesh';

/** How pods join a mesh; set for the mesh, a namespace or a service. */
export class DataPlane extends Value {
  /** Each pod has its own proxy, added by the injector. */
  public static sidecar(): DataPlane {
    return new DataPlane('sidecar');
  }

  /**
   * Pods have no sidecar. The ztunnel of their node encrypts their connections with mutual TLS and authorizes them; HTTP features need a
   * `Waypoint`. It needs a control plane with ambient mode: `ControlPlane.inCluster({ ambient: true })`.
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
