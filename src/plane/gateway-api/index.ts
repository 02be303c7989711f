import { spellProtocols } from './app-protocol';
import { clientCertificateLosses } from './client-certificates';
import { gatewayName, gatewaySlots, listenerSetSlots } from './gateway';
import { googleLosses, googleNamespaceSlots, googlePod, googleServiceSlots } from './google';
import { healthCheckPolicies } from './google/health-check';
import { reached } from './grant';
import { reportLosses } from './losses';
import { consumerLosses } from './mesh-route';
import { plainServiceSlots, serviceSlots, unattachableTls, versionSlots } from './service';
import { versionService } from './values';
import type { MeshFeature } from '../../capability/feature';
import { cellOf } from '../../capability/implementation/cells';
import { type ImplementationModel, ISTIO } from '../../capability/implementation/model';
import { losses } from '../../capability/index';
import type { Cell } from '../../capability/table/cell';
import { unitUses } from '../../capability/uses/unit';
import { refusalsWithoutCertificate } from '../../model/callers-without-certificate';
import type { GatewayModel, ListenerModel } from '../../model/gateway';
import type { BackendModel } from '../../model/route';
import type { ServiceModel } from '../../model/service';
import { type Unit } from '../../model/unit';
import { IstioPlane } from '../istio';
import { ambientLosses } from '../istio/ambient';
import { namespaceSlot } from '../kubernetes/namespace';
import type { Plane, PodChange, Slot } from '../plane';

/** The implementations of routes in the mesh, and of Gateways. */
export interface Served {
  readonly mesh: ImplementationModel;
  readonly gateways: ImplementationModel;
}

/**
 * Renders the model as Gateway API: routes in the mesh attach to Services, and gateways are Gateways. What Gateway API can't express (policies, access,
 * scopes, external services) uses Istio's API, if Istio is the implementation.
 */
export class GatewayApiPlane implements Plane {
  public readonly name = 'gateway-api';

  private readonly istio = new IstioPlane();

  public constructor(
    private readonly experimental: boolean, private readonly acknowledged: ReadonlySet<MeshFeature>, private readonly served: Served = { mesh: ISTIO, gateways: ISTIO },
  ) {}

  public objects(unit: Unit): readonly Slot[] {
    const { mesh, gateways } = this.served;
    const plain = mesh.dialect !== 'istio';
    const google = mesh.dialect === 'gke';
    if (unit.service) {
      const made = plain
        ? [...plainServiceSlots(unit.service, google ? googlePod(unit.service) : undefined), ...(google ? googleServiceSlots(unit.service) : [])]
        : serviceSlots(unit.service);
      const reported = gateways.dialect === 'gke' ? [...made, ...healthCheckPolicies(unit.service)] : made;
      return plain || gateways.dialect !== 'istio' ? spellProtocols(reported) : reported;
    }
    if (unit.listenerSet) {
      return listenerSetSlots(unit.listenerSet, gateways);
    }
    if (unit.gateway) {
      return gatewaySlots(unit.gateway, gateways);
    }
    if (unit.waypoint || !plain) {
      return this.istio.objects(unit);
    }
    const n = unit.namespace;
    return !n ? [] : [
      ...(n.create ? [namespaceSlot({ ...n, annotations: { ...n.annotations, ...(n.inject ? mesh.annotations : {}) } }, n.inject ? mesh.labels : {})] : []),
      ...(google ? googleNamespaceSlots(n) : []),
    ];
  }

  public gatewayName(gateway: GatewayModel): string {
    return gatewayName(gateway, this.served.gateways);
  }

  /** The Services of versions, for gateway routes if another plane renders the service itself. */
  public versionSlots(service: ServiceModel): readonly Slot[] {
    return [...spellProtocols(versionSlots(service)), ...(this.served.gateways.dialect === 'gke' ? healthCheckPolicies(service) : [])];
  }

  public adoptedPod(service: ServiceModel): PodChange | undefined {
    return this.served.mesh.dialect === 'istio' ? this.istio.adoptedPod(service) : undefined;
  }

  public cell(feature: MeshFeature): Cell | undefined {
    return cellOf(this.served.mesh, false)?.(feature);
  }

  public losses(unit: Unit): readonly string[] {
    const { mesh, gateways } = this.served;
    const edge = unit.gateway ?? unit.listenerSet;
    const by = edge ? gateways : mesh;
    const { experimental, acknowledged } = this;
    const reported = [...losses(unitUses(unit), { plane: this.name, experimental, acknowledged, cellOf: cellOf(by, edge !== undefined) })];
    if (edge && by.className === undefined) {
      return [`${edge.path}: ${by.title} has no known GatewayClass; set className, or gatewayImplementation`];
    }
    reported.push(...clashes(unit), ...(unit.service ? consumerLosses(unit.service) : []));
    if (edge && by.dialect !== 'istio') {
      reported.push(...clientCertificateLosses(edge.listeners, unit.gateway ?? unit.listenerSet!.gateway));
    }
    if (!edge && mesh.dialect === 'gke') {
      reported.push(...googleLosses(unit));
    }
    if (mesh.dialect === 'istio' && !edge) {
      reported.push(...ambientLosses(unit, acknowledged));
    }
    if (unit.service && mesh.dialect !== 'istio' && unit.service.client === undefined && unattachableTls(unit.service)) {
      reported.push(tls(unit.service.path));
    }
    if (reported.length > 0 || !(unit.service ?? edge)) {
      return reported;
    }
    return [
      ...reportLosses(this.objects(unit), unit.service ? [mesh, gateways] : [gateways], unit.service !== undefined, (unit.service ?? edge)!.path),
      ...(edge ? this.refusingServices(edge.path, edge.listeners) : []),
    ];
  }

  /** Services behind a gateway outside the mesh that only accept mutual TLS or declared callers. */
  private refusingServices(path: string, listeners: GatewayModel['listeners']): readonly string[] {
    const { mesh, gateways } = this.served;
    if (mesh.dialect !== 'istio' || gateways.dialect === 'istio' || gateways.proxiesInMesh) {
      return [];
    }
    return reached(listeners.flatMap(backendsOf)).flatMap((s) => {
      const { requiresMutualTls, requiresIdentity } = refusalsWithoutCertificate(s);
      const who = `${path}: it routes to service '${s.path}' from outside the mesh, as ${gateways.title}'s proxies have no mesh identity, and the service`;
      return [
        ...(requiresMutualTls ? [`${who} accepts mutual TLS only; accept plaintext too (mtls: MutualTls.PERMISSIVE)`] : []),
        ...(requiresIdentity ? [`${who} accepts declared callers only; allow the gateway by its addresses: service.allow({ from: [Source.ipBlocks(…)] })`] : []),
      ];
    });
  }
}

/** Versions whose Service has the same name as another service. */
function clashes({ service: s, findService }: Unit): readonly string[] {
  return s?.kind !== 'kubernetes' ? [] : s.versions.flatMap((v) => {
    const name = versionService(s.name, v.name);
    const other = findService?.(s.namespace, name);
    return other === undefined ? []
      : [`${v.path}: its Service has the same name, '${name}', as that of service '${other.path}', so a route to one would reach the other; rename the version or the service`];
  });
}

function backendsOf(l: ListenerModel): readonly BackendModel[] {
  return [...l.httpRules, ...l.tlsRules, ...l.tcpRules].flatMap((r) => r.backends);
}

function tls(path: string): string {
  return `${path}: its TLS settings can't be expressed in a BackendTLSPolicy, and no other API is supported; verify the server with public CAs or a ConfigMap (caConfigMap)`;
}
