import { lowerCase } from './host';
import type { VirtualHost } from '../form';

/** A virtual host, and the domain that matched. */
interface Found {
  readonly host: VirtualHost;
  readonly domain: string;
}

/** Finds the virtual host for a lower-case host: by an exact domain, else the longest `*suffix`, else the longest `prefix*`, else `*`. */
export interface Domains {
  of(host: string): Found | undefined;
}

/** Domains of virtual hosts that are all known. */
export class Indexed implements Domains {
  private readonly exact = new Map<string, VirtualHost>();
  /** the domains by length, longest first */
  private readonly suffixes: Wildcards;
  private readonly prefixes: Wildcards;
  private any?: VirtualHost;

  public constructor(hosts: readonly VirtualHost[]) {
    const suffixes = new Map<number, Map<string, VirtualHost>>();
    const prefixes = new Map<number, Map<string, VirtualHost>>();
    for (const host of hosts) {
      for (const written of host.domains) {
        const domain = lowerCase(written);
        if (domain === '*') this.any ??= host;
        else if (domain.startsWith('*')) place(suffixes, domain.slice(1), host);
        else if (domain.endsWith('*')) place(prefixes, domain.slice(0, -1), host);
        else if (!this.exact.has(domain)) this.exact.set(domain, host);
      }
    }
    this.suffixes = byLength(suffixes);
    this.prefixes = byLength(prefixes);
  }

  public of(host: string): Found | undefined {
    const exact = this.exact.get(host);
    if (exact) return { host: exact, domain: host };
    for (const [length, map] of this.suffixes) {
      if (length >= host.length) continue; // `*.example` is not `.example`
      const found = map.get(host.slice(host.length - length));
      if (found) return { host: found, domain: `*${host.slice(host.length - length)}` };
    }
    for (const [length, map] of this.prefixes) {
      if (length >= host.length) continue;
      const found = map.get(host.slice(0, length));
      if (found) return { host: found, domain: `${host.slice(0, length)}*` };
    }
    return this.any && { host: this.any, domain: '*' };
  }
}

/** Domains that are looked up one by one, without any `prefix*`. */
export class Searched implements Domains {
  public constructor(private readonly find: (domain: string) => VirtualHost | undefined) {}

  public of(host: string): Found | undefined {
    const exact = this.at(host);
    if (exact) return exact;
    for (let i = 1; i < host.length; i++) {
      const found = this.at(`*${host.slice(i)}`);
      if (found) return found;
    }
    return this.at('*');
  }

  private at(domain: string): Found | undefined {
    const host = this.find(domain);
    return host && { host, domain };
  }
}

type Wildcards = readonly (readonly [number, ReadonlyMap<string, VirtualHost>])[];

function place(wildcards: Map<number, Map<string, VirtualHost>>, text: string, host: VirtualHost): void {
  let map = wildcards.get(text.length);
  if (!map) wildcards.set(text.length, map = new Map());
  if (!map.has(text)) map.set(text, host);
}

function byLength(wildcards: ReadonlyMap<number, ReadonlyMap<string, VirtualHost>>): Wildcards {
  return [...wildcards].sort(([a], [b]) => b - a);
}
