import type { Slot } from '../plane';

/**
 * Sets the protocols of ports in the form that all Gateway API implementations support. Only Istio reads a protocol from the port name: others would use
 * HTTP/1.1 for a backend with plaintext HTTP/2, such as gRPC.
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
