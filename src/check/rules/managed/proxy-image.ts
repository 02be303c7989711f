import { configMaps, otherImageType } from './_control-plane-facts';
import { trafficDirector } from './_facts';
import { annotationsOf, meshPods } from './_workloads-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const proxyImage: Check = {
  code: 'MESH765',
  title: 'proxy image on Traffic Director',
  aliases: ['G-WL5'],
  severity: Severity.ERROR,
  explanation: 'Traffic Director always runs distroless proxies.',
  run(world, report) {
    const serves = trafficDirector(world);
    if (!serves) return;
    const severity = serves === 'serves' ? Severity.ERROR : Severity.WARNING;
    for (const map of configMaps(world)) {
      const type = otherImageType(map);
      if (type !== undefined) {
        report(map, { severity, pointer: '/data/mesh', message: `Traffic Director runs distroless proxies only: defaultConfig.image.imageType '${type}' in the mesh configuration has no effect`, fix: 'remove image from defaultConfig' });
      }
    }
    for (const pod of meshPods(world)) {
      const type = pod.annotations['sidecar.istio.io/proxyImageType'];
      if (type !== undefined && type !== 'distroless') {
        report(pod.item, {
          severity,
          pointer: `${annotationsOf(pod)}/sidecar.istio.io~1proxyImageType`,
          message: `Traffic Director runs distroless proxies only, but ${pod.item.kind} ${world.nameOf(pod.item)} requests '${type}': the annotation has no effect`,
          fix: 'remove the annotation; kubectl debug opens a shell next to a distroless proxy',
        });
      }
    }
  },
};
