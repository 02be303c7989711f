import type { Slot } from '../plane';

const RULE = 'EgressDestinationRule';

/**
 * Traffic Director supports subsets only in a DestinationRule in the namespace of the host's Service: those of an egress gateway are defined there once, for
 * all callers; managed istiod reads them there too.
 */
export function subsetsAtGateway(slots: readonly Slot[]): readonly Slot[] {
  const access = slots.find((slot) => slot.id === 'EgressAuthorizationPolicy');
  return slots.flatMap((slot) => (slot.kind !== 'DestinationRule' || !slot.id.startsWith(RULE) ? [slot] : slot.id === RULE && access ? [moved(slot, access)] : []));
}

function moved(slot: Slot, { name, namespace }: Slot): Slot {
  return {
    ...slot,
    name,
    namespace,
    render: () => {
      const { spec: { exportTo: _here, ...spec }, ...rest } = slot.render() as { spec: { exportTo?: unknown } };
      return { ...rest, spec };
    },
  };
}
