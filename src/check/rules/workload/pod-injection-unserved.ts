import { auto } from './_image-auto';
import { hasProxy } from './_in-mesh';
import { INJECTION, REV } from './_injection';
import { POD_LABEL } from './_injection-labels';
import { injectors, revisionsServed, servesDefault, taken } from './_injectors';
import { podPlace } from './_pod-place';
import { nearest } from '../../../grammar/nearest';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { managed } from '../managed/_facts';

export const podInjectionUnserved: Check = {
  code: 'MESH541',
  title: 'pods that request a sidecar but have no injector',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'In a namespace without an injection label the labels of the pods decide: `istio.io/rev` selects a revision or a tag, `sidecar.istio.io/inject: "true"` alone the default injector. '
    + 'If no injector has the revision, or only revisions are installed without a tag `default`, the pods start without a sidecar, and no event reports it.',
  run(world, report) {
    if (!injectors(world).length || managed(world)) return;
    for (const pod of world.pods(undefined)) {
      const revision = pod.labels[REV];
      const requestsInjection = pod.labels[POD_LABEL] === 'true' || (!!revision && pod.labels[POD_LABEL] !== 'false');
      if (!requestsInjection || hasProxy(pod) || auto(pod.spec) >= 0 || pod.spec.hostNetwork) continue; // reported by MESH510 and MESH518
      const ns = world.namespace(pod.namespace);
      if (!ns && !world.closed(pod.namespace)) continue;
      if (ns?.labels[INJECTION] !== undefined || ns?.labels[REV] || taken(world, pod.namespace, pod.labels)) continue;
      if (!revision && servesDefault(world)) continue; // the default installation also has a webhook for such pods
      const served = revisionsServed(world);
      const choice = (revision ? nearest(revision, served) : undefined) ?? (served.length === 1 ? served[0] : served.join(' or '));
      const label = revision ? REV : POD_LABEL;
      report(pod.item, {
        pointer: podPlace(pod, 'labels', label),
        severity: world.options.complete ? Severity.ERROR : Severity.INFO,
        message: `no injector selects pods with ${label}: ${revision || '"true"'}${served.length ? ` (the checked injectors have ${served.length > 1 ? 'the revisions' : 'revision'} ${served.join(', ')})` : ''}: the pods start without a sidecar`,
        fix: served.length ? `label the pods ${REV}: ${choice}${revision ? '' : ` as well, or create the tag default: istioctl tag set default --revision ${choice}`}`
          : `label the namespace ${INJECTION}: enabled`,
      });
    }
  },
};
