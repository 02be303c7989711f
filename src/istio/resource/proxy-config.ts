import type { Construct } from 'constructs';
import { IstioResource } from './resource';
import { given } from '../../guard/guard';
import { described } from '../api/kinds';
import type { ProxyConfigProps } from '../api/proxy-config';

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
