import { ANNOTATIONS, definition, READ_BY_INJECTOR } from './_annotation-table';
import { codes, overAnnotations } from './_annotations';
import { nearest } from '../../../grammar/nearest';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

const NAMES = Object.keys(ANNOTATIONS);
/** Istio's labels. */
const LABELS: ReadonlySet<string> = new Set([
  'istio.io/rev', 'istio.io/dataplane-mode', 'istio.io/use-waypoint', 'istio.io/use-waypoint-namespace', 'istio.io/ingress-use-waypoint', 'istio.io/waypoint-for', 'istio.io/global',
  'topology.istio.io/network', 'topology.istio.io/cluster', 'topology.istio.io/subzone', 'security.istio.io/tlsMode', 'service.istio.io/canonical-name', 'service.istio.io/canonical-revision',
  'networking.istio.io/tunnel',
]);
/** Most unknown ones are misspelt. */
function meant(name: string): string {
  if (LABELS.has(name)) return `move it to the labels: ${name} is a label`;
  const near = nearest(name, NAMES);
  return near === undefined ? 'remove it, or use an annotation that Istio supports' : `use ${near}`;
}

export const unknownAnnotation: Check = {
  code: 'MESH502',
  title: 'annotation that Istio does not know',
  aliases: ['IST0108'],
  severity: Severity.WARNING,
  explanation: 'The name ends in `istio.io`, but no version of Istio reads it: it is probably misspelt, and has no effect.',
  run: overAnnotations((name, place) => (definition(name) || (READ_BY_INJECTOR.has(name) && place.kind === 'Pod') ? undefined : {
    aliases: codes(place, 'IST0108'),
    message: `Istio has no annotation ${name}: it has no effect`,
    fix: meant(name),
  })),
};
