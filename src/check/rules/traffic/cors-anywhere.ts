import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Patterns that match any origin. */
const ANY = new Set(['.*', '^.*$', '.+', '^.+$', 'https?://.*', '^https?://.*$', 'http.*', 'https://.*', '^https://.*$', '(.*)']);

export const corsAnywhere: Check = {
  code: 'MESH252',
  title: 'CORS policy that allows credentials from any origin',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Browsers refuse `*` together with credentials, so Envoy answers with the origin of the request. If any origin is allowed together with `allowCredentials`, every web page can send requests with its visitor\'s cookies and read the responses.',
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
            message: `any origin (${JSON.stringify(origin)}) may send requests with credentials: every web page can call with its visitor's cookies and read the response`,
            fix: 'list the intended origins, like { exact: https://shop.example.com }, or remove allowCredentials',
          });
        });
      });
    }
  },
};
