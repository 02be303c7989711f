import { execFile } from 'node:child_process';
import type { install } from 'cdk8s-mesh';
import { Cluster } from './cluster';
import { IstiodPod } from './istiod-pod';
import { Manifest } from '../api-client';
import { until } from '../processes';

/** What the checks of a plan are asked of. */
export interface Asked {
  readonly cluster: Cluster;
  /** Control planes that run, by the names of their Deployments. */
  readonly istiods: ReadonlyMap<string, IstiodPod>;
  /** How many proxies there are. */
  readonly proxies: number;
  /** The objects of a file that the plan names. */
  file(path: string): readonly Manifest[];
}

/** Checks that a cluster without controllers can't answer. */
const NOT_HERE = /^kubectl get poddisruptionbudgets -A$/;

const LISTS: Record<string, string> = {
  namespaces: '/api/v1/namespaces',
  pods: '/api/v1/pods',
  crd: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
  mutatingwebhookconfiguration: '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations',
  validatingwebhookconfiguration: '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
};

/** Each command that a plan may name, how it is answered here, and what it says when it doesn't hold. */
const COMMANDS: readonly [command: RegExp, ask: (asked: Asked, found: string[], expected: string) => Promise<string | undefined>][] = [
  [/^kubectl version$/, async ({ cluster }, _, expected) => {
    const { body } = await cluster.api.call('GET', '/version');
    const [wanted] = /\d+\.\d+/.exec(expected)!;
    return Number(body.minor) >= Number(wanted.split('.')[1]) ? undefined : `${body.major}.${body.minor}`;
  }],
  [/^istioctl x precheck$/, async ({ cluster }) => {
    const kubeconfig = await cluster.adminKubeconfig();
    const said = await new Promise<string>((resolve) => {
      execFile(cluster.lab.parts.istioctl, ['x', 'precheck', '--kubeconfig', kubeconfig], (e, out, err) => resolve(`${e ? `${e.message} ` : ''}${out}${err}`));
    });
    return /no issues found/i.test(said) ? undefined : said;
  }],
  [/^istioctl proxy-status$/, async ({ istiods, proxies }, _, expected) => {
    const [, old] = /(istiod\S*?)(?:-…)?$/.exec(expected)!;
    const count = expected.startsWith('no proxy') ? 0 : proxies;
    const istiod = istiods.get(old);
    if (!istiod) { return `${old} doesn't run`; }
    await until(`${count} proxies at ${old}`, istiod.server, 20, async () => (await istiod.proxies()).length === count).catch(() => undefined);
    const now = await istiod.proxies();
    return now.length === count ? undefined : `${now.length} proxies`;
  }],
  [/^kubectl get (\S+) (\S+) -o jsonpath='\{\.metadata\.labels\.istio\\\.io\/rev\}'$/, async ({ cluster }, [kind, name], expected) => {
    const { body } = await cluster.api.call('GET', `${LISTS[kind]}/${name}`);
    const rev = body.metadata?.labels?.['istio.io/rev'];
    return rev === expected ? undefined : String(rev);
  }],
  [/^kubectl wait --for=condition=Established crd -l (\S+) --timeout=60s$/, async ({ cluster }, [selector]) => {
    const items = await list(cluster, 'crd', selector);
    const not = items.filter((crd) => !crd.status?.conditions?.some((c: any) => c.type === 'Established' && c.status === 'True'));
    return items.length > 0 && not.length === 0 ? undefined : `${not.length} of ${items.length} not established`;
  }],
  [/^kubectl get deployment (\S+) -n (\S+) --ignore-not-found$/, async ({ cluster }, [name, namespace]) => (
    await cluster.api.get({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace } }) && 'it is there'
  )],
  [/^kubectl rollout status deployment\/(\S+) -n \S+$/, async ({ istiods }, [name]) => {
    await istiods.get(name)?.ready();
    return istiods.has(name) ? undefined : `${name} doesn't run`;
  }],
  [/^kubectl get (\w+) -l (\S+) -o jsonpath='\{\.items\[\*\]\.webhooks\[\*\]\.(\S+)\}'$/, async ({ cluster }, [kind, selector, path], expected) => {
    const values = (await list(cluster, kind, selector)).flatMap((o) => o.webhooks).map((w: any) => path.split('.').reduce((at, key) => at?.[key], w));
    const good = values.filter((v) => expected.startsWith('not empty') ? v : v === expected.split(':')[0]);
    return values.length > 0 && good.length === values.length ? undefined : JSON.stringify(values);
  }],
  [/^kubectl run trial --labels=(\S+) --image=… in a namespace without injection labels$/, async ({ cluster }, [text]) => {
    const labels = Object.fromEntries(text.split(',').map((l) => l.split('=')));
    const pod = {
      apiVersion: 'v1', kind: 'Pod', metadata: { name: 'trial', namespace: 'default', labels }, spec: { serviceAccountName: 'default', containers: [{ name: 'trial', image: 'trial' }] },
    };
    const { status, body } = await cluster.api.call('POST', '/api/v1/namespaces/default/pods?dryRun=All', pod);
    const rev = body.metadata?.annotations?.['istio.io/rev'];
    return rev === labels['istio.io/rev'] ? undefined : `${status} ${rev ?? body.message}`;
  }],
  [/^kubectl get (\w+) (?:-A )?-l (\S+)$/, async ({ cluster }, [kind, selector], expected) => {
    if (!/^no/i.test(expected)) { return `nobody here knows how to tell '${expected}'`; }
    const names = (await list(cluster, kind, selector)).map((o) => o.metadata.name);
    return names.length === 0 ? undefined : names.join(', ');
  }],
  [/^kubectl apply --server-side --dry-run=server (.+)$/, async ({ cluster, file }, [files]) => {
    const refused: string[] = [];
    for (const o of files.split(/-f /).map((f) => f.trim()).filter(Boolean).flatMap((f) => file(f))) {
      const a = await cluster.api.apply(o, false, true);
      if (!a.ok) { refused.push(`${a.object}: ${a.message}`); }
    }
    return refused.length === 0 ? undefined : refused.join(' | ');
  }],
];

/** Asks what a check says must hold; what was found instead, undefined when it holds, null when a cluster without controllers can't tell. */
export async function askCheck(asked: Asked, { command, expect }: install.UpgradeCheck): Promise<string | undefined | null> {
  if (NOT_HERE.test(command)) { return null; }
  for (const [form, ask] of COMMANDS) {
    const found = form.exec(command);
    if (found) { return ask(asked, found.slice(1), expect); }
  }
  return 'a command that is unknown here';
}

async function list(cluster: Cluster, kind: string, selector: string): Promise<Manifest[]> {
  const { status, body } = await cluster.api.call('GET', `${LISTS[kind]}?labelSelector=${encodeURIComponent(selector)}`);
  if (status !== 200) { throw new Error(`the list of ${kind}: ${body?.message}`); }
  return body.items;
}
