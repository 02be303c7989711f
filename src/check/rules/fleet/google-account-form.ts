import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

const ANNOTATION = 'iam.gke.io/gcp-service-account';
/** Accounts of projects, and those that Google creates for Compute Engine and App Engine. */
const ACCOUNT = /^[a-z0-9][-a-z0-9_]*@([a-z0-9._-]+\.iam|developer|appspot|cloudservices)\.gserviceaccount\.com$/i;

export const googleAccountForm: Check = {
  code: 'MESH722',
  title: 'annotation with a malformed Google service account',
  aliases: [],
  severity: Severity.ERROR,
  explanation: `The annotation \`${ANNOTATION}\` of a ServiceAccount is the email address of a Google service account: \`NAME@PROJECT.iam.gserviceaccount.com\`. With anything else, the pods get no credentials for Google's APIs.`,
  run(world, report) {
    for (const account of world.all('ServiceAccount')) {
      const email = account.annotations[ANNOTATION];
      if (email === undefined || ACCOUNT.test(email)) continue;
      report(account, {
        pointer: pointer('metadata', 'annotations', ANNOTATION),
        message: `'${email}' is not the email address of a Google service account: pods that run as ${account.namespace}/${account.name} get no credentials for Google's APIs`,
        fix: `use ${email.split('@')[0] || 'NAME'}@PROJECT.iam.gserviceaccount.com, with the id of the project`,
      });
    }
  },
};
