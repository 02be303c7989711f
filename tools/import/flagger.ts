import { withFields } from './amend';
import { boolean, list, object, oneOf, string } from './declared';

const labels = list(string);

/** What Canary has in releases after the last one that is published as a module. */
export const flaggerSince = withFields({
  Canary: {
    'spec.service.headless': boolean,
    'spec.service.trafficDistribution': oneOf('PreferClose', 'PreferSameZone', 'PreferSameNode'),
    'spec.service.backendTimeout': string,
    'spec.service.unmanagedMetadata': object({ annotations: labels, labels }),
    'spec.analysis.webhooks.[].disableTLS': boolean,
    'spec.analysis.sessionAffinity.primaryCookieName': string,
    'spec.analysis.sessionAffinity.domain': string,
    'spec.analysis.sessionAffinity.httpOnly': boolean,
    'spec.analysis.sessionAffinity.partitioned': boolean,
    'spec.analysis.sessionAffinity.path': string,
    'spec.analysis.sessionAffinity.sameSite': oneOf('Strict', 'Lax', 'None'),
    'spec.analysis.sessionAffinity.secure': boolean,
  },
});
