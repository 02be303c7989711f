import { parseArgs } from 'node:util';
import { Reader } from './check/input';
import type { Command, Io } from './command';
import { World } from '../check/engine/world';
import { readiness, type ReadinessStep } from '../check/managed/readiness';

const USAGE = `usage: cdk8s-mesh migrate-report [options] FILE|DIR|-...

Says what must change in these manifests before Google's managed control plane can serve them: for each object the field, why it
can't stay, and what to put in its place.

  --to traffic-director|istiod   what is to serve them (default: traffic-director, which new fleets get)
  --trust-domain DOMAIN          trust domain of the fleet: PROJECT.svc.id.goog
  --format text|json             how to print it (default: text)
  -h, --help                     this text

What is no manifest in a folder is named and left out.

Exit code: 0 nothing in the way, 1 something must change before, 2 unusable input.
`;

export const migrateReport: Command = {
  name: 'migrate-report',
  summary: 'say what must change before a move to Google\'s managed mesh',
  run(args: readonly string[], io: Io): number {
    let parsed;
    try {
      parsed = parseArgs({
        args: [...args],
        allowPositionals: true,
        options: {
          'to': { type: 'string', default: 'traffic-director' },
          'trust-domain': { type: 'string' },
          'format': { type: 'string', default: 'text' },
          'help': { type: 'boolean', short: 'h', default: false },
        },
      });
    } catch (e) {
      return fail(io, (e as Error).message);
    }
    const { values, positionals } = parsed;
    if (values.help) {
      io.out(USAGE);
      return 0;
    }
    const { to, format } = values;
    if (to !== 'traffic-director' && to !== 'istiod') return fail(io, `--to must be traffic-director or istiod, got "${to}"`);
    if (format !== 'text' && format !== 'json') return fail(io, `--format must be text or json, got "${format}"`);
    if (positionals.length === 0) return fail(io, 'nothing to read: name a file, a folder, or - for standard input');

    const reader = new Reader();
    const world = new World(positionals.flatMap((path) => reader.files(path)).flat(), {});
    const steps = readiness(world, to, values['trust-domain']);
    io.out(format === 'json' ? `${JSON.stringify({ to, steps })}\n` : text(to, steps, world.items.length));
    const problems = reader.unusable.filter((u) => positionals.includes(u.file));
    const tell = (what: string) => io.err(`cdk8s-mesh migrate-report: ${what}\n`);
    for (const note of reader.notes) tell(note);
    // a folder holds more than manifests: values of charts, data, sources
    for (const u of reader.unusable) tell(`${u.message}${problems.includes(u) ? '' : '; left out'}`);
    for (const { manifest: { origin } } of world.oddities) tell(`${origin.file ?? '-'}:${origin.line ?? 1}: no Kubernetes object; left out`);
    if (problems.length > 0) return 2;
    return steps.some((s) => s.blocking) ? 1 : 0;
  },
};

function fail(io: Io, why: string): number {
  io.err(`cdk8s-mesh migrate-report: ${why}\nsee cdk8s-mesh migrate-report --help\n`);
  return 2;
}

/** A list that a person can work down: what is in the way first, object by object. */
function text(to: string, steps: readonly ReadinessStep[], objects: number): string {
  const target = to === 'istiod' ? 'managed istiod' : 'Traffic Director';
  const out: string[] = [];
  for (const [blocking, title] of [[true, 'must change before the move'], [false, 'should be looked at: it may do nothing after the move']] as const) {
    const part = steps.filter((s) => s.blocking === blocking);
    if (part.length === 0) continue;
    out.push(`${title}:`);
    let last = '';
    for (const s of part) {
      const { kind, namespace, name } = s.object;
      const head = `${kind} ${namespace ? `${namespace}/` : ''}${name}${s.file ? `  ${s.file}${s.line ? `:${s.line}` : ''}` : ''}`;
      if (head !== last) out.push(`  ${head}`);
      last = head;
      out.push(`    ${s.field ?? 'the object'}: ${s.reason}`, `      use: ${s.replacement}`);
    }
    out.push('');
  }
  const inTheWay = steps.filter((s) => s.blocking).length;
  out.push(`${objects} objects; ${inTheWay === 0 ? `nothing is in the way of ${target}` : `${inTheWay} of ${steps.length} changes are needed before ${target} can serve them`}`);
  return `${out.join('\n')}\n`;
}
