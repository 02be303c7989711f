import { podMetadata } from './_pod-place';
import type { Item } from '../../../world/item';
import type { Labels } from '../../../world/selector';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Labels that Istio reads, and their known values. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  'istio-injection': ['enabled', 'disabled'],
  'istio.io/dataplane-mode': ['ambient', 'none'],
  'sidecar.istio.io/inject': ['true', 'false'],
  'istio.io/waypoint-for': ['service', 'workload', 'all', 'none'],
};
const EFFECTS: Readonly<Record<string, string>> = {
  'istio-injection': 'pods of the namespace get no sidecar',
  'istio.io/dataplane-mode': 'ambient mode does not include the pods',
  'sidecar.istio.io/inject': 'the namespace decides, as if the label were not set',
  'istio.io/waypoint-for': 'the waypoint does not serve the intended traffic',
};
const PLACES: Readonly<Record<string, readonly string[]>> = {
  'istio-injection': ['Namespace'], 'istio.io/dataplane-mode': ['Namespace', 'Pod'], 'sidecar.istio.io/inject': ['Pod'], 'istio.io/waypoint-for': ['Gateway', 'GatewayClass'],
};

export const labelValues: Check = {
  code: 'MESH522',
  title: 'Istio label with an unknown value',
  aliases: [],
  severity: Severity.WARNING,
  yieldsTo: ['MESH680'], // it knows what becomes of the waypoint
  explanation: 'Istio compares its labels with fixed values: `istio-injection: enabled`, `istio.io/dataplane-mode: ambient`, `sidecar.istio.io/inject: "true"`, `istio.io/waypoint-for: service`. Any other value, including upper case, is treated as if the label were not set: what it should enable silently stays off.',
  run(world, report) {
    const look = (item: Item, labels: Labels, kind: string, at: string) => {
      for (const label in VALUES) {
        const value = labels[label];
        if (value === undefined || value === '' || VALUES[label].includes(value) || !PLACES[label].includes(kind)) continue;
        report(item, {
          pointer: at + pointer(label),
          message: `'${value}' is not a value that Istio knows for ${label}: ${EFFECTS[label]}`,
          fix: `use ${VALUES[label].map((v) => (v === 'true' || v === 'false' ? `"${v}"` : v)).join(' or ')}`,
        });
      }
    };
    for (const item of world.all('Namespace')) look(item, item.labels, 'Namespace', '/metadata/labels');
    for (const item of [...world.all('KubeGateway'), ...world.all('GatewayClass')]) look(item, item.labels, item.kind, '/metadata/labels');
    const carrying = new Set(Object.keys(VALUES).filter((label) => PLACES[label].includes('Pod')).flatMap((label) => [...world.podsLabelled(label)]));
    for (const pod of carrying) look(pod.item, pod.labels, 'Pod', podMetadata(pod, 'labels'));
  },
};
