import { Place } from './place';
import { show } from './problem';
import { Fields, object, text } from './values';

const DRY_RUN = 'istio.io/dry-run';
/** Annotations that the control plane sets itself, on objects generated from Gateway API. */
const RESERVED = ['internal.istio.io/webhook-always-reject', 'internal.istio.io/parents', 'internal.istio.io/parent-namespace'];

/** Objects that the control plane generates from Gateway API have reserved names. */
export function isGenerated(manifest: Fields, what: 'gateway' | 'route'): boolean {
  return object(object(manifest.metadata)?.annotations)?.[`internal.istio.io/${what}-semantics`] === 'gateway';
}

/** The annotations for which the control plane rejects an object. */
export function checkAnnotations(manifest: Fields, place: Place): void {
  const annotations = object(object(manifest.metadata)?.annotations);
  if (!annotations) return;
  for (const name of RESERVED) {
    if (annotations[name] !== undefined) place.at('metadata', 'annotations', name).error('MESH120', `the annotation ${name} is set only by the control plane`, 'remove the annotation');
  }
  if (annotations[DRY_RUN] === undefined) return;
  const at = place.at('metadata', 'annotations', DRY_RUN);
  const action = text(object(manifest.spec)?.action) || 'ALLOW';
  if (manifest.kind !== 'AuthorizationPolicy') {at.error('MESH120', `${DRY_RUN} is for AuthorizationPolicies: a ${manifest.kind} has no dry run`, `remove ${DRY_RUN}`);} else if (action !== 'ALLOW' && action !== 'DENY') {at.error('MESH120', `only ALLOW and DENY support a dry run, got ${action}`, `remove ${DRY_RUN}`);} else if (!/^(?:1|0|[tf]|true|false|True|False|TRUE|FALSE|[TF])$/.test(text(annotations[DRY_RUN]))) {
    at.error('MESH120', `${DRY_RUN} must be "true" or "false", got ${show(annotations[DRY_RUN])}`, 'use "true" or "false", in quotes');
  }
}
