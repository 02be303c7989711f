import { portError, rangeError } from './_values';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { podPlace } from '../workload/_pod-place';

const PREFIX = 'cloud.google.com/';
const METADATA_SERVER = '169.254.169.254/32';

/** How a value of an annotation is judged: why it is unusable, or nothing. */
type Judge = (value: string) => string | undefined;

const listOf = (judge: Judge, any: boolean): Judge => (text) => {
  if (text === '' || (any && text === '*')) return undefined;
  const wrong = text.split(',').map((entry) => ({ entry: entry.trim(), why: judge(entry.trim()) })).find(({ why }) => why !== undefined);
  return wrong && `has '${wrong.entry}', which ${wrong.why}`;
};
const flag: Judge = (text) => (text === 'true' || text === 'false' ? undefined : `is '${text}', which the injector reads as false`);

const FORMS: { readonly [name: string]: { readonly judge: Judge; readonly example: string } } = {
  includeInboundPorts: { judge: listOf(portError, true), example: 'ports with commas, such as "8080,9090", or "*"' },
  excludeInboundPorts: { judge: listOf(portError, false), example: 'ports with commas, such as "8080,9090"' },
  excludeOutboundPorts: { judge: listOf(portError, false), example: 'ports with commas, such as "3306"' },
  includeOutboundCIDRs: { judge: listOf(rangeError, true), example: 'ranges with commas, such as "10.0.0.0/8", or "*"' },
  excludeOutboundCIDRs: { judge: listOf(rangeError, false), example: `ranges with commas, such as "${METADATA_SERVER},10.0.0.0/8"` },
  forwardPodLabels: { judge: flag, example: '"true" or "false"' },
  enableManagedCerts: { judge: flag, example: '"true" or "false"' },
};

type Annotations = Readonly<Record<string, string>>;

export const injectorAnnotation: Check = {
  code: 'MESH746',
  title: 'pod annotation that the sidecar injector of service routing can\'t use',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Pod annotations `cloud.google.com/…` select what is redirected to the sidecar: lists of ports and of address ranges with commas. `istio-iptables` fails on anything else, and the pod does not start. '
    + '`forwardPodLabels` and `enableManagedCerts` apply only if they are "true". Three combinations are warnings: exclusions have no effect unless everything is included ("*"); `proxyMetadata` is ignored with `forwardPodLabels`; and exclusions without '
    + '`169.254.169.254/32` redirect requests to the metadata server, from which applications get their Google credentials.',
  run(world, report) {
    for (const pod of world.pods(undefined)) {
      const annotations = ofInjector(pod.annotations);
      const place = (name: string) => podPlace(pod, 'annotations', PREFIX + name);
      for (const name of Object.keys(annotations)) {
        const why = FORMS[name].judge(annotations[name]);
        if (why) report(pod.item, { pointer: place(name), message: `the annotation ${PREFIX}${name} ${why}`, fix: `use ${FORMS[name].example}` });
      }
      for (const { name, message, fix } of ineffective(annotations, pod.annotations)) report(pod.item, { severity: Severity.WARNING, pointer: place(name), message, fix });
    }
  },
};

function ofInjector(annotations: Annotations): Annotations {
  return Object.fromEntries(Object.keys(FORMS).filter((name) => annotations[PREFIX + name] !== undefined).map((name) => [name, annotations[PREFIX + name]]));
}

interface Ineffective {
  readonly name: string;
  readonly message: string;
  readonly fix: string;
}

function ineffective(own: Annotations, all: Annotations): readonly Ineffective[] {
  const excluded = own.excludeOutboundCIDRs;
  return [
    ...without(own, 'excludeInboundPorts', 'includeInboundPorts', ''),
    ...without(own, 'excludeOutboundCIDRs', 'includeOutboundCIDRs', '*'),
    ...(excluded !== undefined && !excluded.split(',').map((r) => r.trim()).some((r) => r === METADATA_SERVER || r === '169.254.169.254') && (own.includeOutboundCIDRs ?? '*') === '*' ? [{
      name: 'excludeOutboundCIDRs',
      message: `the annotation ${PREFIX}excludeOutboundCIDRs '${excluded}' replaces the default ${METADATA_SERVER}: requests to the metadata server are redirected, and applications get no Google credentials`,
      fix: `add ${METADATA_SERVER}`,
    }] : []),
    ...(own.forwardPodLabels === 'true' && all[`${PREFIX}proxyMetadata`] !== undefined ? [{
      name: 'forwardPodLabels',
      message: `the annotation ${PREFIX}proxyMetadata has no effect with ${PREFIX}forwardPodLabels "true": the proxy sends the pod's labels instead`,
      fix: 'remove one of the two',
    }] : []),
  ];
}

/** An exclusion, unless everything is included. */
function without(own: Annotations, excluded: string, included: string, byDefault: string): readonly Ineffective[] {
  const value = own[included] ?? byDefault;
  return !own[excluded] || value === '*' ? [] : [{
    name: excluded,
    message: `the annotation ${PREFIX}${excluded} has no effect, as ${PREFIX}${included} is ${value === '' ? 'empty' : `'${value}'`} and not "*"`,
    fix: `set ${PREFIX}${included} to "*", or remove ${PREFIX}${excluded}`,
  }];
}
