import { command, WrongUsage } from './arguments';
import { Reader } from './check/input';
import { World } from '../check/engine/world';
import { plural } from '../check/format';
import { readiness, type ReadinessStep } from '../check/managed/readiness';

export const migrateReport = command({
  name: 'migrate-report',
  operands: 'FILE|DIR|-...',
  about: 'Says what must change in these manifests before Google\'s managed control plane can serve them: for each object the field, why it can\'t stay, and what to put in its place.',
  options: {
    'to': { choices: ['traffic-director', 'istiod'], default: 'traffic-director', help: 'what is to serve them; new fleets get Traffic Director' },
    'trust-domain': { value: 'DOMAIN', help: 'trust domain of the fleet: PROJECT.svc.id.goog' },
    'format': { choices: ['text', 'json'], default: 'text', help: 'how to print it' },
  },
  notes: ['What is no manifest in a folder is named and left out.', 'Exit code: 0 nothing in the way, 1 something must change before, 2 unusable input.'],
}, ({ to, format, 'trust-domain': domain }, operands, io) => {
  if (operands.length === 0) throw new WrongUsage('nothing to read: name a file, a folder, or - for standard input');
  const reader = new Reader();
  const world = new World(operands.flatMap((path) => reader.files(path)).flat(), {});
  const steps = readiness(world, to, domain);
  io.out(format === 'json' ? `${JSON.stringify({ to, steps })}\n` : text(to, steps, world.items.length));
  const problems = reader.unusable.filter((u) => operands.includes(u.file));
  for (const note of reader.notes) io.tell(note);
  // a folder holds more than manifests: values of charts, data, sources
  for (const u of reader.unusable) io.tell(`${u.message}${problems.includes(u) ? '' : '; left out'}`);
  for (const { manifest: { origin } } of world.oddities) io.tell(`${origin.file ?? '-'}:${origin.line ?? 1}: no Kubernetes object; left out`);
  if (problems.length > 0) return 2;
  return steps.some((s) => s.blocking) ? 1 : 0;
});

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
      out.push(`    ${s.field ?? 'the object'}: ${s.reason}`, `      ${s.replacement.startsWith('leave ') ? 'do' : 'use'}: ${s.replacement}`);
    }
    out.push('');
  }
  const inTheWay = steps.filter((s) => s.blocking).length;
  out.push(`${plural(objects, 'object')}; ${inTheWay === 0 ? `nothing is in the way of ${target}` : `${inTheWay} of ${plural(steps.length, 'change')} ${inTheWay === 1 ? 'is' : 'are'} needed before ${target} can serve them`}`);
  return `${out.join('\n')}\n`;
}
