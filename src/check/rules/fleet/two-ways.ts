import { clusterOf, membersOf } from './_facts';
import { given } from './_grants-facts';
import { GOOGLE_ACCOUNT } from './_identities-facts';
import { PRINCIPAL } from './_registration-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const twoWays: Check = {
  code: 'MESH953',
  title: 'service account that is two to Google Cloud',
  aliases: ['R-IX3'],
  severity: Severity.ERROR,
  explanation: 'A Kubernetes service account with the annotation `iam.gke.io/gcp-service-account` is that Google account to Google Cloud, always. Roles that are given to itself do nothing then.',
  runFleet(worlds, report) {
    const direct = new Map(given(worlds).flatMap((g) => {
      const [, , , rest] = PRINCIPAL.exec(g.member) ?? [];
      return rest?.startsWith('subject/ns/') ? [[rest, g] as const] : [];
    }));
    for (const world of membersOf(worlds)) {
      for (const account of world.all('ServiceAccount')) {
        const g = direct.get(`subject/ns/${account.namespace}/sa/${account.name}`);
        const google = account.annotations[GOOGLE_ACCOUNT];
        if (google !== undefined && g) {
          report(account, {
            pointer: `/metadata/annotations/${GOOGLE_ACCOUNT.replace('/', '~1')}`,
            message: `service account ${account.namespace}/${account.name} is ${google} to Google Cloud in ${clusterOf(world)}, so ${g.role}, which is given to itself, does nothing`,
            fix: 'leave the annotation out, or give the role to the Google account',
            related: [g.item],
          });
        }
      }
    }
  },
};
