import { meshConfigMaps, namespace, options } from './config';
import { distributed } from './distribution';
import { subsetsAtGateway } from './egress';
import { revision } from './revision';
import { takingCertificates, workloadCertificates } from './workload-certificates';
import type { ManagedModel } from '../../model/managed';
import type { ServiceModel } from '../../model/service';
import { type Unit } from '../../model/unit';
import { spellProtocols } from '../gateway-api/app-protocol';
import { IstioPlane } from '../istio';
import { type Elsewhere, type Made, NOTHING_MADE, type Plane, type PodChange, type Slot } from '../plane';

/** The plane of gateways that load balancers serve, with the Services that their routes lead to. */
export interface EdgePlane extends Plane {
  versionSlots(service: ServiceModel): readonly Slot[];
}

/** Renders the model as the Istio API that Google's managed control plane takes, with the objects that tell it how to run. */
export class ManagedPlane implements Plane {
  public readonly name = 'managed';
  private readonly istio = new IstioPlane();

  /** With an edge of Gateway API, whose routes may change their kind, all objects are named each time. */
  public readonly complete: boolean;

  private first?: Elsewhere;

  /** @param edge who writes gateways, where proxies of the mesh don't serve them */
  public constructor(private readonly managed: ManagedModel, private readonly edge?: EdgePlane) {
    this.complete = edge !== undefined;
  }

  /** Told when the mesh is made: the chart of what must be there before the control plane comes up. */
  public settle(first: Elsewhere): void {
    this.first = first;
  }

  public get elsewhere(): Elsewhere | undefined {
    return this.first;
  }

  public slots(unit: Unit, made: Made): readonly Slot[] {
    if (this.edge && (unit.gateway ?? unit.listenerSet)) {
      return this.edge.slots(unit, NOTHING_MADE);
    }
    const slots = [...this.istio.slots(unit, this.edge ? NOTHING_MADE : made), ...(this.edge && unit.service ? this.edge.versionSlots(unit.service) : [])];
    // load balancers don't take the protocol from a port's name
    const spelled = this.edge && unit.service ? spellProtocols(slots) : slots;
    if (unit.mesh) {
      return [
        ...namespace(this.managed), ...options(this.managed), ...revision(this.managed), ...meshConfigMaps(this.managed, unit.mesh),
        ...workloadCertificates(this.managed.authority, unit.mesh), ...slots,
      ];
    }
    if (unit.namespace) {
      return this.managed.dataPlane && unit.namespace.inject ? slots.map(managedProxies) : slots;
    }
    const placed = unit.service ? subsetsAtGateway(spelled) : slots;
    const certified = this.managed.authority.kind === 'workload-certificates' ? placed.map(takingCertificates) : placed;
    return unit.service && this.managed.implementation === 'traffic-director' ? distributed(unit.service, certified) : certified;
  }

  /** What Istio's API has no words for; what of it the managed plane does not take, the checks say of the objects. */
  public losses(unit: Unit): readonly string[] {
    return this.edge && (unit.gateway ?? unit.listenerSet) ? this.edge.losses!(unit) : this.istio.losses(unit);
  }

  public adopted(service: ServiceModel, change: (pod: PodChange) => void): void {
    this.istio.adopted(service, change);
  }
}

/** Proxies of the namespace are upgraded by Google. What the user says of it counts more. */
function managedProxies(slot: Slot): Slot {
  return slot.kind === 'Namespace' ? { ...slot, annotations: { 'mesh.cloud.google.com/proxy': '{"managed":"true"}', ...slot.annotations } } : slot;
}

