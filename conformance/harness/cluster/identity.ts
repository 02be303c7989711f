import { webcrypto, KeyObject } from 'node:crypto';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import * as x509 from '@peculiar/x509';
import { Cluster } from './cluster';
import { IstiodPod } from './istiod-pod';
import { KeyPair } from '../backend';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const METHOD = '/istio.v1.auth.IstioCertificateService/CreateCertificate';

/** A certificate of a service account, and the authority's own. */
export interface IstioIdentity extends KeyPair {
  readonly ca: string;
}

/** What the authority of an istiod gives to whoever shows the token of a service account, as the agents of proxies ask for it. */
export async function identityOf(cluster: Cluster, istiod: IstiodPod, namespace: string, serviceAccount: string, clusterId = 'Kubernetes'): Promise<IstioIdentity> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({ keys, signingAlgorithm: ALGORITHM });
  const roots = await cluster.api.get({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio-ca-root-cert', namespace } });
  if (!roots) { throw new Error(`namespace ${namespace} has no istio-ca-root-cert yet`); }
  const ca = roots.data['root-cert.pem'] as string;
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${await cluster.api.serviceAccountToken(namespace, serviceAccount, 'istio-ca')}`);
  metadata.set('clusterid', clusterId);
  const client = new Client(`${istiod.pod.status.podIP}:15012`, credentials.createSsl(Buffer.from(ca)), { 'grpc.ssl_target_name_override': 'istiod.istio-system.svc' });
  try {
    const answer = await new Promise<Buffer>((resolve, reject) => {
      client.makeUnaryRequest(METHOD, (b: Buffer) => b, (b: Buffer) => b, field(1, Buffer.from(request.toString('pem'))), metadata, (e, body) => (e ? reject(e) : resolve(body!)));
    });
    return { cert: strings(answer).join('\n'), key: KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }) as string, ca };
  } finally {
    client.close();
  }
}

/** The mark of a field that holds bytes, as protobuf writes it. */
const mark = (number: number) => number * 8 + 2;

function field(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([mark(number), ...varint(bytes.length)]), bytes]);
}

/** A number in pieces of seven bits, of which all but the last have the eighth. */
function varint(n: number): number[] {
  return n < 128 ? [n] : [n % 128 + 128, ...varint(Math.floor(n / 128))];
}

/** The strings of a message whose only field is a list of them. */
function strings(message: Buffer): string[] {
  const found: string[] = [];
  for (let at = 0; at < message.length;) {
    if (message[at++] !== mark(1)) { throw new Error('the authority answers with more than certificates'); }
    let length = 0;
    for (let unit = 1; ; unit *= 128) {
      const piece = message[at++];
      length += piece % 128 * unit;
      if (piece < 128) { break; }
    }
    found.push(message.subarray(at, at += length).toString());
  }
  return found;
}
