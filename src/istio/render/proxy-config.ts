import type { ProxyConfigProps } from '../proxy-config';
import { anyText, envName, int32, matchLabels } from './check';
import { map, struct } from './json';

export const proxyConfigSpec = struct<ProxyConfigProps>((p, at) => {
  for (const key of Object.keys(p.environmentVariables ?? {})) {
    envName(key, at, 'environmentVariables');
  }
  return {
    selector: matchLabels(p.selector, at, 'selector'),
    concurrency: int32(p.concurrency, at, 'concurrency'),
    environmentVariables: map(p.environmentVariables, at, 'environmentVariables', anyText),
    image: p.image && { imageType: p.image },
  };
});
