import { iamItems } from './_registration-facts';
import type { Check } from '../../engine/check';
import { text } from '../../engine/path';
import { Severity } from '../../finding';

export const poolRoles: Check = {
  code: 'MESH570',
  title: 'role on a certificate pool that Config Connector can\'t give',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Config Connector (up to v1.155) resolves no `external` reference to a PrivateCACAPool for IAM, sets no IAMPartialPolicy or IAMPolicy of one, and has no IAM for a PrivateCACertificateTemplate: '
    + 'such an object never becomes ready, the role is not given, and workloads get no certificate. An IAMPolicyMember that names the PrivateCACAPool object (`name`) works; '
    + 'otherwise give the role with gcloud (`gcloud privateca pools add-iam-policy-binding`), that on a template also on the project.',
  runFleet(worlds, report) {
    for (const item of iamItems(worlds)) {
      const kind = text(item.object, 'spec.resourceRef.kind');
      const external = text(item.object, 'spec.resourceRef.external');
      const pointer = '/spec/resourceRef';
      if (kind === 'PrivateCACertificateTemplate') {
        report(item, {
          pointer,
          message: 'Config Connector has no IAM for certificate templates: the role is never given, and certificates that follow the template are refused',
          fix: 'give roles/privateca.templateUser on the project of the template, or with gcloud privateca templates add-iam-policy-binding',
        });
      } else if (kind === 'PrivateCACAPool' && external !== undefined) {
        report(item, {
          pointer: `${pointer}/external`,
          message: `Config Connector does not resolve the external reference '${external}' to a CA pool: the role is never given, and workloads get no certificate`,
          fix: 'refer to a PrivateCACAPool object by name; without one, use gcloud privateca pools add-iam-policy-binding',
        });
      } else if (kind === 'PrivateCACAPool' && item.kind !== 'IAMPolicyMember') {
        report(item, {
          pointer,
          message: `Config Connector sets no ${item.kind} of a CA pool: the roles are never given, and workloads get no certificate`,
          fix: 'write an IAMPolicyMember for each member and role',
        });
      }
    }
  },
};
