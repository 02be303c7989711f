import { Ask, Door, Got } from './client';
import { GrpcClient } from './grpc-program';

/** What gRPC's statuses are in HTTP (google.rpc.Code). */
const HTTP: Readonly<Record<number, number>> = { 0: 200, 1: 499, 3: 400, 4: 504, 5: 404, 7: 403, 8: 429, 12: 404, 14: 503, 16: 401 };

/** What a gRPC program is told of a status of HTTP, by gRPC's table; told in HTTP again. */
export function toldByGrpc(status: number): number {
  const code = { 400: 13, 401: 16, 403: 7, 404: 12, 429: 14, 502: 14, 503: 14, 504: 14 }[status] ?? 2;
  return HTTP[code] ?? 500;
}

/** Where a program's own calls go: requests are gRPC calls, with the path as method and the headers as metadata. */
export class GrpcDoor extends Door {
  /** @param client the program, once it runs */
  public constructor(private readonly client: () => Promise<GrpcClient>, private readonly target: string, private readonly plain = false) {
    super('127.0.0.1', 0, target);
  }

  public override async many(n: number, ask: Ask | ((i: number) => Ask) = {}, lanes = 16): Promise<Got[]> {
    const asks = Array.from({ length: n }, (_, i) => (typeof ask === 'function' ? ask(i) : ask));
    const strange = asks.find((a) => a.tls || a.host || (a.method ?? 'POST') !== 'POST');
    if (strange) { throw new Error(`no gRPC call is ${JSON.stringify(strange)}`); }
    const outcomes = await (await this.client()).call(this.target, asks.map((a) => ({ path: a.path ?? '/', metadata: { ...a.headers } })), lanes);
    return outcomes.map((o) => {
      const status = this.plain && o.code === 14 ? 0 : HTTP[o.code] ?? 500; // nobody's answer, where the program itself connects
      const echo = o.body.startsWith('{') ? JSON.parse(o.body) : undefined;
      return { status, backend: o.headers.backend, headers: o.headers, echo, body: o.message, ms: o.ms, error: o.message || undefined, grpcStatus: o.code };
    });
  }

  public override async grpc(ask: Ask = {}): Promise<Got> { return this.get(ask); }

  public override async line(): Promise<never> { throw new Error('a gRPC program has no line to send'); }
}
