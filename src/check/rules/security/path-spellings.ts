import { normalization } from './_path-normalization';
import { isExpression } from './_regular-expressions';
import { unmatchedPath } from '../../../grammar/unmatched';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { trafficDirector } from '../managed/_facts';

/** The effect of a rule, in a sentence about who bypasses it. */
const RULE: Readonly<Record<string, string>> = { 'ALLOW notPaths': 'exception', 'CUSTOM paths': 'authorizer', 'CUSTOM notPaths': 'authorizer', 'DENY paths': 'denial', 'DENY notPaths': 'denial' };

const LEFT: Readonly<Record<string, { readonly what: string; readonly spell: (path: string) => string; readonly up: string }>> = {
  NONE: { what: 'paths are compared as clients send them', spell: (p) => `/.${p}`, up: '../' },
  BASE: { what: 'repeated and escaped slashes are left unchanged', spell: (p) => `/${p}`, up: '..%2F' },
  MERGE_SLASHES: { what: 'escaped slashes (%2F) are left unchanged', spell: (p) => `/%2F${p.slice(1)}`, up: '..%2F' },
};

export const pathSpellings: Check = {
  code: 'MESH470',
  title: 'path rule that a different spelling of the path bypasses',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A denial by path, or an exception from an ALLOW (`notPaths`), compares the path after normalization. With Istio\'s default, `BASE`, the paths `//admin` and `/%2Fadmin` differ from `/admin`, but many servers '
    + 'treat them as the same. Set `pathNormalization.normalization: DECODE_AND_MERGE_SLASHES` in the mesh configuration, as `ControlPlane.inCluster` does. '
    + 'For a CUSTOM policy the finding is information if the mesh does not set `pathNormalization`. For a mesh that others install, declare its setting: `ControlPlane.existing({ pathNormalization })`.',
  run(world, report) {
    const { value, known, chosen } = normalization(world);
    const left = LEFT[value];
    if (!left) return;
    const unknown = world.options.pathNormalization === 'UNKNOWN' ? Severity.WARNING : Severity.INFO;
    for (const policy of world.all('AuthorizationPolicy')) {
      const action = policy.spec.action ?? 'ALLOW';
      policy.spec.rules?.forEach((r, i) => r.to?.forEach((to, j) => {
        for (const field of ['paths', 'notPaths'] as const) {
          const rule = RULE[`${action} ${field}`];
          // a path within the exclusion of a DENY can lead out of it again, if other paths are open
          const leaves = field === 'notPaths' && action !== 'ALLOW';
          const path = rule && to.operation?.[field]?.find((p) => p.startsWith('/') && p.length > 1 && p !== '/*' && (!leaves || p.endsWith('*')) && !unmatchedPath(p) && !isExpression(p));
          if (!rule || path === undefined) continue;
          const stem = path.replace(/\*$/, '');
          const other = leaves ? `${stem}${stem.endsWith('/') ? '' : '/'}${left.up}any` : left.spell(stem);
          report(policy, {
            pointer: pointer('spec', 'rules', i, 'to', j, 'operation', field),
            // the workload itself also checks requests that an authorizer allows: in a mesh without path settings, this is only information
            severity: action === 'CUSTOM' && !chosen ? Severity.INFO : known ? Severity.WARNING : unknown,
            message: `a request for '${other}' bypasses the ${rule}${leaves ? `, because the rule excludes '${path}'` : ` of '${path}'`}: `
              + (known ? `the mesh's path normalization is ${value}, with which ${left.what}` : `the mesh's path normalization is not known, and with Istio's default, BASE, ${left.what}`),
            fix: trafficDirector(world) ? 'deny by default and allow the intended paths; Traffic Director does not read pathNormalization'
              : `set meshConfig.pathNormalization.normalization: DECODE_AND_MERGE_SLASHES${known ? '' : ', and declare it: ControlPlane.existing({ pathNormalization }), or --mesh-config for the CLI'}`,
          });
        }
      }));
    }
  },
};
