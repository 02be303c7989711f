import { ApiClient, Applied, idOf, Manifest } from './api-client';

/** The objects of one case in the API server: what was synthesized, as it is, and what the lab lays beside it. */
export class Laid {
  /** The answers to the first and to the second application of each synthesized object. */
  public readonly applied: Applied[] = [];
  public readonly reapplied: Applied[] = [];
  private readonly put: Manifest[] = [];

  public constructor(private readonly api: ApiClient) { }

  /** Applies the synthesized objects, twice; the namespaces that nobody made are made. */
  public async apply(objects: readonly Manifest[], extras: readonly Manifest[] = [], before: readonly Manifest[] = []): Promise<void> {
    const namespaces = new Set([...objects, ...extras].map((o) => o.metadata.namespace).filter((n): n is string => n !== undefined));
    for (const o of objects.filter((x) => x.kind === 'Namespace')) { namespaces.delete(o.metadata.name); }
    const made = [...namespaces].filter((n) => n !== 'default' && n !== 'istio-system').map((name): Manifest => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
    await this.lay([...before, ...made]);
    const first = objects.filter((o) => o.kind === 'Namespace');
    const rest = objects.filter((o) => o.kind !== 'Namespace');
    for (const o of [...first, ...rest]) {
      const a = await this.api.apply(o);
      this.applied.push(a);
      if (a.ok) { this.put.push(o); }
    }
    for (const [i, o] of [...first, ...rest].entries()) {
      const again = await this.api.apply(o);
      // the API server counts a new version of a namespace without labels whenever it is applied
      this.reapplied.push(o.kind === 'Namespace' && !o.metadata.labels ? { ...again, version: this.applied[i].version } : again);
    }
    await this.lay(extras);
  }

  /** Applies objects of the lab's own, which must be taken. */
  public async lay(objects: readonly Manifest[]): Promise<void> {
    for (const o of objects) {
      const a = await this.api.apply(o);
      if (!a.ok) { throw new Error(`the lab's own ${idOf(o)} was refused: ${a.message}`); }
      if (!this.put.some((p) => idOf(p) === idOf(o) && p.apiVersion === o.apiVersion)) { this.put.push(o); }
    }
  }

  public has(kind: string, namespace: string, name: string): boolean {
    return this.put.some((o) => o.kind === kind && o.metadata.name === name && o.metadata.namespace === namespace);
  }

  /** Takes everything away again. */
  public async clear(): Promise<void> {
    for (const o of [...this.put].reverse()) { await this.api.delete(o); }
  }
}
