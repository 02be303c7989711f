import { mapping, mappings, specOf, text, type Loose } from './_loose';
import { nearest } from '../../../grammar/nearest';
import type { World } from '../../../world/world';
import { knownOnlyIf, pointer, unknownIn, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** A reference from one object to another, and the effect when that is missing. */
interface Reference {
  readonly at: readonly (string | number)[];
  readonly group: string;
  /** several if an object of any of them is enough */
  readonly kinds: readonly string[];
  readonly name: unknown;
  readonly namespace?: unknown;
  readonly without: string;
}
type References = (spec: Loose) => readonly Reference[];

const ROUTES = 'gateway.networking.k8s.io';
const LINKERD = 'policy.linkerd.io';
const KNATIVE = 'serving.knative.dev';
const KSERVE = 'serving.kserve.io';

const to = (at: readonly (string | number)[], ref: Loose, groups: readonly string[], without: string): readonly Reference[] =>
  (groups.includes(ref.group) && text(ref.kind) !== undefined ? [{ at: [...at, 'name'], group: ref.group, kinds: [ref.kind], name: ref.name, namespace: ref.namespace, without }] : []);

/** Policies of Envoy Gateway apply to objects in their own namespace. */
const targets: References = ({ targetRef, targetRefs }) => [
  ...to(['spec', 'targetRef'], mapping(targetRef), [ROUTES], 'the policy applies to nothing'),
  ...mappings(targetRefs).flatMap(([ref, i]) => to(['spec', 'targetRefs', i], ref, [ROUTES], 'the policy does not apply there')),
];

const REFERENCES: Readonly<Record<string, References>> = {
  'gateway.envoyproxy.io BackendTrafficPolicy': targets,
  'gateway.envoyproxy.io ClientTrafficPolicy': targets,
  'gateway.envoyproxy.io SecurityPolicy': targets,
  'gateway.envoyproxy.io EnvoyExtensionPolicy': targets,
  [`${LINKERD} ServerAuthorization`]: ({ server }) => [
    { at: ['spec', 'server', 'name'], group: LINKERD, kinds: ['Server'], name: mapping(server).name, without: 'this authorization admits nobody' },
  ],
  [`${LINKERD} AuthorizationPolicy`]: ({ targetRef, requiredAuthenticationRefs }) => [
    ...to(['spec', 'targetRef'], mapping(targetRef), [LINKERD], 'this policy admits nobody'),
    ...mappings(requiredAuthenticationRefs).flatMap(([ref, i]) => to(['spec', 'requiredAuthenticationRefs', i], ref, [LINKERD], 'no client satisfies this policy')),
  ],
  [`${LINKERD} HTTPLocalRateLimitPolicy`]: ({ targetRef }) => to(['spec', 'targetRef'], mapping(targetRef), [LINKERD], 'nothing is rate-limited'),
  [`${LINKERD} HTTPRoute`]: ({ parentRefs }) => mappings(parentRefs).flatMap(([ref, i]) => to(['spec', 'parentRefs', i], ref, [LINKERD], 'the route is not attached there')),
  [`${KSERVE} InferenceGraph`]: ({ nodes }) => Object.entries(mapping(nodes)).flatMap(([node, { steps } = {} as Loose]) => mappings(steps).map(([step, i]) => (
    { at: ['spec', 'nodes', node, 'steps', i, 'serviceName'], group: KSERVE, kinds: ['InferenceService'], name: step.serviceName, without: 'requests of this step fail' }))),
  [`${KSERVE} TrainedModel`]: ({ inferenceService }) => [
    { at: ['spec', 'inferenceService'], group: KSERVE, kinds: ['InferenceService'], name: inferenceService, without: 'the model is not loaded' },
  ],
  // a Service creates a Configuration with the same name
  [`${KNATIVE} Route`]: ({ traffic }) => mappings(traffic).map(([target, i]) => (
    { at: ['spec', 'traffic', i, 'configurationName'], group: KNATIVE, kinds: ['Configuration', 'Service'], name: target.configurationName, without: 'the Route never becomes ready' })),
  [`${KNATIVE} DomainMapping`]: ({ ref }) => (String(mapping(ref).apiVersion).startsWith(`${KNATIVE}/`)
    ? [{ at: ['spec', 'ref', 'name'], group: KNATIVE, kinds: [String(mapping(ref).kind)], name: mapping(ref).name, without: 'requests for the domain get a 404' }] : []),
};

export const missingReference: Check = {
  code: 'MESH694',
  title: 'unresolved reference of Envoy Gateway, Linkerd, KServe or Knative',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Policies of Envoy Gateway and Linkerd apply to the object that they refer to; graphs of KServe and routes of Knative send requests to the objects they refer to, in their own namespace unless they set another. The API server accepts a reference to an object that does not exist; only the status shows it.',
  run(world, report) {
    const names = namesIn(world);
    for (const [of, references] of Object.entries(REFERENCES)) {
      const [group, kind] = of.split(' ');
      for (const item of world.ofKind(group, kind)) {
        for (const ref of references(specOf(item))) {
          const name = text(ref.name);
          const namespace = text(ref.namespace) ?? item.namespace;
          if (name === undefined || ref.kinds.some((k) => names(ref.group, k, namespace).has(name))) continue;
          const near = nearest(name, [...names(ref.group, ref.kinds[0], namespace)]);
          report(item, {
            pointer: pointer(...ref.at),
            severity: unknownIn(world, namespace),
            message: `${ref.kinds[0]} ${namespace}/${name} is not defined${knownOnlyIf(world.closed(namespace))}: ${ref.without}`,
            fix: near ? `use ${near}` : elsewhere(world, ref, name) ?? `refer to one that exists in namespace ${namespace}`,
          });
        }
      }
    }
  },
};

/** The names of objects of a kind in a namespace, collected on first use. */
function namesIn(world: World): (group: string, kind: string, namespace: string) => ReadonlySet<string> {
  const known = new Map<string, Map<string, Set<string>>>();
  const none = new Set<string>();
  return (group, kind, namespace) => {
    const key = `${group}/${kind}`;
    let byNamespace = known.get(key);
    if (!byNamespace) {
      known.set(key, byNamespace = new Map());
      for (const item of world.ofKind(group, kind)) byNamespace.set(item.namespace, (byNamespace.get(item.namespace) ?? new Set()).add(item.name));
    }
    return byNamespace.get(namespace) ?? none;
  };
}

function elsewhere(world: World, { group, kinds }: Reference, name: string): string | undefined {
  const other = world.ofKind(group, kinds[0]).find((i) => i.name === name);
  return other && `move this object to namespace ${other.namespace}, where ${kinds[0]} ${name} is`;
}
