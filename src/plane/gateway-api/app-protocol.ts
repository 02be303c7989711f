import type { Slot } from '../plane';

/**
 * What ports speak, in the words that all implementations of Gateway API have. That the name of a port tells it is Istio's reading: others would ask
 * a backend that speaks HTTP/2 in plain text, as gRPC does, by HTTP/1.1.
 *
 * @see https://gateway-api.sigs.k8s.io/geps/gep-1911/
 */
export function spellProtocols(slots: readonly Slot[]): readonly Slot[] {
  return slots.map((slot) => (slot.kind !== 'Service' ? slot : {
    ...slot,
    render: () => {
      const { spec, ...rest } = slot.render() as any;
      return { ...rest, spec: { ...spec, ports: spec.ports.map((p: any) => (/^(grpc|http2)(-|$)/.test(p.appProtocol ?? p.name) && p.protocol !== 'UDP' ? { ...p, appProtocol: 'kubernetes.io/h2c' } : p)) } };
    },
  }));
}
