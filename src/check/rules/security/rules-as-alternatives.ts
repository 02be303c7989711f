import { targetsOf } from './_allowing';
import type { AuthorizationRule } from '../../../world/shapes/istio';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Conditions on the client's identity count as `from`. */
const ofClient = (key: string | undefined): boolean => key !== undefined && /^(source\.|remote\.|request\.auth\.)/.test(key);

const hasFrom = (r: AuthorizationRule): boolean => (r.from ?? []).some((f) => Object.keys(f.source ?? {}).length) || (r.when ?? []).some((w) => ofClient(w.key));
const hasTo = (r: AuthorizationRule): boolean => (r.to ?? []).some((t) => Object.keys(t.operation ?? {}).length) || (r.when ?? []).some((w) => !ofClient(w.key));

/** Whether a rule matches traffic that is often open to everybody intentionally: probes, preflights, JWKS, a whole port. */
const OPEN = /(^|[/._-])(healthz?|live(ness|z)?|readi?(ness|y|yz)?|startup|status|ping|metrics|well-known|favicon|robots|public|static|assets|login|oauth2?|callback|version)([/._-]|$)|^\/$/i;

/** Headers by which a client shows who it is: a rule for them stands on its own. */
const CREDENTIAL = /auth|token|key|secret|cookie|signature|internal|client|user|forwarded/i;

function meantOpen(rule: AuthorizationRule): boolean {
  if (rule.when?.some(({ key = '' }) => !key.startsWith('request.headers[') || CREDENTIAL.test(key))) return true;
  if (rule.when?.length) return false;
  return (rule.to ?? []).every(({ operation: o }) => {
    if (o?.methods?.length && o.methods.every((m) => m === 'OPTIONS')) return true;
    if (o?.paths?.length) return o.paths.every((p) => OPEN.test(p.replace(/\*$/, '')));
    return !o?.methods?.length;
  });
}

/** "Anyone may call this path; with a token, any path": how paths are opened in front of a login. */
const letsTokensIn = (rule: AuthorizationRule): boolean => !rule.when?.length && (rule.from ?? []).length > 0
  && rule.from!.every(({ source }) => Object.keys(source ?? {}).every((field) => field === 'requestPrincipals') && source?.requestPrincipals?.includes('*'));
const namesPaths = (rule: AuthorizationRule): boolean => (rule.to ?? []).every(({ operation }) => operation?.paths?.length);

export const rulesAsAlternatives: Check = {
  code: 'MESH440',
  title: 'rules that are alternatives although both should apply',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Each entry of `rules` allows requests by itself. An entry with only `from` lets its clients do everything, and an entry with only `to` lets every client do it. An extra dash before `to` splits one rule into two such entries. '
    + 'If that is intended, acknowledge the finding.',
  run(world, report) {
    for (const policy of world.all('AuthorizationPolicy', 'rules')) {
      const rules = policy.spec.rules ?? [];
      if ((policy.spec.action ?? 'ALLOW') !== 'ALLOW' || rules.length < 2 || rules.some((r) => hasFrom(r) === hasTo(r))) continue;
      const clients = rules.findIndex(hasFrom);
      const operations = rules.findIndex((r) => !hasFrom(r));
      if (clients < 0 || operations < 0 || rules.filter((r) => !hasFrom(r)).some(meantOpen)) continue;
      if (rules.filter(hasFrom).every(letsTokensIn) && rules.filter((r) => !hasFrom(r)).every(namesPaths)) continue;
      const { to = [], when = [] } = rules[operations];
      const what = [...to.flatMap(({ operation: o }) => [...o?.methods ?? [], ...o?.paths ?? [], ...o?.hosts ?? []]), ...when.map(({ key }) => key ?? '')].slice(0, 3).join(', ');
      report(policy, {
        pointer: pointer('spec', 'rules', operations),
        message: `rule ${operations} has no client and rule ${clients} has no operation, and rules are alternatives: every client ${to.length ? `may do ${what || 'what the first lists'}` : `with ${what} may do everything`}, and the clients of rule ${clients} may do everything${targetsOf(policy).length ? ' at the targets' : ''}`,
        fix: `merge them into one rule, without a dash before ${to.length ? 'to' : 'when'}: { from: […], ${to.length ? 'to' : 'when'}: […] }; or acknowledge this if both are intended`,
      });
    }
  },
};
