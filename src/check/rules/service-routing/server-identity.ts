import { computeItems, nameOf } from './_facts';
import { spiffeError } from './_values';
import { textOf } from '../../../grammar/json';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

export const serverIdentity: Check = {
  code: 'MESH897',
  title: 'backend service that expects an identity no server can have',
  aliases: [],
  severity: Severity.ERROR,
  explanation: '`securitySettings.subjectAltNames` lists the identities that clients accept from servers. That of a workload is `spiffe://PROJECT.svc.id.goog/ns/NAMESPACE/sa/ACCOUNT`. With an identity of another form, clients refuse each server, and all requests fail.',
  runFleet(worlds, report) {
    for (const service of computeItems(worlds, 'ComputeBackendService')) {
      for (const { pointer, value } of at(service.object, 'spec.securitySettings.subjectAltNames[*]')) {
        const why = textOf(value).startsWith('spiffe://') ? spiffeError(textOf(value)) : undefined;
        if (why) report(service, { pointer, message: `identity '${textOf(value)}' ${why}: clients refuse every server of ${nameOf(service)}`, fix: 'use spiffe://PROJECT.svc.id.goog/ns/NAMESPACE/sa/SERVICE_ACCOUNT' });
      }
    }
  },
};
