import { nearest } from '../../../grammar/nearest';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

interface Wrong { readonly why: string; readonly fix: string }
interface Field { readonly group: string; readonly kind: string; readonly path: string; wrong(value: string): Wrong | undefined }

const DNS = 'dns.cnrm.cloud.google.com';
const oneOf = (...known: readonly string[]) => (value: string): Wrong | undefined => (known.includes(value) ? undefined
  : { why: `is not one of ${known.join(', ')}`, fix: `use ${nearest(value, known) ?? known.join(' or ')}` });
const absolute = (value: string): Wrong | undefined => (value.endsWith('.') ? undefined : { why: 'does not end with a dot, so it is not a full DNS name', fix: `add the dot: '${value}.'` });

/** The form of values that Config Connector passes on unread. */
const FIELDS: readonly Field[] = [
  { group: 'privateca.cnrm.cloud.google.com', kind: 'PrivateCACAPool', path: 'spec.tier', wrong: oneOf('ENTERPRISE', 'DEVOPS') },
  ...['WorkloadCertificateConfig', 'TrustConfig'].map((kind): Field => (
    { group: 'security.cloud.google.com', kind, path: 'metadata.name', wrong: (name) => (name === 'default' ? undefined : { why: 'is not the name that GKE reads', fix: 'name the object default' }) }
  )),
  { group: DNS, kind: 'DNSManagedZone', path: 'spec.dnsName', wrong: absolute },
  { group: DNS, kind: 'DNSRecordSet', path: 'spec.name', wrong: absolute },
];

export const resourceValues: Check = {
  code: 'MESH727',
  title: 'value that Google refuses in a certificate or DNS resource',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The API server accepts these values, and Google refuses them: a CA pool has the tier `ENTERPRISE` or `DEVOPS`, DNS names are written in full with a dot at the end, and GKE reads only the WorkloadCertificateConfig and the TrustConfig with the name `default`.',
  run(world, report) {
    for (const { group, kind, path, wrong } of FIELDS) {
      for (const item of world.ofKind(group, kind)) {
        for (const { pointer, value } of at(item.object, path)) {
          const problem = typeof value === 'string' ? wrong(value) : undefined;
          if (problem) report(item, { pointer, message: `'${String(value)}' ${problem.why}: ${kind} ${item.name} has no effect`, fix: problem.fix });
        }
      }
    }
  },
};
