import { connect as connectH2, ClientHttp2Session, createSecureServer, Http2SecureServer, ServerHttp2Stream } from 'node:http2';
import { AddressInfo, connect, createServer, Server, Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { PeerCertificate, TLSSocket } from 'node:tls';
import { IstioIdentity } from './identity';
import { Door } from '../client';

const HBONE = 15008;

/** A connection that came through a tunnel. */
export interface Tunnelled {
  /** Who came, by its certificate: `spiffe://…`. */
  readonly from: string;
  /** Where it wanted to go: address and port. */
  readonly to: string;
}

/**
 * Stands for the proxy of a node (ztunnel), which is no part of the lab: takes connections of pods out through tunnels (HTTP/2 CONNECT over
 * mutual TLS, port 15008), in the name of the pod, and those that come in to the pod's program. It judges nobody, but tells who came.
 */
export class NodeProxy {
  private readonly servers: (Server | Http2SecureServer)[] = [];
  private readonly sessions: ClientHttp2Session[] = [];
  private readonly sockets = new Set<Duplex>();

  /** What it let in. */
  public readonly seen: Tunnelled[] = [];
  /** Why tunnels were not opened. */
  public readonly refusals: string[] = [];

  /** Opens connections from a pod to `target` (address and port) over whoever listens for tunnels at `hop`, who must have a certificate of the mesh. */
  public async leaves(identity: IstioIdentity, hop: string, target: string, host: string): Promise<Door> {
    const session = connectH2(`https://${hop}:${HBONE}`, { ...identity, minVersion: 'TLSv1.3', checkServerIdentity: (_, cert) => named(cert) });
    session.on('error', (e) => this.refusals.push(e.message));
    this.sessions.push(session);
    const server = createServer((near) => {
      this.keep(near);
      const far = session.request({ ':method': 'CONNECT', ':authority': target });
      far.on('response', (head) => {
        if (head[':status'] === 200) { near.pipe(far).pipe(near); return; }
        this.refusals.push(`status ${head[':status']}`);
        near.destroy();
      });
      far.on('error', (e) => {
        this.refusals.push(e.message);
        near.destroy();
      });
      far.on('close', () => near.end());
      near.on('close', () => far.close());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.servers.push(server);
    return new Door('127.0.0.1', (server.address() as AddressInfo).port, host);
  }

  /** Takes tunnels for a pod, whose program listens `offset` above the ports that it has in the mesh. */
  public async enters(identity: IstioIdentity, address: string, offset = 0): Promise<void> {
    const server = createSecureServer({ ...identity, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' });
    server.on('stream', (near: ServerHttp2Stream, head) => {
      const { subjectaltname } = (near.session!.socket as TLSSocket).getPeerCertificate();
      const to = head[':authority']!;
      this.seen.push({ from: (subjectaltname ?? '').replace(/^URI:/, ''), to });
      const far = connect(Number(to.split(':')[1]) + offset, address, () => {
        near.respond({ ':status': 200 });
        near.pipe(far).pipe(near);
      });
      this.keep(far);
      near.on('error', () => far.destroy());
      near.on('close', () => far.destroy());
      far.on('close', () => near.end());
    });
    server.on('sessionError', () => undefined);
    server.on('tlsClientError', (e) => this.refusals.push(e.message));
    server.on('secureConnection', (s: Socket) => this.keep(s));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(HBONE, address, resolve);
    });
    this.servers.push(server);
  }

  public async close(): Promise<void> {
    for (const s of this.sessions) { s.destroy(); }
    for (const s of this.sockets) { s.destroy(); }
    await Promise.all(this.servers.map((s) => new Promise((resolve) => s.close(resolve))));
  }

  private keep(socket: Duplex): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
  }
}

function named(cert: PeerCertificate): Error | undefined {
  return cert.subjectaltname?.startsWith('URI:spiffe://') ? undefined : new Error(`who takes the tunnel has no name of the mesh: ${cert.subjectaltname}`);
}
