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
import type { Plane, PodChange, Slot } from '../plane';

/** The plane of gateways that load balancers serve, with the Services of their routes. */
export interface EdgePlane extends Plane {
  versionSlots(service: ServiceModel): readonly Slot[];
}

/** Renders the model as the Istio API that Google's managed control plane takes, with the objects that tell it how to run. */
export class ManagedPlane implements Plane {
  public readonly name = 'managed';
  private readonly istio = new IstioPlane();

  /** @param edge who writes gateways, where proxies of the mesh don't serve them */
  public constructor(private readonly managed: ManagedModel, private readonly edge?: EdgePlane) {}

  public objects(unit: Unit): readonly Slot[] {
    if (this.edge && (unit.gateway ?? unit.listenerSet)) {
      return this.edge.objects(unit);
    }
    const slots = [...this.istio.objects(unit), ...(this.edge && unit.service ? this.edge.versionSlots(unit.service) : [])];
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
    return this.edge && (unit.gateway ?? unit.listenerSet) ? this.edge.losses(unit) : this.istio.losses(unit);
  }

  public adoptedPod(service: ServiceModel): PodChange | undefined {
    return this.istio.adoptedPod(service);
  }
}

/** Proxies of the namespace are upgraded by Google. What the user says of it counts more. */
function managedProxies(slot: Slot): Slot {
  return slot.kind === 'Namespace' ? { ...slot, annotations: { 'mesh.cloud.google.com/proxy': '{"managed":"true"}', ...slot.annotations } } : slot;
}

