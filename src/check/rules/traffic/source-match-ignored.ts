import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const sourceMatchIgnored: Check = {
  code: 'MESH313',
  title: 'client match that is ignored because gateways are listed',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'If an `http` match lists `gateways`, istiod compares those and ignores `sourceLabels` and `sourceNamespace` of the same match: requests of every client match. (`tls` and `tcp` matches compare both.)',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.match.sourceLabels', 'http.match.sourceNamespace')) {
      vs.spec.http?.forEach((rule, i) => rule.match?.forEach((match, j) => {
        if (!match.gateways?.length) return;
        const fields = [...(Object.keys(match.sourceLabels ?? {}).length ? ['sourceLabels'] : []), ...(match.sourceNamespace ? ['sourceNamespace'] : [])];
        if (!fields.length) return;
        report(vs, {
          pointer: pointer('spec', 'http', i, 'match', j, fields[0]),
          message: `${fields.join(' and ')} ${fields.length > 1 ? 'are' : 'is'} ignored, because the match lists gateways (${match.gateways.join(', ')}): requests of every client match this rule`,
          fix: 'remove gateways from the match, and create a separate VirtualService for clients in the mesh (gateways: [mesh])',
        });
      }));
    }
  },
};
