// The second gRPC program of the run, in JavaScript: what `grpc-peer client` does, by the same protocol. Asked over HTTP at the port that its argument names.
import { createServer, IncomingMessage } from 'node:http';
import { Client, credentials, Metadata, ServiceError } from '@grpc/grpc-js';
import { register, XdsChannelCredentials } from '@grpc/grpc-js-xds';
import type { Call, Outcome } from '../grpc-program';

register();

const channels = new Map<string, Client>();
const bytes = (b: Buffer) => b;

function channel(target: string): Client {
  const found = channels.get(target) ?? new Client(target, new XdsChannelCredentials(credentials.createInsecure()));
  channels.set(target, found);
  return found;
}

function one(target: string, call: Call): Promise<Outcome> {
  const metadata = new Metadata();
  for (const [k, v] of Object.entries(call.metadata)) { metadata.set(k, v); }
  const start = Date.now();
  return new Promise((resolve) => {
    let head: Record<string, string> = {};
    const texts = (md: Metadata) => Object.fromEntries(Object.entries(md.getMap()).map(([k, v]) => [k, String(v)]));
    const answer = (error: ServiceError | null, body?: Buffer) => resolve({
      code: error?.code ?? 0, message: error?.details ?? '', ms: Date.now() - start, headers: { ...head, ...(error?.metadata ? texts(error.metadata) : {}) }, body: body?.toString() ?? '',
    });
    const made = channel(target).makeUnaryRequest(call.path, bytes, bytes, Buffer.alloc(0), metadata, { deadline: Date.now() + 20_000 }, answer); // patience, not a timeout of the mesh
    made.on('metadata', (md) => { head = texts(md); });
  });
}

async function order({ target, calls, lanes }: { target: string; calls: Call[]; lanes: number }): Promise<Outcome[]> {
  const outcomes = new Array<Outcome>(calls.length);
  let next = 0;
  const lane = async () => { for (let i = next++; i < calls.length; i = next++) { outcomes[i] = await one(target, calls[i]); } };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(lanes, calls.length)) }, lane));
  return outcomes;
}

async function text(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const c of req) { chunks.push(c as Buffer); }
  return Buffer.concat(chunks).toString();
}

createServer((req, res) => {
  if (req.url !== '/call') { res.end(); return; }
  text(req).then((t) => order(JSON.parse(t))).then((o) => res.end(JSON.stringify(o)), (e: Error) => res.writeHead(500).end(e.message));
}).listen(Number(process.argv[2]), '127.0.0.1');
