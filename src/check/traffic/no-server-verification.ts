import { pointer, type Check } from '../engine/check';
import type { TrafficPolicy } from '../engine/shapes/istio';
import { Severity } from '../finding';

type Tls = NonNullable<TrafficPolicy['tls']>;

/** Whether the policy opens TLS without anything to verify the server by. */
function unverified(tls: Tls | undefined, selected: boolean): boolean {
  if (tls?.mode !== 'SIMPLE' && tls?.mode !== 'MUTUAL') return false;
  return !tls.caCertificates && !(tls.credentialName && selected);
}
const EXPLANATION = 'TLS to a service without `caCertificates` (or a `credentialName` on a rule with a workloadSelector) verifies the server against the proxy\'s '
  + 'default trust store if the mesh is set up so, and otherwise not at all. For public hosts the system\'s certificates do; say so with '
  + '`caCertificates: system`.';

export const noServerVerification: Check = {
  code: 'MESH216',
  title: 'TLS to a host without a certificate authority to verify it by',
  aliases: ['IST0128'],
  severity: Severity.WARNING,
  explanation: EXPLANATION,
  run(world, report) {
    for (const dr of world.all('DestinationRule')) {
      const tls = dr.spec.trafficPolicy?.tls;
      if (!unverified(tls, dr.spec.workloadSelector !== undefined)) continue;
      report(dr, {
        pointer: '/spec/trafficPolicy/tls',
        message: `TLS mode ${tls!.mode} to ${dr.spec.host ?? ''} names no caCertificates: whether the server's certificate is verified depends on the proxy's defaults, and an impostor may be accepted`,
        fix: 'set tls.caCertificates, to "system" for certificates of public authorities',
      });
    }
  },
};

export const noServerVerificationOnPort: Check = {
  code: 'MESH217',
  title: 'TLS to a port without a certificate authority to verify it by',
  aliases: ['IST0129'],
  severity: Severity.WARNING,
  explanation: EXPLANATION,
  run(world, report) {
    for (const dr of world.all('DestinationRule')) {
      dr.spec.trafficPolicy?.portLevelSettings?.forEach((p, i) => {
        if (!unverified(p.tls, dr.spec.workloadSelector !== undefined)) return;
        report(dr, {
          pointer: pointer('spec', 'trafficPolicy', 'portLevelSettings', i, 'tls'),
          message: `TLS mode ${p.tls!.mode} to ${dr.spec.host ?? ''} port ${p.port?.number ?? '?'} names no caCertificates: whether the server's certificate is verified depends on the proxy's defaults, and an impostor may be accepted`,
          fix: 'set tls.caCertificates, to "system" for certificates of public authorities',
        });
      });
    }
  },
};
