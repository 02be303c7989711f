import { clientHalves, serverHalves } from './_mtls-halves';
import { knownOnlyIf, unknownIn, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const mtlsClientsMissing: Check = {
  code: 'MESH426',
  title: 'mutual TLS demanded by servers that clients don\'t speak',
  aliases: ['KIA0401', 'KIA0501'],
  severity: Severity.ERROR,
  explanation: 'With automatic mutual TLS off (`enableAutoMtls: false`) clients send plain text unless a DestinationRule says `ISTIO_MUTUAL`. Where a PeerAuthentication is STRICT their connections are reset: 503 everywhere.',
  run(world, report) {
    if (world.mesh.config.enableAutoMtls !== false) return;
    const clients = clientHalves(world);
    for (const [namespace, pa] of serverHalves(world)) {
      if (pa.spec.mtls?.mode !== 'STRICT' || clients.has('') || clients.has(namespace)) continue;
      const severity = unknownIn(world, pa.namespace);
      report(pa, {
        pointer: '/spec/mtls/mode',
        severity,
        aliases: [namespace ? 'KIA0501' : 'KIA0401'],
        message: `automatic mutual TLS is off, and no DestinationRule for ${namespace ? `*.${namespace}.svc.${world.domain}` : '*.local'}${knownOnlyIf(severity === Severity.ERROR)} makes clients speak it: `
          + `${namespace ? `services of ${namespace}` : 'all services'} reset their plain text, clients get 503`,
        fix: 'turn enableAutoMtls on (the default), or add a DestinationRule with tls.mode ISTIO_MUTUAL',
      });
    }
  },
};
