import { Agent, request } from 'node:https';

/** A Kubernetes object as plain data. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string>; [k: string]: any };
  [k: string]: any;
}

export interface Answer {
  readonly status: number;
  readonly body: any;
  readonly warnings: readonly string[];
}

export interface Applied {
  readonly object: string;
  readonly ok: boolean;
  /** The server's message when it refused. */
  readonly message: string;
  readonly warnings: readonly string[];
  /** Changes whenever the spec does; not when controllers write the status. */
  readonly version?: string;
}

interface Resource { readonly name: string; readonly namespaced: boolean }

export const idOf = (m: Manifest): string => `${m.kind} ${m.metadata.namespace ? `${m.metadata.namespace}/` : ''}${m.metadata.name}`;

/** Accesses the API server like kubectl: server-side apply with strict field validation. */
export class ApiClient {
  private readonly agent: Agent;
  private readonly resources = new Map<string, Map<string, Resource>>();

  public constructor(public readonly host: string, public readonly port: number, public readonly ca: string, public readonly token: string) {
    this.agent = new Agent({ keepAlive: true, ca, maxSockets: 8 });
  }

  public async call(method: string, path: string, body?: unknown, contentType = 'application/json'): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
      const req = request({
        agent: this.agent,
        host: this.host,
        port: this.port,
        servername: 'kubernetes.default.svc',
        method,
        path,
        headers: { 'authorization': `Bearer ${this.token}`, 'accept': 'application/json', 'content-type': contentType, ...(payload ? { 'content-length': payload.length } : {}) },
      }, (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (c: Buffer) => chunks.push(c));
        res.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          let parsed: any = text;
          try { parsed = JSON.parse(text); } catch { /* plain text, like /readyz */ }
          const warnings = [res.headers.warning ?? []].flat().flatMap((w) => [...w.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((m) => m[1]));
          resolve({ status: res.statusCode!, body: parsed, warnings });
        });
        res.on('error', reject);
      });
      req.on('error', reject);
      req.end(payload);
    });
  }

  /** Applies one object; a rejection is a result, not an error. Without `force`, a field that another manager has changed is a conflict, as with kubectl. */
  public async apply(m: Manifest, force = true, dryRun = false): Promise<Applied> {
    const known = await this.resource(m).catch((e: Error) => e);
    if (known instanceof Error) { return { object: idOf(m), ok: false, message: known.message, warnings: [] }; }
    const path = `${await this.path(m)}?fieldManager=conformance&force=${force}&fieldValidation=Strict${dryRun ? '&dryRun=All' : ''}`;
    const a = await this.call('PATCH', path, m, 'application/apply-patch+yaml');
    const ok = a.status < 300;
    return { object: idOf(m), ok, message: ok ? '' : a.body?.message ?? String(a.body), warnings: a.warnings, version: String(a.body?.metadata?.generation ?? a.body?.metadata?.resourceVersion) };
  }

  /** Tries to create one object in dry-run mode. */
  public async tryOut(m: Manifest): Promise<Applied> {
    const collection = (await this.path(m)).replace(/\/[^/]+$/, '');
    const a = await this.call('POST', `${collection}?dryRun=All&fieldValidation=Strict`, m);
    const ok = a.status < 300;
    return { object: idOf(m), ok, message: ok ? '' : a.body?.message ?? String(a.body), warnings: a.warnings };
  }

  /** Applies what must be accepted. */
  public async applyAll(objects: readonly Manifest[]): Promise<void> {
    for (const m of objects) {
      const a = await this.apply(m);
      if (!a.ok) { throw new Error(`${a.object} was refused: ${a.message}`); }
    }
  }

  public async get(m: Manifest): Promise<Manifest | undefined> {
    const a = await this.call('GET', await this.path(m));
    return a.status === 200 ? a.body : undefined;
  }

  /** Deletes an object; a namespace is finished too, as no controller runs here to do it. */
  public async delete(m: Manifest): Promise<void> {
    const path = await this.path(m);
    await this.call('DELETE', path);
    if (m.kind === 'Namespace') {
      await this.call('PUT', `${path}/finalize`, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: m.metadata.name }, spec: { finalizers: [] } });
    }
  }

  /** A token of a service account, as a kubelet would project it. */
  public async serviceAccountToken(namespace: string, name: string, audience?: string): Promise<string> {
    const a = await this.call('POST', `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 43200, ...(audience ? { audiences: [audience] } : {}) },
    });
    if (a.status >= 300) { throw new Error(`no token for service account ${namespace}/${name}: ${a.body?.message}`); }
    return a.body.status.token;
  }

  public close(): void {
    this.agent.destroy();
  }

  private async path(m: Manifest): Promise<string> {
    const r = await this.resource(m);
    const root = m.apiVersion.includes('/') ? `/apis/${m.apiVersion}` : `/api/${m.apiVersion}`;
    const ns = r.namespaced ? `/namespaces/${m.metadata.namespace ?? 'default'}` : '';
    return `${root}${ns}/${r.name}/${m.metadata.name}`;
  }

  private async resource(m: Manifest): Promise<Resource> {
    for (let attempt = 0; attempt < 40; attempt++) {
      const known = this.resources.get(m.apiVersion)?.get(m.kind);
      if (known) { return known; }
      const a = await this.call('GET', m.apiVersion.includes('/') ? `/apis/${m.apiVersion}` : `/api/${m.apiVersion}`);
      if (a.status === 200) {
        const list = a.body.resources.filter((r: any) => !r.name.includes('/'));
        this.resources.set(m.apiVersion, new Map(list.map((r: any) => [r.kind, { name: r.name, namespaced: r.namespaced }])));
        if (this.resources.get(m.apiVersion)!.has(m.kind)) { continue; }
      }
      if (!m.apiVersion.includes('.')) { break; }
      await new Promise((r) => setTimeout(r, 50)); // its definition was applied a moment ago
    }
    throw new Error(`the API server knows no ${m.kind} in ${m.apiVersion}`);
  }
}
