import { CheckLayer, Severity, type Finding } from '../finding';
import type { Item } from './item';

const ISTIOCTL = 'galley.istio.io/analyze-suppress';
const KIALI = 'kiali.io/ignore-validations';
/** Our own, for manifests that no construct makes: `MESH201=reason; MESH305=reason`. */
export const ACKNOWLEDGE = 'cdk8s-mesh.dev/acknowledge';

/** Whether the object itself carries an annotation that silences the finding. What an API server refuses can't be silenced. */
export function suppressedByAnnotation(item: Item, finding: Finding): boolean {
  const { annotations } = item;
  const has = (codes: readonly string[]) => codes.some((c) => c === finding.code || finding.aliases.includes(c));
  const own = annotations[ACKNOWLEDGE];
  if (own && has(acknowledged(own))) return true;
  if (finding.layer !== CheckLayer.SEMANTIC && finding.severity === Severity.ERROR) return false;
  for (const annotation of [ISTIOCTL, KIALI]) {
    const value = annotations[annotation];
    if (!value) continue;
    const codes = value.split(',').map((c) => c.trim());
    if (codes.includes('*') || has(codes)) return true;
  }
  return false;
}

/** Codes with a reason; a code without one counts for nothing. */
const acknowledged = (annotation: string): string[] =>
  annotation.split(';').map((part) => part.split('=')).filter(([code, ...reason]) => code.trim() && reason.join('=').trim()).map(([code]) => code.trim());
