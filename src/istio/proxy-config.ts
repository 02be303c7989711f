import type { Construct } from 'constructs';
import { described } from './render/kinds';
import { IstioResource } from './resource';
import type { ResourceProps } from './resource-props';

/** The images of the proxy. */
export enum ProxyImageType {
  /** The usual one. */
  DEFAULT = 'default',

  /** With tools for finding faults. */
  DEBUG = 'debug',

  /** With next to nothing beside the proxy. */
  DISTROLESS = 'distroless',
}

/** Properties of `ProxyConfig`. */
export interface ProxyConfigProps extends ResourceProps {
  /**
   * The labels of the workloads.
   *
   * @default - all of the namespace
   */
  readonly selector?: { [label: string]: string };

  /**
   * The worker threads; 0 takes all cores of the machine, whatever the limits.
   *
   * @default - as CPU requests and limits say
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
 * Settings of the proxies of workloads that need a restart. One without a selector holds for its namespace, in the root namespace for
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
    super(scope, id, described('ProxyConfig', props));
  }
}
