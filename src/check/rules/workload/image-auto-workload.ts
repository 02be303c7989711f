import { auto } from './_image-auto';
import { injected } from './_in-mesh';
import { matchesSelector } from '../../../world/selector';
import type { WebhookConfiguration } from '../../../world/shapes/core';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

const istioWebhooks = (world: World) => world.once('istioWebhooks', () => world.all('MutatingWebhookConfiguration')
  .flatMap((c) => (c.spec as WebhookConfiguration).webhooks ?? []).filter((w) => w.name?.endsWith('istio.io')));

export const imageAutoWorkload: Check = {
  code: 'MESH510',
  title: '`image: auto` in a workload that no injector selects',
  aliases: ['IST0146'],
  severity: Severity.WARNING,
  explanation: '`image: auto` is a placeholder that the injector replaces. If no injector selects the pods, they stay in `ImagePullBackOff`.',
  run(world, report) {
    const webhooks = istioWebhooks(world);
    for (const deployment of world.all('Deployment')) {
      const template = deployment.spec.template;
      const at = auto(template?.spec);
      if (at < 0) continue;
      const labels = template?.metadata?.labels ?? {};
      const ns = world.namespace(deployment.namespace);
      if (webhooks.some((w) => matchesSelector(w.namespaceSelector, ns?.labels ?? {}) && matchesSelector(w.objectSelector, labels))) continue;
      // if the injector is not among the manifests, its default rules apply
      const requestsInjection = injected(ns) || labels['sidecar.istio.io/inject'] === 'true' || labels['istio.io/rev'] !== undefined;
      if (!webhooks.length && requestsInjection && !world.options.complete) continue;
      // a namespace that is not defined here may be labelled; a defined one is not
      const unknown = !ns && !world.closed(deployment.namespace);
      if (!webhooks.length && requestsInjection) {
        report(deployment, {
          severity: Severity.INFO,
          pointer: pointer('spec', 'template', 'spec', 'containers', at, 'image'),
          message: 'the labels request injection, but no MutatingWebhookConfiguration of Istio is in the checked objects: image: auto is replaced if the cluster has one; otherwise the pods stay in ImagePullBackOff',
          fix: 'leave it unchanged if the mesh is installed separately, or check it together with the installation',
        });
        continue;
      }
      report(deployment, {
        severity: unknown ? Severity.INFO : Severity.WARNING,
        pointer: pointer('spec', 'template', 'spec', 'containers', at, 'image'),
        message: `no injector selects these pods${unknown ? ', unless their namespace is labelled for it,' : ','} so nothing replaces image: auto: they stay in ImagePullBackOff`,
        fix: 'label the namespace for injection, or the pods sidecar.istio.io/inject: "true"',
      });
    }
  },
};
