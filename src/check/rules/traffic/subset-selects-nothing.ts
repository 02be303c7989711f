import { target } from './_rule-target';
import { routedSubsets } from './_subsets';
import type { Pod } from '../../../world/pods';
import { compatible, matches, show, type Labels } from '../../../world/selector';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { inBrackets, nearLabels } from '../workload/_near-labels';

const REGION = 'topology.kubernetes.io/region';
const ZONE = 'topology.kubernetes.io/zone';
const SUBZONE = 'topology.istio.io/subzone';
const HOSTNAME = 'kubernetes.io/hostname';
const RUNTIME = new Set([REGION, ZONE, SUBZONE, HOSTNAME, 'topology.istio.io/cluster', 'topology.istio.io/network']);

/** The labels that endpoints inherit from their namespace. */
function augmented(world: World, pod: Pod): Labels {
  const node = pod.spec.nodeName ? world.find('Node', '', pod.spec.nodeName) : undefined;
  const out: Record<string, string> = { ...pod.labels };
  if (pod.spec.nodeName) out[HOSTNAME] = pod.spec.nodeName;
  if (!node) return out;
  const region = node.labels[REGION] ?? '';
  if (region) out[REGION] = region;
  if (node.labels[ZONE]) out[ZONE] = node.labels[ZONE];
  if (node.labels[ZONE] && node.labels[SUBZONE]) out[SUBZONE] = node.labels[SUBZONE];
  return out;
}

export const subsetSelectsNothing: Check = {
  code: 'MESH215',
  title: 'subset that selects no pod',
  aliases: ['IST0173', 'KIA0203'],
  severity: Severity.ERROR,
  reads: (path) => /^labels\b/.test(path),
  explanation: 'The labels of a subset, together with the selector of its service, match no pod of the service\'s namespace. Requests to the subset '
    + 'get a 503 (`UH`, no healthy upstream); if no route uses it yet, this is a warning. Pods of other services or namespaces that happen to have the labels don\'t count. '
    + 'Labels that endpoints inherit from their node (region, zone, hostname) are only known if the nodes are among the checked objects.',
  run(world, report) {
    for (const dr of world.all('DestinationRule')) {
      if (!dr.spec.subsets?.length) continue;
      const service = target(world, dr);
      if (!service || service.kind === 'ServiceImport') continue;
      const entry = service.kind === 'ServiceEntry';
      if (!service.selector && (entry || service.kind === 'Service')) {
        // endpoints are written by hand or by a controller: only those of a ServiceEntry are visible
        if (!entry) continue;
      }
      dr.spec.subsets.forEach((subset, i) => {
        const labels: Labels = subset.labels ?? {};
        const wanted: Labels = { ...service.selector, ...labels };
        const runtime = Object.keys(labels).some((k) => RUNTIME.has(k));
        const candidates = runtime
          ? world.pods(undefined, service.namespace).filter((p) => matches(wanted, augmented(world, p)))
          : world.pods(wanted, service.namespace);
        // a label that contradicts the service's selector: pods with it are not behind the service
        const contradicts = !compatible(service.selector, labels);
        if (candidates.length && !contradicts) return;
        if (runtime && !world.all('Node').length) return;
        if (entry && entryEndpoints(world, service.item as never, wanted)) return;
        const anywhere = runtime
          ? world.pods(undefined).filter((p) => matches(labels, augmented(world, p)))
          : world.pods({ ...(entry ? service.selector : {}), ...labels });
        const known = world.pods(service.selector, service.namespace).length > 0;
        // if no pod of the service is known at all, its workloads are elsewhere, unless all of them are here
        const closed = world.closed(service.namespace);
        // a subset that no route uses fails no request yet: its pods may come later
        const routed = routedSubsets(world).has(`${world.registry.resolve(dr.spec.host ?? '', dr.namespace)} ${subset.name}`);
        const severity = closed && routed ? Severity.ERROR : closed || (known && routed) ? Severity.WARNING : Severity.INFO;
        report(dr, {
          pointer: pointer('spec', 'subsets', i),
          severity,
          aliases: anywhere.length || candidates.length ? ['KIA0203'] : ['IST0173', 'KIA0203'],
          message: `subset ${subset.name ?? i} of ${service.host} selects no pod of ${service.namespace} (${contradicts ? `${show(service.selector)} and ${show(labels)}` : show(wanted)})`
            + `${anywhere.length ? `, though ${anywhere[0].item.kind} ${anywhere[0].namespace}/${anywhere[0].name}, which this service does not select, has the labels` : inBrackets(nearLabels(world, wanted, service.namespace))}`
            + `: requests to the subset get a 503, no healthy upstream${routed ? '' : ', once a route uses it'}`,
          fix: `correct the labels of the subset, or label pods of the service ${show(labels) || 'its labels'}`,
          related: [service.item, ...(anywhere.length ? [anywhere[0].item] : [])],
        });
      });
    }
  },
};

function entryEndpoints(world: World, item: { namespace: string; spec: { endpoints?: readonly { labels?: Labels }[] } }, wanted: Labels): boolean {
  if (item.spec.endpoints?.some((e) => matches(wanted, e.labels ?? {}))) return true;
  return world.all('WorkloadEntry').some((w) => w.namespace === item.namespace && matches(wanted, { ...w.labels, ...w.spec.labels }));
}
