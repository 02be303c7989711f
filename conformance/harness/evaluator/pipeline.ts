import { connect } from 'node:net';

/** What an answer tells of itself: by its body, or by the header `x-told`. */
export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly header?: string;
}

/** The answers to requests that go over one connection, in order; shorter than the requests when the server closed it. */
export function pipeline(address: string, port: number, requests: readonly string[], patience = 60_000): Promise<Reply[]> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, noDelay: true });
    const replies: Reply[] = [];
    let rest = '';
    let sent = 0;
    const send = () => {
      const batch = requests.slice(sent, replies.length + AHEAD);
      sent += batch.length;
      if (batch.length > 0) socket.write(batch.join(''), 'latin1');
    };
    const timer = setTimeout(() => socket.destroy(new Error(`${address}:${port} answered ${replies.length} of ${requests.length} requests and then nothing`)), patience);
    const done = () => {
      clearTimeout(timer);
      resolve(replies);
    };
    socket.setEncoding('latin1');
    socket.on('connect', send);
    socket.on('data', (chunk: string) => {
      rest += chunk;
      let at = 0;
      for (;;) {
        const head = rest.indexOf('\r\n\r\n', at);
        if (head < 0) break;
        const length = Number(/\r\ncontent-length: (\d+)/i.exec(rest.slice(at, head))?.[1] ?? 0);
        if (rest.length < head + 4 + length) break;
        const header = /\r\nx-told: ([^\r]*)/i.exec(rest.slice(at, head))?.[1];
        replies.push({ status: Number(rest.slice(at + 9, at + 12)), body: rest.slice(head + 4, head + 4 + length), ...(header !== undefined && { header }) });
        at = head + 4 + length;
      }
      rest = rest.slice(at);
      if (replies.length >= requests.length) socket.end();
      else send();
    });
    socket.on('error', (e) => {
      clearTimeout(timer);
      if ((e as NodeJS.ErrnoException).code === 'ECONNRESET' || (e as NodeJS.ErrnoException).code === 'EPIPE') resolve(replies);
      else reject(e);
    });
    socket.on('close', done);
  });
}

/** Requests that may wait for their answers: Envoy ends a connection with more than two answers of its own in the queue. */
const AHEAD = 2;
