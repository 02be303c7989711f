import type { Check } from '../engine/check';
import { push } from '../engine/collect';
import { label, type ItemOf } from '../engine/item';
import type { Pod } from '../engine/pods';
import { isEmpty, show } from '../engine/selector';
import type { World } from '../engine/world';
import { Severity } from '../finding';
import { ambientNamespace } from '../workload/in-mesh';

type Sidecar = ItemOf<'Sidecar'>;
const selectorOf = (s: Sidecar) => s.spec.workloadSelector?.labels;
/** Ambient mode as a running pod says it. */
const redirected = (pod: Pod): boolean => pod.annotations['ambient.istio.io/redirection'] === 'enabled';

/** Pods with the Sidecars that select them. */
const selections = (world: World) => world.once('sidecarSelections', () => {
  const out = new Map<Pod, Sidecar[]>();
  for (const s of world.all('Sidecar')) {
    if (isEmpty(selectorOf(s))) continue;
    for (const pod of world.pods(selectorOf(s), s.namespace)) {
      const list = out.get(pod);
      if (list) list.push(s); else out.set(pod, [s]);
    }
  }
  return out;
});
/** Sidecars without a selector, by namespace. */
const defaults = (world: World) => world.once('sidecarDefaults', () => {
  const out = new Map<string, Sidecar[]>();
  for (const s of world.all('Sidecar')) if (isEmpty(selectorOf(s))) push(out, s.namespace, s);
  return out;
});

export const sidecarWithoutWorkload: Check = {
  code: 'MESH601',
  title: 'Sidecar that selects no pod',
  aliases: ['IST0101', 'KIA0004'],
  severity: Severity.ERROR,
  explanation: 'The `workloadSelector` of a Sidecar matches no pod of its namespace: it changes nothing, and the pods it was meant for keep the defaults.',
  run(world, report) {
    for (const s of world.all('Sidecar')) {
      if (isEmpty(selectorOf(s)) || world.pods(selectorOf(s), s.namespace).length) continue;
      const closed = world.closed(s.namespace);
      report(s, {
        pointer: '/spec/workloadSelector',
        severity: closed ? Severity.ERROR : Severity.INFO,
        message: `no pod of ${s.namespace}${closed ? '' : ' in what is checked here'} carries ${show(selectorOf(s))}: this Sidecar changes nothing`,
        fix: 'correct the labels; they are those of pods, in the namespace of the Sidecar',
      });
    }
  },
};

export const conflictingSidecars: Check = {
  code: 'MESH602',
  title: 'Sidecars that select the same pod',
  aliases: ['IST0110', 'KIA0003'],
  severity: Severity.ERROR,
  explanation: 'One proxy can follow one Sidecar. Where several select it the oldest holds and the others are dropped.',
  run(world, report) {
    const reported = new Set<string>();
    for (const [pod, list] of selections(world)) {
      if (list.length < 2 || redirected(pod)) continue;
      for (const s of list) {
        const others = list.filter((o) => o !== s);
        const key = `${s.order} ${others.map((o) => o.order).join(' ')}`;
        if (reported.has(key)) continue;
        reported.add(key);
        report(s, {
          pointer: '/spec/workloadSelector',
          message: `${others.map(label).join(', ')} ${others.length > 1 ? 'select' : 'selects'} ${pod.item.kind} ${pod.namespace}/${pod.name} too: its proxy follows one of them, either may win, and ignores the other`,
          fix: 'let each pod be selected by one Sidecar',
          related: [...others, pod.item],
        });
      }
    }
  },
};

export const multipleDefaultSidecars: Check = {
  code: 'MESH603',
  title: 'several Sidecars without a selector in a namespace',
  aliases: ['IST0111', 'KIA0002'],
  severity: Severity.ERROR,
  explanation: 'A Sidecar without a selector is the namespace\'s default. Where there are several the oldest holds and the others are dropped.',
  run(world, report) {
    for (const [namespace, list] of defaults(world)) {
      if (list.length < 2 || ambientNamespace(world.namespace(namespace))) continue;
      for (const s of list) {
        const others = list.filter((o) => o !== s);
        report(s, {
          message: `${others.map(label).join(', ')} ${others.length > 1 ? 'are' : 'is'} without a selector too: proxies of ${namespace} follow one of them, either may win, and ignore the other`,
          fix: 'merge them, or give all but one a workloadSelector',
          related: others,
        });
      }
    }
  },
};

export const sidecarInAmbient: Check = {
  code: 'MESH604',
  title: 'Sidecar where there are no sidecars',
  aliases: ['IST0167'],
  severity: Severity.WARNING,
  explanation: 'In ambient mode pods have no sidecar, and nothing reads a Sidecar object.',
  run(world, report) {
    const say = (s: Sidecar, what: string) => report(s, {
      message: `${what} is in ambient mode and has no sidecar: nothing reads this Sidecar`,
      fix: 'remove it; scope what is reachable with policies instead',
    });
    const done = new Set<Sidecar>();
    for (const [pod, list] of selections(world)) {
      if (!redirected(pod)) continue;
      for (const s of list) if (!done.has(s) && done.add(s)) say(s, `${pod.item.kind} ${pod.namespace}/${pod.name}`);
    }
    for (const [namespace, list] of defaults(world)) {
      if (!ambientNamespace(world.namespace(namespace))) continue;
      for (const s of list) if (!done.has(s) && done.add(s)) say(s, `namespace ${namespace}`);
    }
  },
};
