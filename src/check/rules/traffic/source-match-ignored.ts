import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const sourceMatchIgnored: Check = {
  code: 'MESH313',
  title: 'match by client that is ignored beside gateways',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Where an `http` match names `gateways`, istiod compares those and looks at `sourceLabels` and `sourceNamespace` of the same match no more: every client takes the rule. (`tls` and `tcp` matches compare both.)',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.match.sourceLabels', 'http.match.sourceNamespace')) {
      vs.spec.http?.forEach((rule, i) => rule.match?.forEach((match, j) => {
        if (!match.gateways?.length) return;
        const fields = [...(Object.keys(match.sourceLabels ?? {}).length ? ['sourceLabels'] : []), ...(match.sourceNamespace ? ['sourceNamespace'] : [])];
        if (!fields.length) return;
        report(vs, {
          pointer: pointer('spec', 'http', i, 'match', j, fields[0]),
          message: `${fields.join(' and ')} ${fields.length > 1 ? 'are' : 'is'} ignored, since the match names gateways (${match.gateways.join(', ')}): requests of every client take this rule`,
          fix: 'remove gateways from the match, and give clients of the mesh a VirtualService of their own (gateways: [mesh])',
        });
      }));
    }
  },
};
