import type { AuthorizationRule } from '../../../world/shapes/istio';

/** Whether a rule matches only requests with a verified token. */
export function needsToken(rule: AuthorizationRule): boolean {
  const from = rule.from ?? [];
  return (from.length > 0 && from.every((f) => (f.source?.requestPrincipals?.length ?? 0) > 0))
    || (rule.when ?? []).some((w) => w.key?.startsWith('request.auth.') === true && (w.values?.length ?? 0) > 0);
}

/** Whether a DENY rule matches requests without a verified token. */
export function deniesWithout(rule: AuthorizationRule): boolean {
  const from = rule.from ?? [];
  return from.some((f) => (f.source?.notRequestPrincipals?.length ?? 0) > 0 && Object.values(f.source ?? {}).filter((l) => Array.isArray(l) && l.length > 0).length === 1)
    || (from.length === 0 && (rule.when ?? []).length > 0 && rule.when!.every((w) => w.key?.startsWith('request.auth.') === true && !w.values?.length && (w.notValues?.length ?? 0) > 0));
}
