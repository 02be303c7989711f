import { isDnsLabel } from './hosts';
import { Place } from './place';
import { show } from './problem';
import { entries, Fields, list, object, objects, text, texts } from './values';

/** Checks what a policy is attached to: a workload selector, or one or more targets. */
export function checkAttachment(spec: Fields, place: Place): void {
  checkSelector(spec.selector, 'matchLabels', place.at('selector'));
  const target = object(spec.targetRef);
  if (target) checkTarget(target, place.at('targetRef'));
  for (const [ref, i] of objects(spec.targetRefs)) checkTarget(ref, place.at('targetRefs', i));
}

const TARGETS: Record<string, string[]> = {
  '': ['Service'],
  'core': ['Service'],
  'networking.istio.io': ['ServiceEntry'],
  'gateway.networking.k8s.io': ['Gateway', 'GatewayClass'],
};

function checkTarget(ref: Fields, place: Place): void {
  const [group, kind] = [text(ref.group), text(ref.kind)];
  if (!Object.hasOwn(TARGETS, group) || !TARGETS[group].includes(kind)) {
    place.error('MESH110', `a policy can't target ${show(group ? `${group}/${kind}` : kind)}`,
      'target a Service, a ServiceEntry, a Gateway or a GatewayClass (of gateway.networking.k8s.io)');
  }
}

/** The schema rejects wildcards in `matchLabels`; those in the older `labels` are checked here. */
export function checkSelector(selector: unknown, field: 'labels' | 'matchLabels', place: Place): void {
  const given = object(selector);
  if (!given) return;
  const labels = entries(given[field]);
  if (!labels.length) {
    place.warn('MESH124', 'the selector has no labels, so it selects every workload of the namespace', 'add labels, or remove the selector to make that explicit');
  }
  if (field === 'matchLabels') return;
  for (const [key, value] of labels) {
    const pair = `${key}=${text(value)}`;
    if (key === '') place.at(field).error('MESH110', `the selector ${show(pair)} has an empty key`, 'set the key of the label');
    else if (pair.includes('*')) place.at(field, key).error('MESH110', `the selector ${show(pair)} has a wildcard`, 'select by exact labels');
  }
}

/** Which namespaces see a resource. */
export function checkExportTo(spec: Fields, namespace: string, place: Place, of: { serviceEntry?: boolean; selected?: boolean } = {}): void {
  const exported = texts(spec.exportTo);
  if (!exported.length) return;
  const seen = new Set<string>();
  for (const [entry, i] of exported) {
    const key = entry === '.' ? namespace : entry;
    if (seen.has(key)) {
      place.at('exportTo', i).error('MESH109', key === entry ? `${show(entry)} is listed twice` : `'.' and its own namespace '${namespace}' are the same`, 'remove one of the two');
      continue;
    }
    if (entry === '~' && !of.serviceEntry) {
      place.at('exportTo', i).error('MESH109', "only a ServiceEntry can be exported to no namespace ('~')", "use '.', '*' or namespace names");
      continue;
    }
    // a namespace that is unknown here is not checked
    if (!(key === '' && entry === '.') && !['.', '*', '~'].includes(key) && !isDnsLabel(key)) {
      place.at('exportTo', i).error('MESH109', `${show(entry)} is not a namespace`, "use '.', '*' or namespace names");
      continue;
    }
    seen.add(key);
  }
  const whole = place.at('exportTo');
  if (of.selected && seen.size) {
    if (!seen.has(namespace)) {
      whole.error('MESH109', 'a DestinationRule with a workload selector applies in its own namespace only', "export it to '.', or remove exportTo");
    } else if (seen.size > 1) {
      whole.error('MESH109', 'a DestinationRule with a workload selector can be exported to one namespace only', "keep '.'");
    }
  }
  for (const alone of ['*', '~']) {
    if (seen.has(alone) && list(spec.exportTo).length > 1) {
      whole.error('MESH109', `'${alone}' stands for ${alone === '*' ? 'every namespace' : 'no namespace'} and excludes all other entries`, `keep only '${alone}', or only the others`);
    }
  }
}

