import { iamItems } from './_registration-facts';
import type { Check } from '../../engine/check';
import { text } from '../../engine/path';
import { Severity } from '../../finding';

export const poolRoles: Check = {
  code: 'MESH570',
  title: 'role on a CA pool that Config Connector can\'t grant',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'For IAM, Config Connector (up to v1.155) does not resolve an `external` reference to a PrivateCACAPool, does not support an IAMPartialPolicy or IAMPolicy of one, and does not support a PrivateCACertificateTemplate: '
    + 'such an object never becomes ready, the role is not granted, and workloads get no certificate. An IAMPolicyMember that refers to the PrivateCACAPool object by `name` works; '
    + 'otherwise grant the role with gcloud (`gcloud privateca pools add-iam-policy-binding`), for a template also on the project.',
  runFleet(worlds, report) {
    for (const item of iamItems(worlds)) {
      const kind = text(item.object, 'spec.resourceRef.kind');
      const external = text(item.object, 'spec.resourceRef.external');
      const pointer = '/spec/resourceRef';
      if (kind === 'PrivateCACertificateTemplate') {
        report(item, {
          pointer,
          message: 'Config Connector does not support IAM for certificate templates: the role is never granted, and certificates that use the template are refused',
          fix: 'grant roles/privateca.templateUser on the project of the template, or with gcloud privateca templates add-iam-policy-binding',
        });
      } else if (kind === 'PrivateCACAPool' && external !== undefined) {
        report(item, {
          pointer: `${pointer}/external`,
          message: `Config Connector does not resolve the external reference '${external}' to a CA pool: the role is never granted, and workloads get no certificate`,
          fix: 'refer to a PrivateCACAPool object by name; without one, use gcloud privateca pools add-iam-policy-binding',
        });
      } else if (kind === 'PrivateCACAPool' && item.kind !== 'IAMPolicyMember') {
        report(item, {
          pointer,
          message: `Config Connector does not support ${item.kind} for a CA pool: the roles are never granted, and workloads get no certificate`,
          fix: 'use an IAMPolicyMember for each member and role',
        });
      }
    }
  },
};
