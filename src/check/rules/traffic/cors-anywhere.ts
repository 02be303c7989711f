import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Patterns that any origin matches. */
const ANY = new Set(['.*', '^.*$', '.+', '^.+$', 'https?://.*', '^https?://.*$', 'http.*', 'https://.*', '^https://.*$', '(.*)']);

export const corsAnywhere: Check = {
  code: 'MESH252',
  title: 'requests with credentials from any origin',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Browsers refuse `*` together with credentials; Envoy therefore answers with the origin that asked. Where any origin is allowed with `allowCredentials`, every page on the web can call with the cookies of its visitor and read the answer.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.corsPolicy')) {
      vs.spec.http?.forEach((r, i) => {
        if (r.corsPolicy?.allowCredentials !== true) return;
        r.corsPolicy.allowOrigins?.forEach((origin, j) => {
          const { exact, prefix, regex } = origin;
          const any = exact === '*' || (prefix !== undefined && ['', 'http', 'http:', 'http://', 'https', 'https:', 'https://'].includes(prefix)) || (regex !== undefined && ANY.has(regex));
          if (!any) return;
          report(vs, {
            pointer: pointer('spec', 'http', i, 'corsPolicy', 'allowOrigins', j),
            message: `any origin (${JSON.stringify(origin)}) may send requests with credentials: every page on the web can call with its visitor's cookies and read the answer`,
            fix: 'write the origins that are meant, like { exact: https://shop.example.com }, or remove allowCredentials',
          });
        });
      });
    }
  },
};
