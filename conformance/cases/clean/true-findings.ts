import { listed, pinnedFindings } from '../../../tools/precision/pinned';
import { Case } from '../../harness/case';

/** The lines of a list that the checks do not find any more. */
async function lost(list: readonly string[]): Promise<string[]> {
  const found = new Set(await pinnedFindings());
  return list.filter((line) => !found.has(line));
}

export const cases: Case[] = [
  { group: 'clean', name: 'true findings in the samples of others are still found', run: async (_lab, t) => t.equal('lost findings', [], await lost(listed())) },
  {
    group: 'clean',
    name: 'control: a finding that is not there is noticed',
    run: async (_lab, t) => {
      const nowhere = 'knative.dev/serving/test/config\tnowhere.yaml\tService nobody\tMESH201';
      t.equal('lost findings', [nowhere], await lost([...listed(), nowhere]));
    },
  },
];
