import { command, WrongUsage } from './arguments';
import { printable, printableJson } from './printable';
import { ISTIOD_DEPRECATED, ISTIOD_ENDS } from '../capability/dated-facts';
import { Reader } from '../check/files/input';
import { plural } from '../check/format';
import { readiness, type ReadinessStep } from '../check/readiness';
import { World } from '../world/world';

export const migrateReport = command({
  name: 'migrate-report',
  operands: 'FILE|DIR|-...',
  about: 'Lists what must change in these manifests before Google\'s managed control plane can serve them: for each object the field, why it must change, and the replacement.',
  options: {
    'to': { choices: ['traffic-director', 'istiod'], default: 'traffic-director', help: 'the control plane to migrate to; new fleets get Traffic Director' },
    'trust-domain': { value: 'DOMAIN', help: 'trust domain of the fleet: PROJECT.svc.id.goog' },
    'format': { choices: ['text', 'json'], default: 'text', help: 'output format' },
  },
  notes: ['Files in a folder that are not manifests are listed and skipped.', 'Exit code: 0 no change needed, 1 changes needed, 2 unusable input.'],
}, ({ to, format, 'trust-domain': domain }, operands, io) => {
  if (operands.length === 0) throw new WrongUsage('nothing to read: give a file, a folder, or - for standard input');
  const reader = new Reader();
  const world = new World(operands.flatMap((path) => reader.files(path)).flat(), {});
  const steps = readiness(world, to, domain);
  io.out(format === 'json' ? `${printableJson({ to, steps })}\n` : text(to, steps, world.items.length + world.oddities.filter(isOperator).length));
  const problems = reader.unusable.filter((u) => operands.includes(u.file));
  for (const note of reader.notes) io.printError(note);
  // a folder contains more than manifests: values of charts, data, sources
  for (const u of reader.unusable) io.printError(`${u.message}${problems.includes(u) ? '' : '; skipped'}`);
  for (const { manifest: { object, origin } } of world.oddities) {
    if (isOperator({ manifest: { object } })) continue; // a step
    io.printError(`${origin.file ?? '-'}:${origin.line ?? 1}: not a Kubernetes object; skipped`);
  }
  if (problems.length > 0) return 2;
  if (world.items.length + world.oddities.filter(isOperator).length === 0 && reader.notes.length + reader.unusable.length === 0) {
    io.printError(`no object to read in ${operands.map((o) => (o === '-' ? 'standard input' : printable(o))).join(', ')}; give manifests that contain at least one object`);
    return 2;
  }
  return steps.some((s) => s.blocking) ? 1 : 0;
});

/** A work list for people: blocking steps first, and steps with the same reason together. */
function text(to: string, steps: readonly ReadinessStep[], objects: number): string {
  const target = to === 'istiod' ? 'managed istiod' : 'Traffic Director';
  const [must, may] = [steps.filter((s) => s.blocking), steps.filter((s) => !s.blocking)];
  const out = [
    ...part(`must change before the migration: ${must.length}`, must),
    ...part(`should be reviewed, because it may have no effect after the migration: ${may.length}`, may),
  ];
  const rest = may.length === 0 ? '' : `, ${may.length} more should be reviewed`;
  out.push(`${plural(objects, 'object')} read: ${must.length === 0 ? `no change is needed for ${target}` : `${plural(must.length, 'change')} needed before ${target} can serve them`}${rest}`);
  if (to === 'istiod' || steps.length > 0) out.push(`istiod on GKE, managed or in-cluster, is deprecated since ${ISTIOD_DEPRECATED} and supported until ${ISTIOD_ENDS}`);
  return `${out.join('\n')}\n`;
}

const isOperator = ({ manifest: { object } }: { readonly manifest: { readonly object: unknown } }): boolean => (object as { kind?: unknown } | null)?.kind === 'IstioOperator';

function part(title: string, steps: readonly ReadinessStep[]): string[] {
  if (steps.length === 0) return [];
  const byReason = new Map<string, ReadinessStep[]>();
  for (const s of steps) byReason.set(s.reason, [...byReason.get(s.reason) ?? [], s]);
  return [title, '', ...[...byReason].flatMap(([reason, group]) => {
    const [first] = group;
    const one = group.every((s) => s.replacement === first.replacement);
    return [
      `  ${printable(reason)}${group.length > 1 ? ` (${group.length})` : ''}`,
      ...one ? [`    ${remedy(first)}`] : [],
      ...group.flatMap((s) => [`      ${place(s)}`, ...one ? [] : [`        ${remedy(s)}`]]),
      '',
    ];
  })];
}

function place({ object: { kind, namespace, name }, field, file, line }: ReadinessStep): string {
  const object = [kind, `${namespace ? `${namespace}/` : ''}${name}`].filter((w) => w !== '').join(' ');
  return printable([object, field, file && `${file}${line ? `:${line}` : ''}`].filter((w) => w !== undefined && w !== '').join('  '));
}

const remedy = ({ replacement }: ReadinessStep): string => printable(`${replacement.startsWith('leave ') ? 'do' : 'use'}: ${replacement}`);
