import { command, WrongUsage } from './arguments';
import { printableJson } from './printable';
import { refusedObjects } from './refused';
import { Reader } from '../check/files/input';
import { TrafficAnswer } from '../trace/answer';
import { Callers } from '../trace/callers';
import { askOf, BadQuestion, type Question } from '../trace/question';
import { World } from '../world/world';

export const trace = command({
  name: 'trace',
  operands: 'METHOD URL FILE|DIR|-...',
  about: 'Shows where a request goes, and which objects determine that, from manifests only. The request comes from a workload with a sidecar or arrives at a gateway.',
  options: {
    from: { value: 'NAMESPACE/WORKLOAD', help: 'the workload that sends the request, or the gateway that it arrives at: the name of its Deployment, StatefulSet or Pod' },
    header: { value: 'NAME: VALUE', short: 'H', repeat: true, help: 'a request header; repeat it for more' },
    domain: { value: 'DOMAIN', help: 'DNS domain of the cluster (default: cluster.local)' },
    format: { choices: ['text', 'json'], default: 'text', help: 'output format' },
  },
  notes: [
    'Exit code: 0 the request was traced, 2 unusable input.',
    'Authorization policies are not evaluated: the output shows where the request goes, not whether it is allowed.',
  ],
}, (values, operands, io) => {
  const [method, url, ...paths] = operands;
  if (method === undefined || url === undefined || paths.length === 0) throw new WrongUsage('give a method, a URL and the files, for example: trace --from shop/web GET http://reviews:9080/ dist/');
  if (values.from === undefined) throw new WrongUsage('--from is missing: give the workload that sends the request, as NAMESPACE/WORKLOAD');
  const reader = new Reader();
  const manifests = paths.flatMap((path) => reader.files(path)).flat();
  for (const note of reader.notes) io.printError(note);
  for (const u of reader.unusable) io.printError(u.message);
  if (reader.unusable.length) return 2;

  const world = new World(manifests, { domain: values.domain });
  for (const text of refusedObjects(world)) io.printError(text);
  const answer = answerOf(world, values.from, { method, url, headers: values.header.map(headerOf) });
  io.out(values.format === 'text' ? answer.trace : `${printableJson(answer._json, 2)}\n`);
  return 0;
});

/** Mistakes in the request count as wrong usage. */
function answerOf(world: World, from: string, question: Question): TrafficAnswer {
  try {
    const ask = askOf(question);
    const callers = new Callers(world);
    const caller = callers.caller(from);
    if (!caller) throw callers.missing(from);
    return TrafficAnswer._of(caller, ask);
  } catch (e) {
    if (e instanceof BadQuestion) throw new WrongUsage(e.message);
    throw e;
  }
}

function headerOf(line: string): [name: string, value: string] {
  const colon = line.indexOf(':');
  if (colon < 1) throw new WrongUsage(`a header must have the form "NAME: VALUE", got "${line}"`);
  return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
}
