import { Agent as HttpAgent, IncomingMessage, request as httpRequest } from 'node:http';
import { connect as connectH2 } from 'node:http2';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { connect as connectNet } from 'node:net';
import { connect as connectTls, SecureVersion } from 'node:tls';

/** A client's TLS settings. */
export interface ClientTls {
  readonly serverName: string;
  readonly ca?: string;
  readonly key?: string;
  readonly cert?: string;
  /** The newest version that the client speaks. */
  readonly maxVersion?: SecureVersion;
}

export interface Ask {
  readonly path?: string;
  readonly method?: string;
  /** The Host header; the door's own when left out. */
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly tls?: ClientTls;
}

export interface Got {
  /** 0 when no answer came: the connection was refused or cut. */
  readonly status: number;
  /** Which backend answered; undefined when the proxy did. */
  readonly backend?: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The request as the backend received it. */
  readonly echo?: { readonly method: string; readonly path: string; readonly headers: Readonly<Record<string, string>> };
  readonly body: string;
  readonly ms: number;
  readonly error?: string;
  readonly grpcStatus?: number;
}

/** An address and port on which a proxy listens. */
export class Door {
  public constructor(public readonly address: string, public readonly port: number, public readonly host: string = address, private readonly over?: ClientTls) { }

  /** Sends one request on its own connection. */
  public async get(ask: Ask = {}): Promise<Got> {
    return (await this.many(1, ask))[0];
  }

  /** Sends `n` requests over at most `lanes` connections, which are reused. */
  public async many(n: number, ask: Ask | ((i: number) => Ask) = {}, lanes = 16): Promise<Got[]> {
    const first = typeof ask === 'function' ? ask(0) : ask;
    const options = { keepAlive: true, maxSockets: lanes };
    const over = first.tls ?? this.over;
    const agent = over ? new HttpsAgent({ ...options, ...tls(over) }) : new HttpAgent(options);
    const got = new Array<Got>(n);
    let next = 0;
    const lane = async () => {
      for (let i = next++; i < n; i = next++) { got[i] = await this.one(typeof ask === 'function' ? ask(i) : ask, agent); }
    };
    await Promise.all(Array.from({ length: Math.min(lanes, n) }, lane));
    agent.destroy();
    return got;
  }

  /** One gRPC call with an empty message. */
  public async grpc(ask: Ask = {}): Promise<Got> {
    const start = Date.now();
    return new Promise((resolve) => {
      const session = connectH2(`http://${this.address}:${this.port}`);
      const fail = (e: Error) => resolve({ status: 0, headers: {}, body: '', ms: Date.now() - start, error: e.message });
      session.on('error', fail);
      const stream = session.request({ ':method': 'POST', ':path': ask.path ?? '/', ':authority': ask.host ?? this.host, 'content-type': 'application/grpc', 'te': 'trailers', ...ask.headers });
      let head: any = {};
      let trailers: any = {};
      stream.on('response', (h) => { head = h; });
      stream.on('trailers', (h) => { trailers = h; });
      stream.on('error', fail);
      stream.on('data', () => undefined);
      stream.on('close', () => {
        session.destroy();
        const status = trailers['grpc-status'] ?? head['grpc-status'];
        resolve({ status: Number(head[':status'] ?? 0), backend: head.backend, headers: head, body: '', ms: Date.now() - start, grpcStatus: status === undefined ? undefined : Number(status) });
      });
      stream.end(Buffer.alloc(5));
    });
  }

  /** Sends a line over TCP (or TLS) and gives what came back, or why nothing did. */
  public async line(text: string, over?: ClientTls): Promise<{ readonly answer: string; readonly error?: string }> {
    return new Promise((resolve) => {
      const socket = over ? connectTls({ host: this.address, port: this.port, ...tls(over) }) : connectNet(this.port, this.address);
      const done = (answer: string, error?: string) => {
        socket.destroy();
        resolve({ answer, error });
      };
      socket.setTimeout(3000, () => done('', 'no answer in 3 s'));
      socket.on('error', (e) => done('', e.message));
      socket.on('end', () => done('', 'closed without an answer'));
      socket.on('data', (d) => done(d.toString()));
      socket.on(over ? 'secureConnect' : 'connect', () => socket.write(text));
    });
  }

  private one(ask: Ask, agent: HttpAgent | HttpsAgent): Promise<Got> {
    const start = Date.now();
    return new Promise((resolve) => {
      const options = { agent, host: this.address, port: this.port, path: ask.path ?? '/', method: ask.method ?? 'GET', headers: { ...ask.headers, host: ask.host ?? this.host }, timeout: 15_000 };
      const over = ask.tls ?? this.over;
      const req = over ? httpsRequest({ ...options, ...tls(over) } as any, answer) : httpRequest(options, answer);
      function answer(res: IncomingMessage) {
        const chunks: Buffer[] = [];
        res.on('data', (c: Buffer) => chunks.push(c));
        res.on('error', failed);
        res.on('end', () => {
          const body = Buffer.concat(chunks).toString();
          let echo: any;
          try { echo = JSON.parse(body); } catch { /* the proxy's own words */ }
          if (typeof echo?.backend !== 'string') { echo = undefined; }
          resolve({ status: res.statusCode!, backend: echo?.backend, headers: res.headers as Record<string, string>, echo, body, ms: Date.now() - start });
        });
      }
      function failed(e: Error) { resolve({ status: 0, headers: {}, body: '', ms: Date.now() - start, error: e.message }); }
      req.on('error', failed);
      req.on('timeout', () => req.destroy(new Error('no answer in 15 s')));
      req.end();
    });
  }
}

function tls(t: ClientTls) {
  return { servername: t.serverName, ca: t.ca, key: t.key, cert: t.cert, maxVersion: t.maxVersion, minVersion: 'TLSv1' as SecureVersion, rejectUnauthorized: t.ca !== undefined };
}
