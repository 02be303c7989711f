import { command, WrongUsage } from './arguments';
import { Reader } from '../check/files/input';
import { CompiledMesh, sidecarOf } from '../compiled/compile';
import { evaluate, type Ask } from '../compiled/evaluate/evaluate';
import { outcomeText, sourceText, stepsOf, story } from '../compiled/evaluate/story';
import type { ProxyClass } from '../compiled/form';
import { nearest } from '../grammar/nearest';
import { World } from '../world/world';

export const trace = command({
  name: 'trace',
  operands: 'METHOD URL FILE|DIR|-...',
  about: 'Says where a request of a workload with a sidecar goes, and which objects decide it, from the manifests alone.',
  options: {
    from: { value: 'NAMESPACE/WORKLOAD', help: 'the workload that sends the request: the name of its Deployment, StatefulSet or Pod' },
    header: { value: 'NAME: VALUE', short: 'H', repeat: true, help: 'a header of the request; repeat it for more' },
    domain: { value: 'DOMAIN', help: 'DNS domain of the cluster (default: cluster.local)' },
    format: { choices: ['text', 'json'], default: 'text', help: 'how to print the answer' },
  },
  notes: [
    'Exit code: 0 the request was judged, 2 unusable input.',
    'Access policies are not considered: the answer is where the request goes, not who is allowed.',
  ],
}, (values, operands, io) => {
  const [method, target, ...paths] = operands;
  if (method === undefined || target === undefined || paths.length === 0) throw new WrongUsage('name a method, a URL and the files, as in: trace --from shop/web GET http://reviews:9080/ dist/');
  if (values.from === undefined) throw new WrongUsage('--from is missing: name the workload that sends the request, as NAMESPACE/WORKLOAD');
  const ask = askOf(method, target, values.header);

  const reader = new Reader();
  const world = new World(paths.flatMap((path) => reader.files(path)).flat(), { domain: values.domain });
  for (const note of reader.notes) io.tell(note);
  for (const u of reader.unusable) io.tell(u.message);
  if (reader.unusable.length) return 2;

  const proxy = new CompiledMesh(world).proxy(callerOf(world, values.from));
  const evaluated = evaluate(proxy, ask);
  if (values.format === 'text') {
    io.out(story(proxy, ask, evaluated));
    return 0;
  }
  const outcomes = evaluated.outcomes.map((o) => ({ ...o, headers: undefined, virtualHost: o.virtualHost?.name, route: o.route?.name, text: outcomeText(o) }));
  const steps = stepsOf(ask, evaluated).map((s) => ({ text: s.text, by: s.by && sourceText(s.by), beat: s.beat.map((b) => ({ text: b.text, by: b.by && sourceText(b.by) })) }));
  io.out(`${JSON.stringify({ outcomes, steps, assumptions: evaluated.assumptions.map((a) => a.text), eitherMayWin: proxy.contests.map((c) => ({ about: c.about, objects: c.objects.map(sourceText) })) }, undefined, 2)}\n`);
  return 0;
});

function askOf(method: string, target: string, lines: readonly string[]): Ask {
  const url = /^(https?):\/\/([^/?#]+)([/?#].*)?$/i.exec(target);
  if (!url) throw new WrongUsage(`the URL must be http://HOST[:PORT]/PATH, got "${target}"`);
  const [, scheme, authority, rest = '/'] = url;
  const tls = scheme.toLowerCase() === 'https';
  const written = /:(\d+)$/.exec(authority)?.[1];
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) throw new WrongUsage(`a header is written "NAME: VALUE", got "${line}"`);
    const name = line.slice(0, colon).trim().toLowerCase();
    headers.set(name, [...headers.get(name) ?? [], line.slice(colon + 1).trim()]);
  }
  const host = written === undefined ? authority : authority.slice(0, -written.length - 1);
  return {
    connection: { address: '', port: written === undefined ? (tls ? 443 : 80) : Number(written), tls, ...(tls && { serverName: host }), protocols: ['http/1.1'] },
    http: { method, tls, authority, path: rest.startsWith('/') ? rest : `/${rest}`, headers },
  };
}

/** The class of the proxies of a workload. */
function callerOf(world: World, from: string): ProxyClass {
  const [namespace, name, ...more] = from.split('/');
  if (!namespace || !name || more.length) throw new WrongUsage(`--from must be NAMESPACE/WORKLOAD, got "${from}"`);
  const pods = world.pods(undefined);
  const pod = pods.find((p) => p.namespace === namespace && p.name === name);
  if (!pod) {
    const near = nearest(from, pods.map((p) => `${p.namespace}/${p.name}`));
    throw new WrongUsage(`no file has a workload ${from}${near === undefined ? '' : `; did you mean ${near}?`}`);
  }
  return sidecarOf(pod);
}
