import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MeshFeature, MutualTls, UpstreamTls } from 'cdk8s-mesh';
import { find } from '../../harness/case';
import { Authority } from '../../harness/certificates';
import { shop } from '../../harness/shop';

const HTTPS = { 'api-v1': 'https', 'api-v2': 'https', 'api-v3': 'https' } as const;
const folder = mkdtempSync(join(tmpdir(), 'cdk8s-mesh-ca-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'ca.pem');
let authority: Authority;
const ca = async () => {
  authority ??= await Authority.create('backends');
  writeFileSync(file, authority.pem);
  return authority;
};

export const cases = [
  ...shop({
    name: 'TLS to a service, by a CA in a file',
    mesh: { mtls: MutualTls.PERMISSIVE },
    model: ({ api }) => api.policy({ tls: UpstreamTls.simple({ caFile: file, sni: 'api.shop.example' }) }),
    stage: async () => ({ speaks: HTTPS, backendTls: await (await ca()).issue('api.shop.example') }),
    expect: async (t, door) => {
      const got = await door.many(12);
      t.equal('server name that it is asked for', ['api.shop.example'], [...new Set(got.map((g) => g.echo?.headers['x-server-name'] ?? g.status))]);
    },
    mistake: (objects) => { find(objects, 'DestinationRule', 'api').spec.trafficPolicy.tls.caCertificates = 'system'; },
    on: { static: { unmeasured: 'services of the static plane speak the mesh\'s own TLS' }, grpc: { refused: [MeshFeature.UPSTREAM_TLS_SIMPLE, MeshFeature.MTLS_PERMISSIVE] } },
  }),
  ...shop({
    name: 'TLS to a service: a certificate of another name is not taken',
    mesh: { mtls: MutualTls.PERMISSIVE },
    model: ({ api }) => api.policy({ tls: UpstreamTls.simple({ caFile: file, sni: 'api.shop.example' }) }),
    stage: async () => ({ speaks: HTTPS, backendTls: await (await ca()).issue('somebody.else.example') }),
    expect: async (t, door) => {
      const got = await door.many(12);
      t.equal('answers', [503], [...new Set(got.map((g) => g.status))]);
    },
    mistake: (objects) => { delete find(objects, 'DestinationRule', 'api').spec.trafficPolicy.tls.subjectAltNames; },
    on: { static: { unmeasured: 'services of the static plane speak the mesh\'s own TLS' }, grpc: { refused: [MeshFeature.UPSTREAM_TLS_SIMPLE, MeshFeature.MTLS_PERMISSIVE] } },
  }),
];
