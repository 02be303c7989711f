import { edgeBootstrap } from './edge';
import { networkPolicy } from './policy';
import { sidecarBootstrap } from './sidecar';
import { endpointsService, hasProxy, inboundPort, type Json } from './values';
import { bootstrapName, edgeSlots, identitySlots, type StaticOptions, withSidecar } from './workload';
import type { MeshFeature } from '../../capability/feature';
import { losses } from '../../capability/index';
import { unitUses } from '../../capability/uses/unit';
import type { GatewayModel } from '../../model/gateway';
import { joined } from '../../model/object-name';
import type { ServiceModel } from '../../model/service';
import { type Unit } from '../../model/unit';
import { certificateSlots } from '../istio/gateway';
import { namespaceSlot } from '../kubernetes/namespace';
import { kubernetesSlots, serviceSpec } from '../kubernetes/service';
import type { Plane, Slot } from '../plane';

/** Renders the model as Envoy's own configuration: a bootstrap for each service and each gateway, without a control plane. */
export class StaticPlane implements Plane {
  public readonly name = 'static';

  public constructor(private readonly options: StaticOptions, private readonly acknowledged: ReadonlySet<MeshFeature>) {}

  public objects(unit: Unit): readonly Slot[] {
    if (unit.service) {
      return this.service(unit.service);
    }
    if (unit.gateway) {
      return this.gateway(unit.gateway);
    }
    return unit.namespace?.create ? [namespaceSlot(unit.namespace, {})] : [];
  }

  public losses(unit: Unit): readonly string[] {
    return losses(unitUses(unit), { plane: this.name, acknowledged: this.acknowledged });
  }

  private service(s: ServiceModel): readonly Slot[] {
    if (s.kind === 'external' || !s.owned) {
      return [];
    }
    const slots: Slot[] = [];
    kubernetesSlots(s, slots);
    const proxied = hasProxy(s);
    const result: Slot[] = slots.map((slot) => (proxied && slot.kind === 'Deployment' ? this.deployment(s, slot) : proxied && slot.id === 'Service' ? toProxy(s, slot) : slot));
    if (s.ports.length > 0) {
      result.push(...[undefined, ...s.versions].map((v) => ({
        id: `Service-${v?.name ?? 'all pods'}`,
        apiVersion: 'v1',
        kind: 'Service',
        name: endpointsService(s, v),
        namespace: s.namespace,
        render: () => ({ spec: proxyPorts(s, serviceSpec({ ...s, headless: true }, { ...s.selector, ...v?.labels })) }),
      })));
    }
    if (proxied) {
      result.push(configMap(joined(s.name, 'envoy'), s.namespace, () => ({ 'envoy.json': sidecarBootstrap(s, this.options.authorizers), 'hosts': '127.0.0.1 localhost\n::1 localhost\n' })));
      result.push({ id: 'NetworkPolicy', apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: s.name, namespace: s.namespace, render: () => ({ spec: networkPolicy(s, this.options.authorizers) }) });
      if (s.identity && s.ownsIdentity) {
        result.push(...identitySlots(s.identity, this.options));
      }
    }
    return result;
  }

  private deployment(s: ServiceModel, slot: Slot): Slot {
    return {
      ...slot,
      render: () => {
        const { spec } = slot.render() as Json;
        return { spec: { ...spec, template: { ...spec.template, spec: withSidecar(s, spec.template.spec, this.options) } } };
      },
    };
  }

  private gateway(g: GatewayModel): readonly Slot[] {
    return [
      ...edgeSlots(g, this.options), configMap(bootstrapName(g), g.workloadNamespace, () => ({ 'envoy.json': edgeBootstrap(g, this.options.authorizers) })), ...certificateSlots(g), ...identitySlots(g.identity, this.options),
    ];
  }
}

function configMap(name: string, namespace: string, data: () => { readonly [file: string]: string }): Slot {
  return { id: 'Bootstrap', apiVersion: 'v1', kind: 'ConfigMap', name, namespace, render: () => ({ data: data() }) };
}

function toProxy(s: ServiceModel, slot: Slot): Slot {
  return { ...slot, render: () => ({ spec: proxyPorts(s, (slot.render() as Json).spec) }) };
}

/** The Service's ports point to the proxy, which forwards to the application. */
function proxyPorts(s: ServiceModel, spec: Json): Json {
  return hasProxy(s) ? { ...spec, ports: spec.ports.map((p: Json, i: number) => (s.ports[i].protocol === 'udp' ? p : { ...p, targetPort: inboundPort(s, s.ports[i]) })) } : spec;
}
