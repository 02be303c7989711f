import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';

/** Hands out loopback addresses, so that versions of one service can listen on the same port, and free ports. */
export class Addresses {
  private readonly block = [1 + Math.floor(Math.random() * 254), Math.floor(Math.random() * 255)];
  private last = 1;

  /** An address of 127.0.0.0/8 that no other part of this run has. */
  public next(): string {
    this.last += 1;
    if (this.last > 254) {
      this.last = 2;
      this.block[1] = (this.block[1] + 1) % 255;
    }
    return `127.${this.block[0]}.${this.block[1]}.${this.last}`;
  }
}

const given = new Set<number>();

/** A port of 127.0.0.1 that is free now and was not given before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await new Promise<number>((resolve, reject) => {
      const s = createServer();
      s.once('error', reject);
      s.listen(0, '127.0.0.1', () => {
        const { port: p } = s.address() as { port: number };
        s.close(() => resolve(p));
      });
    });
    if (!given.has(port)) {
      given.add(port);
      return port;
    }
  }
}

/** Sockets of these processes that listen outside 127.0.0.0/8 and ::1. */
export function listenersOutsideLoopback(pids: readonly number[]): string[] {
  const inodes = new Set<string>();
  for (const pid of pids) {
    let fds: string[];
    try {
      fds = readdirSync(`/proc/${pid}/fd`);
    } catch {
      continue; // ended
    }
    for (const fd of fds) {
      try {
        const m = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`));
        if (m) { inodes.add(m[1]); }
      } catch {
        // closed in the meantime
      }
    }
  }
  const open: string[] = [];
  for (const table of ['tcp', 'tcp6']) {
    for (const line of readFileSync(`/proc/net/${table}`, 'utf8').trim().split('\n').slice(1)) {
      const f = line.trim().split(/\s+/);
      if (f[3] !== '0A' || !inodes.has(f[9])) { continue; }
      const [hex, port] = f[1].split(':');
      if (table === 'tcp' ? hex.endsWith('7F') : hex === '00000000000000000000000001000000' || /^0{16}FFFF0000.{6}7F$/.test(hex)) { continue; }
      open.push(`${hex}:${parseInt(port, 16)}`);
    }
  }
  return open;
}
