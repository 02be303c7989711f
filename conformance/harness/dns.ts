import { createSocket, Socket } from 'node:dgram';
import { decode, encode } from 'dns-packet';

/** A DNS server on loopback that knows the names of one case, as a cluster's does. */
export class Dns {
  public static async start(zone: ReadonlyMap<string, readonly string[]>): Promise<Dns> {
    const socket = createSocket('udp4');
    socket.on('message', (message, from) => {
      const { id, questions = [] } = decode(message);
      const answers = questions.filter((q) => q.type === 'A').flatMap((q) => (zone.get(q.name.toLowerCase()) ?? []).map((data) => ({ type: 'A' as const, name: q.name, ttl: 60, data })));
      const known = questions.every((q) => zone.has(q.name.toLowerCase()));
      socket.send(encode({ type: 'response', id, flags: known ? 0x0480 : 0x0483, questions, answers }), from.port, from.address);
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(0, '127.0.0.1', resolve);
    });
    return new Dns(socket);
  }

  private constructor(private readonly socket: Socket) { }

  public get port(): number { return this.socket.address().port; }

  public close(): void { this.socket.close(); }
}
