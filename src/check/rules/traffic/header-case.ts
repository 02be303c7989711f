import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const headerCase: Check = {
  code: 'MESH251',
  title: 'header name with upper-case letters',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The API requires header names in lower case, as HTTP/2 and gRPC send them. Envoy lowercases the name of a match; a client that uses the name unchanged, '
    + 'as proxyless gRPC may, never finds the header, and two keys that differ only in case are one header to Envoy.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.match.headers', 'http.match.withoutHeaders')) {
      vs.spec.http?.forEach((r, i) => r.match?.forEach((m, j) => {
        for (const field of ['headers', 'withoutHeaders'] as const) {
          for (const name in m[field]) {
            const lower = name.toLowerCase();
            if (name === lower || name.startsWith('@')) continue;
            report(vs, {
              pointer: pointer('spec', 'http', i, 'match', j, field, name),
              message: `${field} has the header ${name} in upper case, but the API requires lower case: clients that use the name unchanged (proxyless gRPC) never match`,
              fix: `use ${lower}`,
            });
          }
        }
      }));
    }
  },
};
