import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const headerCase: Check = {
  code: 'MESH251',
  title: 'header name in upper case',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The API asks for the names of headers in lower case, which is what HTTP/2 and gRPC carry. Envoy lowers the name of a match; a client that takes the match as it stands, '
    + 'as proxyless gRPC may, never finds the header, and two keys that differ in case only are one header to Envoy.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.match.headers', 'http.match.withoutHeaders')) {
      vs.spec.http?.forEach((r, i) => r.match?.forEach((m, j) => {
        for (const field of ['headers', 'withoutHeaders'] as const) {
          for (const name in m[field]) {
            const lower = name.toLowerCase();
            if (name === lower || name.startsWith('@')) continue;
            report(vs, {
              pointer: pointer('spec', 'http', i, 'match', j, field, name),
              message: `${field} names the header ${name} in upper case, where the API asks for lower case: clients that take it as it stands (gRPC without a proxy) never match`,
              fix: `write ${lower}`,
            });
          }
        }
      }));
    }
  },
};
