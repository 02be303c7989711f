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

/** The plane for gateways served by load balancers, with the Services of their routes. */
export interface EdgePlane extends Plane {
  versionSlots(service: ServiceModel): readonly Slot[];
}

/** Renders the model as the Istio API that Google's managed control plane supports, with the objects that configure it. */
export class ManagedPlane implements Plane {
  public readonly name = 'managed';
  private readonly istio = new IstioPlane();

  /** @param edge the plane for gateways, if mesh proxies don't serve them */
  public constructor(private readonly managed: ManagedModel, private readonly edge?: EdgePlane) {}

  public objects(unit: Unit): readonly Slot[] {
    if (this.edge && (unit.gateway ?? unit.listenerSet)) {
      return this.edge.objects(unit);
    }
    const slots = [...this.istio.objects(unit), ...(this.edge && unit.service ? this.edge.versionSlots(unit.service) : [])];
    // load balancers don't read the protocol from a port's name
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

  /** The features that Istio's API can't express. The checks report fields that the managed control plane does not support. */
  public losses(unit: Unit): readonly string[] {
    return this.edge && (unit.gateway ?? unit.listenerSet) ? this.edge.losses(unit) : this.istio.losses(unit);
  }

  public adoptedPod(service: ServiceModel): PodChange | undefined {
    return this.istio.adoptedPod(service);
  }
}

/** Google upgrades the namespace's proxies. The user's own setting takes precedence. */
function managedProxies(slot: Slot): Slot {
  return slot.kind === 'Namespace' ? { ...slot, annotations: { 'mesh.cloud.google.com/proxy': '{"managed":"true"}', ...slot.annotations } } : slot;
}

