import type { Construct } from 'constructs';
import { given } from '../guard/guard';
import { described } from './render/kinds';
import { IstioResource } from './resource';
import type { ResourceProps } from './resource-props';

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
   * @default - the mesh's
   */
  readonly image?: ProxyImageType;
}

/**
 * Proxy settings of workloads, applied when their pods start. Without a selector it applies to its namespace; in the root namespace, to
 * the mesh.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/proxy-config/
 *
 * @example
 * declare const chart: Chart;
 * new mesh.istio.ProxyConfig(chart, 'small', { concurrency: 1, image: mesh.istio.ProxyImageType.DISTROLESS });
 */
export class ProxyConfig extends IstioResource {
  public constructor(scope: Construct, id: string, props: ProxyConfigProps = {}) {
    super(scope, given('istio.ProxyConfig', scope, id, props), described('ProxyConfig', props));
  }
}
