import { auto } from './_image-auto';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const imageAutoPod: Check = {
  code: 'MESH511',
  title: '`image: auto` in a pod',
  aliases: ['IST0147'],
  severity: Severity.ERROR,
  explanation: 'A pod that still has `image: auto` was not injected: it stays in `ImagePullBackOff`.',
  run(world, report) {
    for (const pod of world.all('Pod')) {
      const at = auto(pod.spec);
      if (at < 0) continue;
      report(pod, {
        pointer: pointer('spec', 'containers', at, 'image'),
        message: 'nothing replaces image: auto in a pod: it stays in ImagePullBackOff',
        fix: 'use a Deployment whose pods are injected, or set a proxy image',
      });
    }
  },
};
