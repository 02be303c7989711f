import { createServer as createHttp, IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import { createServer as createHttp2, ServerHttp2Stream, Http2Server, IncomingHttpHeaders } from 'node:http2';
import { createServer as createHttps } from 'node:https';
import { createServer as createNet, Server, Socket } from 'node:net';
import { createServer as createTls, TLSSocket } from 'node:tls';

export type Protocol = 'http' | 'http2' | 'https' | 'tcp' | 'tls';

/** A request as received by a backend. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The certificate chain that Envoy forwards, the scheme, … are in the headers. */
  readonly at: number;
}

export interface Reply {
  readonly status?: number;
  readonly delayMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** gRPC's own status, in the trailers. */
  readonly grpcStatus?: number;
  /** gRPC's status comes with the headers, and nothing after them: what a server does that fails at once. */
  readonly trailersOnly?: boolean;
}

/** How a backend answers its `count`th request. */
export type Behaviour = (seen: Seen, count: number) => Reply;

/** The key and certificate of a backend that serves TLS itself. */
export interface KeyPair { readonly key: string; readonly cert: string }

/**
 * One version of a service: listens on its own address, includes its name in every answer, and records what it received. HTTP answers are JSON with
 * `backend`, `method`, `path` and `headers`; TCP answers are `NAME:` and an echo.
 */
export class Backend {
  public readonly seen: Seen[] = [];
  /** How it answers, until a case sets something else. */
  public reply: Behaviour;
  private readonly servers: Server[] = [];
  private readonly sockets = new Set<Socket>();

  public constructor(public readonly name: string, public readonly address: string) {
    this.reply = () => ({});
  }

  public async listen(port: number, protocol: Protocol, pair?: KeyPair): Promise<void> {
    const server = this.server(protocol, pair);
    server.on('connection', (s: Socket) => {
      this.sockets.add(s);
      s.on('error', () => undefined);
      s.on('close', () => this.sockets.delete(s));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', (e) => reject(new Error(`backend ${this.name} can't listen on ${this.address}:${port}: ${e.message}`)));
      server.listen(port, this.address, resolve);
    });
    this.servers.push(server);
  }

  public async close(): Promise<void> {
    for (const s of this.sockets) { s.destroy(); }
    await Promise.all(this.servers.map((s) => new Promise((r) => s.close(r))));
  }

  private server(protocol: Protocol, pair?: KeyPair): Server {
    switch (protocol) {
      case 'http': return this.http(createHttp);
      case 'https': return this.http((handle) => createHttps({ ...owned(this.name, pair) }, handle) as unknown as HttpServer);
      case 'http2': return this.http2() as unknown as Server;
      case 'tcp': return createNet((s) => this.echo(s));
      case 'tls':
        return createTls({ ...owned(this.name, pair) }, (s) => this.echo(s));
    }
  }

  private http(create: (handle: (req: IncomingMessage, res: ServerResponse) => void) => HttpServer): HttpServer {
    const server = create((req, res) => {
      const serverName: Record<string, string> = req.socket instanceof TLSSocket ? { 'x-server-name': String((req.socket as any).servername ?? '') } : {};
      const seen = this.note(req.method!, req.url!, { ...req.headers as Record<string, string>, ...serverName });
      const r = this.reply(seen, this.seen.length);
      req.resume();
      req.on('end', () => after(r.delayMs, () => {
        res.writeHead(r.status ?? 200, { 'content-type': 'application/json', ...r.headers });
        res.end(JSON.stringify({ backend: this.name, method: seen.method, path: seen.path, headers: seen.headers }));
      }));
    });
    server.keepAliveTimeout = 0; // Envoy decides: a close that crosses a request would look like a failure of the mesh
    return server;
  }

  private http2(): Http2Server {
    const server = createHttp2();
    server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
      const seen = this.note(headers[':method'] as string, headers[':path'] as string, headers as Record<string, string>);
      const r = this.reply(seen, this.seen.length);
      const grpc = String(headers['content-type'] ?? '').startsWith('application/grpc');
      stream.on('error', () => undefined);
      stream.resume();
      stream.on('end', () => after(r.delayMs, () => {
        if (stream.destroyed) { return; }
        const common = { ':status': r.status ?? 200, 'backend': this.name, ...r.headers };
        if (!grpc) {
          stream.respond({ ...common, 'content-type': 'application/json' });
          stream.end(JSON.stringify({ backend: this.name, method: seen.method, path: seen.path, headers: seen.headers }));
          return;
        }
        if (r.trailersOnly && r.grpcStatus) {
          stream.respond({ ...common, 'content-type': 'application/grpc', 'grpc-status': String(r.grpcStatus) }, { endStream: true });
          return;
        }
        stream.respond({ ...common, 'content-type': 'application/grpc' }, { waitForTrailers: true });
        stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(r.grpcStatus ?? 0) }));
        const answer = Buffer.from(JSON.stringify({ backend: this.name, method: seen.method, path: seen.path, headers: seen.headers }));
        const head = Buffer.alloc(5); // one message, not compressed, and its length
        head.writeUInt32BE(answer.length, 1);
        stream.end(Buffer.concat([head, answer]));
      }));
    });
    return server;
  }

  private echo(s: Socket): void {
    s.on('error', () => undefined);
    s.on('data', (d) => {
      this.note('TCP', d.toString(), {});
      s.write(`${this.name}:${d.toString()}`);
    });
  }

  private note(method: string, path: string, headers: Record<string, string>): Seen {
    const seen = { method, path, headers, at: Date.now() };
    this.seen.push(seen);
    return seen;
  }
}

function owned(name: string, pair: KeyPair | undefined): KeyPair {
  if (!pair) { throw new Error(`backend ${name} speaks TLS and needs a certificate`); }
  return pair;
}

function after(ms: number | undefined, f: () => void): void {
  if (ms) { setTimeout(f, ms); } else { f(); }
}
