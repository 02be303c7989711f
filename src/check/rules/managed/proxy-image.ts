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
  explanation: 'Proxies of a mesh on Traffic Director are always distroless.',
  run(world, report) {
    const serves = trafficDirector(world);
    if (!serves) return;
    const severity = serves === 'serves' ? Severity.ERROR : Severity.WARNING;
    for (const map of configMaps(world)) {
      const type = otherImageType(map);
      if (type !== undefined) {
        report(map, { severity, pointer: '/data/mesh', message: `Traffic Director runs distroless proxies only, and the mesh configuration has defaultConfig.image.imageType '${type}': it does nothing`, fix: 'remove image from defaultConfig' });
      }
    }
    for (const pod of meshPods(world)) {
      const type = pod.annotations['sidecar.istio.io/proxyImageType'];
      if (type !== undefined && type !== 'distroless') {
        report(pod.item, {
          severity,
          pointer: `${annotationsOf(pod)}/sidecar.istio.io~1proxyImageType`,
          message: `Traffic Director runs distroless proxies only, and ${pod.item.kind} ${world.nameOf(pod.item)} asks for '${type}': the annotation does nothing`,
          fix: 'remove the annotation; kubectl debug gives a shell beside a distroless proxy',
        });
      }
    }
  },
};
