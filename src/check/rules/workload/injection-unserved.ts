import { INJECTION, MODE, REV } from './_injection';
import { injectors, revisionsServed, servesDefault, taken } from './_injectors';
import { nearest } from '../../../grammar/nearest';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { managed } from '../managed/_facts';

/** How to get an injector to select the namespace. */
function remedy(world: World, revision: string | undefined): string {
  const served = revisionsServed(world);
  const wanted = revision === undefined ? undefined : nearest(revision, served);
  const choice = wanted ?? (served.length === 1 ? served[0] : undefined);
  if (revision === undefined && served.length) return `label the namespace ${REV}: ${choice ?? served.join(' or ')} instead of ${INJECTION}, or create the tag default: istioctl tag set default --revision ${choice ?? 'REVISION'}`;
  if (choice) return `label the namespace ${REV}: ${choice}`;
  const others = [...served.map((s) => `${REV}: ${s}`), ...servesDefault(world) ? [`${INJECTION}: enabled`] : []];
  return others.length ? `label the namespace ${others.join(' or ')}` : 'install an injector for it';
}

export const injectionUnserved: Check = {
  code: 'MESH540',
  title: 'namespace that requests sidecars but has no injector',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Each injector (MutatingWebhookConfiguration) serves the namespaces that its selectors match: a revision, a tag, or `istio-injection: enabled` for the default one. A namespace with the label of a removed revision, '
    + 'or with `istio-injection: enabled` where only revisions are installed, matches none: its pods start without a sidecar, no event reports it, and strict services refuse them.',
  run(world, report) {
    if (!injectors(world).length || managed(world)) return;
    for (const ns of world.all('Namespace')) {
      const [injection, revision] = [ns.labels[INJECTION], ns.labels[REV]];
      const requestsDefault = injection === undefined ? !!revision : injection === 'enabled' && !revision; // MESH507 covers both at once
      if (!requestsDefault || ns.labels[MODE] === 'ambient' || taken(world, ns.name, {})) continue;
      // a namespace may contain only pods that have their own labels
      const pods = world.pods(undefined, ns.name);
      if (pods.length && pods.every((p) => taken(world, ns.name, p.labels) || p.labels['sidecar.istio.io/inject'] === 'false')) continue;
      const label = injection === undefined ? REV : INJECTION;
      const known = [...revisionsServed(world).map((r) => `${REV}: ${r}`), ...servesDefault(world) ? [`${INJECTION}: enabled`] : []];
      report(ns, {
        pointer: pointer('metadata', 'labels', label),
        severity: world.options.complete ? Severity.ERROR : Severity.INFO,
        message: `no injector selects namespaces with ${label}: ${ns.labels[label]}${known.length ? ` (the checked injectors select ${known.join(' and ')})` : ''}: pods of the namespace start without a sidecar`,
        fix: remedy(world, injection === undefined ? revision : undefined),
        related: world.all('MutatingWebhookConfiguration').filter((c) => c.spec.webhooks?.some((w) => injectors(world).includes(w))),
      });
    }
  },
};
