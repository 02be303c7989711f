import { Value } from '../grammar/value';
import type { DataPlaneMode } from '../model/mesh';

/** How pods take part in a mesh: the whole mesh's, one namespace's, or one service's. */
export class DataPlane extends Value {
  /** Each pod has a proxy of its own, which the injector adds. */
  public static sidecar(): DataPlane {
    return new DataPlane('sidecar');
  }

  /**
   * Pods have no proxy. That of their node gives their connections mutual TLS and judges who connects; what is about requests is done by a
   * `Waypoint`. It needs a control plane that was installed for it: `ControlPlane.inCluster({ ambient: true })`.
   *
   * @see https://istio.io/latest/docs/ambient/overview/
   */
  public static ambient(): DataPlane {
    return new DataPlane('ambient');
  }

  /** Pods take no part. They have no name in the mesh, and nobody judges who calls them. For a namespace or a service, not for a mesh. */
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
