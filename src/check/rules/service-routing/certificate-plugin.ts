import { nameOf, securityItems } from './_facts';
import { textOf } from '../../../grammar/json';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

const PLUGIN = 'google_cloud_private_spiffe';
const PATHS = [
  'spec.clientCertificate.certificateProviderInstance.pluginInstance', 'spec.serverValidationCa[*].certificateProviderInstance.pluginInstance',
  'spec.serverCertificate.certificateProviderInstance.pluginInstance', 'spec.mtlsPolicy.clientValidationCa[*].certificateProviderInstance.pluginInstance',
];

export const certificatePlugin: Check = {
  code: 'MESH536',
  title: 'certificate provider that no client has',
  aliases: [],
  severity: Severity.ERROR,
  explanation: `The only certificate provider that clients of Traffic Director have is \`${PLUGIN}\`: the certificates that GKE mounts for workloads. With any other provider in a TLS policy clients have no certificate, and connections fail. `
    + 'A client that presents a certificate but verifies none (`clientCertificate` without `serverValidationCa`) trusts any server.',
  runFleet(worlds, report) {
    for (const policy of [...securityItems(worlds, 'NetworkSecurityClientTLSPolicy'), ...securityItems(worlds, 'NetworkSecurityServerTLSPolicy')]) {
      for (const { pointer, value } of PATHS.flatMap((path) => at(policy.object, path))) {
        if (value !== PLUGIN) report(policy, { pointer, message: `no client of the mesh has certificate provider '${textOf(value)}': connections with ${nameOf(policy)} fail`, fix: `use pluginInstance: ${PLUGIN}` });
      }
      if (policy.kind === 'NetworkSecurityClientTLSPolicy' && text(policy.object, 'spec.clientCertificate.certificateProviderInstance.pluginInstance') !== undefined && at(policy.object, 'spec.serverValidationCa').length === 0) {
        report(policy, {
          pointer: '/spec',
          severity: Severity.WARNING,
          message: `clients present a certificate with ${nameOf(policy)} but verify none: they trust any server`,
          fix: `add serverValidationCa: [{ certificateProviderInstance: { pluginInstance: ${PLUGIN} } }]`,
        });
      }
    }
  },
};
