import { clientHalves, serverHalves } from './_mtls-halves';
import { knownOnlyIf, unknownIn, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const mtlsClientsMissing: Check = {
  code: 'MESH426',
  title: 'mutual TLS required by servers but not used by clients',
  aliases: ['KIA0401', 'KIA0501'],
  severity: Severity.ERROR,
  explanation: 'With automatic mutual TLS off (`enableAutoMtls: false`) clients send plaintext unless a DestinationRule sets `ISTIO_MUTUAL`. If a PeerAuthentication is STRICT, their connections are reset, and every request gets a 503.',
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
        message: `automatic mutual TLS is off, and no DestinationRule for ${namespace ? `*.${namespace}.svc.${world.domain}` : '*.local'}${knownOnlyIf(severity === Severity.ERROR)} makes clients use it: `
          + `${namespace ? `services of ${namespace}` : 'all services'} reset their plaintext connections, and clients get a 503`,
        fix: 'set enableAutoMtls: true (the default), or add a DestinationRule with tls.mode ISTIO_MUTUAL',
      });
    }
  },
};
