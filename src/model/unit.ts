import type { GatewayModel, ListenerSetModel } from './gateway';
import type { MeshModel, NamespaceModel } from './mesh';
import type { ServiceModel } from './service';
import type { WaypointModel } from './waypoint';

/** A construct's part of the model. */
export interface Unit {
  readonly mesh?: MeshModel;
  readonly namespace?: NamespaceModel;
  readonly service?: ServiceModel;
  readonly gateway?: GatewayModel;
  readonly listenerSet?: ListenerSetModel;
  readonly waypoint?: WaypointModel;
  /** Finds a service of the mesh whose Service has this name. */
  readonly findService?: (namespace: string, name: string) => ServiceModel | undefined;
}
