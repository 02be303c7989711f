import { pointer, type Check } from '../engine/check';
import { Severity } from '../finding';

export const headerCase: Check = {
  code: 'MESH251',
  title: 'header name in capitals',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The API asks for the names of headers in small letters, which is what HTTP/2 and gRPC carry. Envoy lowers the name of a match; a client that takes the match as it stands, '
    + 'as proxyless gRPC may, never finds the header, and two keys that differ in capitals only are one header to Envoy.',
  run(world, report) {
    for (const vs of world.all('VirtualService')) {
      vs.spec.http?.forEach((r, i) => r.match?.forEach((m, j) => {
        for (const field of ['headers', 'withoutHeaders'] as const) {
          for (const name in m[field]) {
            const lower = name.toLowerCase();
            if (name === lower || name.startsWith('@')) continue;
            report(vs, {
              pointer: pointer('spec', 'http', i, 'match', j, field, name),
              message: `${field} names ${name} with capitals, where the API asks for small letters: clients that don't lower it (proxyless gRPC) never match`,
              fix: `write ${lower}`,
            });
          }
        }
      }));
    }
  },
};
