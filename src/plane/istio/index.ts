import { ambientLosses, useLabels } from './ambient';
import { gatewaySlots, listenerSetSlots } from './gateway';
import { namespaceNetworkSlots } from './network-policy';
import { proxylessLosses } from './proxyless';
import { podChange, serviceSlots } from './service';
import { namespaceSidecar } from './sidecar';
import { istioSlot } from './slot';
import { upper } from './values';
import { waypointSlots } from './waypoint';
import type { MeshFeature } from '../../capability/feature';
import { losses } from '../../capability/index';
import { unitUses } from '../../capability/uses/unit';
import type { MeshModel, NamespaceModel } from '../../model/mesh';
import type { ServiceModel } from '../../model/service';
import type { Unit } from '../../model/unit';
import { namespaceSlot } from '../kubernetes/namespace';
import type { Plane, PodChange, Slot } from '../plane';

/** Renders the model as the Istio API: networking.istio.io and security.istio.io. */
export class IstioPlane implements Plane {
  public readonly name = 'istio';

  /** @param acknowledged acknowledged differences for proxyless gRPC */
  public constructor(private readonly acknowledged: ReadonlySet<MeshFeature> = new Set()) {}

  public objects(unit: Unit): readonly Slot[] {
    if (unit.service) {
      return serviceSlots(unit.service);
    }
    if (unit.gateway) {
      return gatewaySlots(unit.gateway);
    }
    if (unit.listenerSet) {
      return listenerSetSlots(unit.listenerSet);
    }
    if (unit.waypoint) {
      return waypointSlots(unit.waypoint);
    }
    if (unit.namespace) {
      return namespaceSlots(unit.namespace);
    }
    return unit.mesh ? meshSlots(unit.mesh) : [];
  }

  /** Almost everything is supported: only candidates for losses are checked. */
  public losses(unit: Unit): readonly string[] {
    return [
      ...(mayLose(unit) ? losses(unitUses(unit), { plane: this.name, acknowledged: new Set() }) : []),
      ...(unit.service ? proxylessLosses(unit.service, this.acknowledged) : []),
      ...ambientLosses(unit, this.acknowledged),
    ];
  }

  public adoptedPod(service: ServiceModel): PodChange | undefined {
    return podChange(service);
  }
}

/** Whether a unit uses a feature that Istio's API can't express. */
function mayLose({ service: s, gateway, listenerSet }: Unit): boolean {
  if ((gateway ?? listenerSet)?.listeners.some((l) => l.protocol === 'udp')) {
    return true;
  }
  return s !== undefined && [s.policy, ...s.portPolicies.values(), ...s.versions.map((v) => v.policy)].some((p) => p?.tls?.caConfigMap !== undefined);
}

/** Mesh-wide policies, in the control plane's namespace. */
function meshSlots(m: MeshModel): readonly Slot[] {
  return [istioSlot('PeerAuthentication', { name: 'default', namespace: m.rootNamespace }, () => ({ mtls: upper(m.mtls) }))];
}

function namespaceSlots(n: NamespaceModel): readonly Slot[] {
  const slots: Slot[] = [];
  if (n.create) {
    const now = () => useLabels({ waypoint: n.waypoint, home: n.name });
    const late = ['istio.io/use-waypoint', 'istio.io/use-waypoint-namespace', 'istio.io/ingress-use-waypoint'].map((name) => [name, () => now()[name]] as const);
    slots.push(namespaceSlot(n, modeLabels(n), n.dataPlane === 'sidecar' ? undefined : Object.fromEntries(late)));
  }
  const place = { name: 'default', namespace: n.name };
  slots.push(istioSlot('PeerAuthentication', place, () => ({ mtls: upper(n.mtls ?? n.mesh.mtls) })));
  if (n.denyByDefault) {
    // without a rule, only requests that another policy allows are admitted
    slots.push(istioSlot('AuthorizationPolicy', { ...place, id: 'DenyByDefault', name: 'deny-by-default' }, () => ({})));
  }
  if (n.dataPlane === 'sidecar' && (n.scopeSidecars || n.outbound === 'registry-only')) {
    slots.push(istioSlot('Sidecar', place, () => namespaceSidecar(n)));
  }
  return [...slots, ...namespaceNetworkSlots(n)];
}

function modeLabels(n: NamespaceModel): { readonly [name: string]: string } {
  if (n.dataPlane !== 'sidecar') {
    return { 'istio.io/dataplane-mode': n.dataPlane };
  }
  if (!n.inject) {
    return { 'istio-injection': 'disabled' };
  }
  return n.mesh.revision === undefined ? { 'istio-injection': 'enabled' } : { 'istio.io/rev': n.mesh.revision };
}
