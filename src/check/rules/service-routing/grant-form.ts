import { nameOf } from './_facts';
import { iamItems } from '../fleet/_registration-facts';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

const KINDS: Readonly<Record<string, (kind: string, external: boolean) => string | undefined>> = {
  PrivateCACAPool: (kind, external) => (external ? 'Config Connector can\'t resolve a CA pool by external' : kind === 'IAMPartialPolicy' || kind === 'IAMPolicy' ? `Config Connector has no ${kind} for a CA pool` : undefined),
  PrivateCACertificateTemplate: () => 'Config Connector gives no roles on certificate templates',
};

export const grantForm: Check = {
  code: 'MESH734',
  title: 'role that Config Connector can\'t give',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Config Connector gives roles on a CA pool only by an IAMPolicyMember that names a PrivateCACAPool object of its own (`name`): the form `external` is never resolved. On certificate templates it gives none at all; the role goes to the project. The object stays in error, and workloads get no certificates.',
  runFleet(worlds, report) {
    for (const item of iamItems(worlds)) {
      const kind = text(item.object, 'spec.resourceRef.kind') ?? '';
      const external = at(item.object, 'spec.resourceRef.external').length > 0;
      const why = KINDS[kind]?.(item.kind, external);
      if (!why) continue;
      report(item, {
        pointer: '/spec/resourceRef',
        message: `${why}: ${nameOf(item)} never takes effect, and those it is for get no certificates`,
        fix: kind === 'PrivateCACAPool' ? 'use an IAMPolicyMember whose resourceRef has the name of a PrivateCACAPool object, or run gcloud privateca pools add-iam-policy-binding' : 'give the role on the project, with kind: Project',
      });
    }
  },
};
