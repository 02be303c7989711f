import { createServer as createHttp, Server as HttpServer } from 'node:http';
import { createServer as createHttp2, Http2Server, Http2Session, ServerHttp2Stream } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';

/** The input of an authorizer: over HTTP the path of the request, over gRPC the message as text. */
type Question = string;

/** An external authorizer: allows what doesn't hold the word `secret`, and says who asked. */
export class Authorizer {
  /** The HTTP authorizer. */
  public static http(address: string): Promise<Authorizer> {
    const asked: Question[] = [];
    const server = createHttp((req, res) => {
      asked.push(req.url!);
      const ok = !req.url!.includes('secret');
      res.writeHead(ok ? 200 : 401, { 'x-user': 'jo', 'x-why': 'secret' });
      res.end(ok ? '' : 'not for you');
    });
    return Authorizer.listen(server, address, asked, () => server.closeAllConnections());
  }

  /** The gRPC authorizer: Envoy's service `envoy.service.auth.v3.Authorization`, encoded by hand. */
  public static grpc(address: string): Promise<Authorizer> {
    const asked: Question[] = [];
    const server = createHttp2();
    const sessions = new Set<Http2Session>();
    server.on('session', (s) => sessions.add(s));
    server.on('stream', (stream: ServerHttp2Stream, headers) => {
      const parts: Buffer[] = [];
      stream.on('data', (d: Buffer) => parts.push(d));
      stream.on('error', () => undefined);
      stream.on('end', () => {
        const question = Buffer.concat(parts).subarray(5).toString('latin1');
        asked.push(question);
        const known = headers[':path'] === '/envoy.service.auth.v3.Authorization/Check';
        const answer = question.includes('secret') ? DENIED : ALLOWED;
        stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
        stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': known ? '0' : '12' }));
        stream.end(Buffer.concat([Buffer.from([0, 0, 0, 0, answer.length]), answer]));
      });
    });
    return Authorizer.listen(server, address, asked, () => sessions.forEach((s) => s.destroy()));
  }

  private static async listen(server: HttpServer | Http2Server, address: string, asked: Question[], cut: () => void): Promise<Authorizer> {
    await new Promise<void>((resolve, reject) => (server as Server).once('error', reject).listen(0, address, resolve));
    return new Authorizer(server as Server, address, asked, cut);
  }

  public readonly port: number;

  private constructor(private readonly server: Server, public readonly address: string, public readonly asked: Question[], private readonly cut: () => void) {
    this.port = (server.address() as AddressInfo).port;
  }

  /** Stops answering. */
  public async stop(): Promise<void> {
    if (!this.server.listening) { return; }
    const closed = new Promise((r) => this.server.close(r));
    this.cut();
    await closed;
  }
}

/** A field of a message: its number, and what it holds. */
function field(number: number, value: Buffer | string | number): Buffer {
  if (typeof value === 'number') {
    return Buffer.from(value < 128 ? [number * 8, value] : [number * 8, value % 128 + 128, Math.floor(value / 128)]);
  }
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([number * 8 + 2, bytes.length]), bytes]);
}

const message = (...fields: Buffer[]) => Buffer.concat(fields);
/** status OK; ok_response with a header for the program. */
const ALLOWED = message(field(1, ''), field(3, field(2, field(1, message(field(1, 'x-user'), field(2, 'jo'))))));
/** status PERMISSION_DENIED; denied_response with a status and a body. */
const DENIED = message(field(1, field(1, 7)), field(2, message(field(1, field(1, 401)), field(3, 'not for you'))));
