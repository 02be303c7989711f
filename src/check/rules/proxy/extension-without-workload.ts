import type { Item } from '../../../world/item';
import { isEmpty, matches, show, type Labels } from '../../../world/selector';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { inBrackets, nearLabels } from '../workload/_near-labels';

interface Selecting { readonly item: Item; readonly labels: Labels | undefined; readonly at: string }

/** Objects that change proxies by the labels of their pods, with their selectors. */
function* selecting(world: World): Iterable<Selecting> {
  for (const item of world.all('EnvoyFilter', 'workloadSelector')) yield { item, labels: item.spec.workloadSelector?.labels, at: '/spec/workloadSelector' };
  for (const kind of ['WasmPlugin', 'TrafficExtension', 'ProxyConfig'] as const) {
    for (const item of world.all(kind) as readonly Item<{ readonly selector?: { readonly matchLabels?: Labels } }>[]) yield { item, labels: item.spec.selector?.matchLabels, at: '/spec/selector' };
  }
}

const WHAT: Readonly<Record<string, string>> = {
  EnvoyFilter: 'none of its patches is applied', WasmPlugin: 'no proxy loads the plugin', TrafficExtension: 'no proxy loads the extension', ProxyConfig: 'no proxy gets these settings',
};

export const extensionWithoutWorkload: Check = {
  code: 'MESH264',
  title: 'EnvoyFilter, extension or proxy setting that selects no pod',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The selector of an EnvoyFilter, WasmPlugin, TrafficExtension or ProxyConfig selects pods in its own namespace; only in the root namespace does it select pods in every namespace. '
    + 'One in an application\'s namespace never reaches the pods of a gateway in another namespace: istiod accepts it, and no proxy gets it.',
  run(world, report) {
    const { rootNamespace } = world.mesh;
    for (const { item, labels, at } of selecting(world)) {
      if (isEmpty(labels) || [world, ...world.siblings].some((w) => w.selected(labels, item.namespace).length)) continue;
      const root = item.namespace === rootNamespace;
      const machines = [...world.all('WorkloadEntry').map((w) => ({ w, l: { ...w.labels, ...w.spec.labels } })), ...world.all('WorkloadGroup').map((w) => ({ w, l: w.spec.metadata?.labels ?? {} }))];
      if (machines.some(({ w, l }) => (root || w.namespace === item.namespace) && matches(labels, l))) continue;
      const closed = root ? world.options.complete === true : world.closed(item.namespace);
      const near = nearLabels(world, labels, root ? undefined : item.namespace);
      report(item, {
        pointer: at,
        severity: closed ? Severity.ERROR : Severity.INFO,
        message: `no pod of ${root ? 'the mesh' : item.namespace}${closed ? '' : ' in the checked objects'} carries ${show(labels)}${inBrackets(near)}: ${WHAT[item.kind]}`,
        fix: near?.namespaces.length ? `move the ${item.kind} to namespace: ${near.namespaces[0]}, where the pods are, or to the root namespace ${rootNamespace}`
          : `correct the selector: it must match the labels of pods, in ${root ? 'any namespace' : `namespace ${item.namespace}`}`,
      });
    }
  },
};
