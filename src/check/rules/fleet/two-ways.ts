import { clusterOf, membersOf } from './_facts';
import { given } from './_grants-facts';
import { GOOGLE_ACCOUNT } from './_identities-facts';
import { PRINCIPAL } from './_registration-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const twoWays: Check = {
  code: 'MESH953',
  title: 'service account with both a direct grant and an impersonated Google service account',
  aliases: ['R-IX3'],
  severity: Severity.ERROR,
  explanation: 'A Kubernetes service account with the annotation `iam.gke.io/gcp-service-account` always acts as that Google service account in Google Cloud. Roles granted directly to the Kubernetes service account then have no effect.',
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
            message: `service account ${account.namespace}/${account.name} acts as ${google} in Google Cloud in ${clusterOf(world)}, so ${g.role}, granted directly to it, has no effect`,
            fix: 'remove the annotation, or grant the role to the Google service account',
            related: [g.item],
          });
        }
      }
    }
  },
};
