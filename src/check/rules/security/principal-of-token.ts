import { effect, over } from './_authorization-values';
import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** A problem of a value, and what to use. */
interface Problem { readonly why: string; readonly use: string }

/** The issuers of the tokens that the checked objects validate. */
const issuers = (world: World): readonly string[] => world.once(issuers, () =>
  [...new Set(world.all('RequestAuthentication').flatMap((ra) => (ra.spec.jwtRules ?? []).map((rule) => rule.issuer ?? '')))]);

/** A value without its scheme, in which a slash separates the issuer from the subject. */
const withoutScheme = (value: string): string => value.replace(/^[a-z]+:\/\//, '');

/** Why a value is the principal of no token. */
function problemOf(world: World, value: string): Problem | undefined {
  if (value.startsWith('*')) return undefined;
  const known = issuers(world);
  const open = value.endsWith('*');
  const stem = open ? value.slice(0, -1) : value;
  if (!open) {
    const issuer = known.find((i) => i && (value === i || value === `${i}/`)) ?? known.find((i) => i === `${value}/`);
    if (issuer !== undefined) return { why: 'is the issuer of the tokens without a subject', use: `"${issuer}/*" for every token of the issuer, or "${issuer}/SUBJECT"` };
    if (!withoutScheme(value).includes('/')) return { why: 'has no slash between an issuer and a subject', use: known.length === 1 && known[0] && !/^[a-z]+:/.test(value) ? `"${known[0]}/${value}"` : `"${/^[a-z]+:/.test(value) ? `${value}/*` : `ISSUER/${value}`}"` };
  }
  if (!known.length || known.includes('')) return undefined;
  // an issuer that ends in a slash has two before the subject
  const doubled = known.find((i) => i.endsWith('/') && stem.length > i.length && stem.startsWith(i) && stem[i.length] !== '/');
  if (doubled !== undefined && !known.some((i) => stem.startsWith(`${i}/`) && i !== doubled)) return { why: `has one slash before the subject, but the issuer ${doubled} ends in a slash itself`, use: `"${doubled}/${value.slice(doubled.length)}"` };
  return undefined;
}

/** The conditions on the principal of a token, which are compared like the values of `requestPrincipals`. */
function eachCondition(policy: ItemOf<'AuthorizationPolicy'>, visit: (field: string, value: string, at: string) => void): void {
  policy.spec.rules?.forEach((rule, i) => rule.when?.forEach((condition, j) => {
    if (condition.key !== 'request.auth.principal') return;
    for (const field of ['values', 'notValues'] as const) condition[field]?.forEach((value, k) => visit(field, value, pointer('spec', 'rules', i, 'when', j, field, k)));
  }));
}

export const principalOfToken: Check = {
  code: 'MESH445',
  title: 'requestPrincipals value that no token has',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The principal of a request with a valid token is `ISSUER/SUBJECT`, from its claims `iss` and `sub`. The issuer alone, or the subject alone, matches no token: an ALLOW refuses every request, and a DENY denies none. '
    + 'For every token of an issuer use `ISSUER/*`. An issuer that ends in a slash has two slashes before the subject.',
  run(world, report) {
    const visit = (policy: ItemOf<'AuthorizationPolicy'>) => (field: string, value: string, at: string) => {
      const problem = problemOf(world, value);
      if (!problem) return;
      report(policy, { pointer: at, message: `'${value}' ${problem.why}: no token has this principal, ${effect(policy, field)}`, fix: `use ${problem.use}` });
    };
    over((_, __, policy) => (field, value, at) => { if (/^(notR|r)equestPrincipals$/.test(field)) visit(policy)(field, value, at); })!(world, report);
    for (const policy of world.all('AuthorizationPolicy')) eachCondition(policy, visit(policy));
  },
};
