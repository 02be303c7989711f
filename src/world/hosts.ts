/** Host names as the mesh reads them: exact, or with `*` as the first character. */

export const isWildcard = (host: string): boolean => host.startsWith('*');

/** Whether two hosts have a name in common. */
export function hostsMatch(a: string, b: string): boolean {
  const wildA = isWildcard(a);
  const wildB = isWildcard(b);
  if (wildA && wildB) return a.length < b.length ? b.slice(1).endsWith(a.slice(1)) : a.slice(1).endsWith(b.slice(1));
  if (wildA) return b.endsWith(a.slice(1));
  if (wildB) return a.endsWith(b.slice(1));
  return a === b;
}

/** Whether every name that `a` matches is also matched by `b`. */
export function isSubsetOf(a: string, b: string): boolean {
  const wildA = isWildcard(a);
  const wildB = isWildcard(b);
  if (wildA) return wildB && a.length >= b.length && a.slice(1).endsWith(b.slice(1));
  return wildB ? a.endsWith(b.slice(1)) : a === b;
}

/** The hosts for a namespace, from `namespace/host` entries. */
export function forNamespace(hosts: readonly string[], namespace: string): string[] {
  const out: string[] = [];
  for (const host of hosts) {
    const slash = host.indexOf('/');
    if (slash < 0) out.push(host);
    else if (host.slice(0, slash) === '*' || host.slice(0, slash) === namespace) out.push(host.slice(slash + 1));
  }
  return out;
}

/** Values by host name, found by an equal host or one that they cover. */
export class HostIndex<T> {
  private readonly byHost = new Map<string, T[]>();
  /** patterns that don't stop at a dot (`*example.com`); rare, so searched one by one */
  private readonly odd = new Set<string>();
  private wild = false;

  public add(host: string, thing: T): void {
    const list = this.byHost.get(host);
    if (list) list.push(thing); else this.byHost.set(host, [thing]);
    if (!isWildcard(host)) return;
    this.wild = true;
    if (host !== '*' && host[1] !== '.') this.odd.add(host);
  }

  public same(host: string): readonly T[] {
    return this.byHost.get(host) ?? [];
  }

  /** The values for the name itself or for a wildcard that covers it, most specific first. */
  public covering(host: string): readonly T[] {
    if (!this.wild) return this.same(host);
    const out: T[] = [...this.same(host)];
    const start = isWildcard(host) ? 2 : 0; // `*.a.com` is covered by `*.com`, and by itself above
    for (let dot = host.indexOf('.', start); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      const pattern = `*${host.slice(dot)}`;
      if (pattern !== host) out.push(...this.same(pattern));
    }
    for (const pattern of this.odd) if (pattern !== host && isSubsetOf(host, pattern)) out.push(...this.same(pattern));
    if (host !== '*') out.push(...this.same('*'));
    return out;
  }

  public has(host: string): boolean {
    return this.byHost.has(host);
  }

  public entries(): IterableIterator<[string, T[]]> {
    return this.byHost.entries();
  }
}
