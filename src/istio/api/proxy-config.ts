import type { ResourceProps } from './resource-props';
import { anyText, envName, int32, matchLabels } from '../write/check';
import { map, struct } from '../write/json';

/** The type of the proxy image. */
export enum ProxyImageType {
  /** The default image. */
  DEFAULT = 'default',

  /** With debugging tools. */
  DEBUG = 'debug',

  /** Without a shell and other tools. */
  DISTROLESS = 'distroless',
}

/** Properties of `ProxyConfig`. */
export interface ProxyConfigProps extends ResourceProps {
  /**
   * The labels of the workloads.
   *
   * @default - all workloads of the namespace
   */
  readonly selector?: { [label: string]: string };

  /**
   * The number of worker threads; 0 uses all cores of the node, regardless of limits.
   *
   * @default - derived from CPU requests and limits
   */
  readonly concurrency?: number;

  /**
   * Environment variables of the proxy.
   *
   * @default - none
   */
  readonly environmentVariables?: { [key: string]: string };

  /**
   * The image of the proxy; field `image.imageType`.
   *
   * @default - the setting of the mesh
   */
  readonly image?: ProxyImageType;
}

const proxyConfigSpec = struct<ProxyConfigProps>((p, at) => {
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

export default proxyConfigSpec;
