import { clients, serviceItems } from './_facts';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

export const unofferedLabel: Check = {
  code: 'MESH971',
  title: 'endpoint policy for labels that no client has',
  aliases: ['G-TD11'],
  severity: Severity.WARNING,
  explanation: 'An endpoint policy applies to clients that send its labels to the control plane: those in the pod annotation `cloud.google.com/proxyMetadata`, in `--node-metadata` of a gRPC bootstrap, and the labels of a VM\'s proxy. '
    + 'Pod labels are not included, unless `cloud.google.com/forwardPodLabels` is set. A policy that matches no client leaves its endpoints open.',
  runFleet(worlds, report) {
    const policies = serviceItems(worlds, 'NetworkServicesEndpointPolicy');
    const known = policies.length === 0 ? [] : clients(worlds);
    const complete = worlds.every((w) => w.options.complete === true);
    for (const policy of policies) {
      const matcher = at(policy.object, 'spec.endpointMatcher.metadataLabelMatcher')[0]?.value;
      const labels = at(matcher, 'metadataLabels[*]').map(({ value }) => [text(value, 'labelName') ?? '', text(value, 'labelValue') ?? ''] as const);
      if (labels.length === 0) continue;
      const any = text(matcher, 'metadataLabelMatchCriteria') === 'MATCH_ANY';
      const fits = known.some(({ metadata }) => (any ? labels.some(([k, v]) => metadata[k] === v) : labels.every(([k, v]) => metadata[k] === v)));
      if (!fits) {
        report(policy, {
          // if the objects contain no client, there may be some elsewhere
          severity: known.length > 0 || complete ? Severity.WARNING : Severity.INFO,
          pointer: '/spec/endpointMatcher/metadataLabelMatcher/metadataLabels',
          message: `no client sends ${labels.map(([k, v]) => `${k}: ${v}`).join(any ? ' or ' : ', ')} to the control plane${known.length > 0 || complete ? '' : ' in the checked objects'}, so the policy applies to none and endpoints stay open`,
          fix: 'annotate the pods with cloud.google.com/proxyMetadata, the labels as JSON; for proxyless gRPC, pass --node-metadata to the bootstrap',
        });
      }
    }
  },
};
