import { tlsSettings } from './_tls-settings';
import { knownOnlyIf, unknownIn, type Check } from '../../engine/check';
import { nearObject, orNearIn } from '../../engine/near';
import { Severity } from '../../finding';

/** `configmap://` names a ConfigMap with a CA, `kubernetes://` and others name their own store. */
const SCHEME = '://';

export const clientCredentialMissing: Check = {
  code: 'MESH281',
  title: 'credential of a DestinationRule that does not exist',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The clients that the `workloadSelector` of a DestinationRule selects read its `credentialName` from a Secret in their own namespace, which is that of the rule. '
    + 'Without the Secret, their proxies have no certificates for the destination, and requests to it get a 503.',
  run(world, report) {
    for (const rule of world.all('DestinationRule', 'workloadSelector')) {
      if (rule.namespace === world.mesh.rootNamespace) continue; // it selects clients of any namespace
      for (const { tls, at } of tlsSettings(rule)) {
        const name = tls.credentialName;
        if (!name || name.includes(SCHEME) || (tls.mode !== 'SIMPLE' && tls.mode !== 'MUTUAL')) continue;
        const { namespace } = rule;
        if (world.find('Secret', namespace, name) || world.made.by('Secret', namespace, name)) continue;
        report(rule, {
          pointer: `${at}/credentialName`,
          severity: unknownIn(world, namespace),
          message: `Secret ${namespace}/${name} is not defined${knownOnlyIf(world.closed(namespace))}: requests to ${rule.spec.host ?? ''} get a 503`,
          fix: orNearIn(namespace, nearObject(world, 'Secret', namespace, name), `create Secret ${name} in namespace ${namespace}`),
        });
      }
    }
  },
};
