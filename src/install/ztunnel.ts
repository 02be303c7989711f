import { Construct } from 'constructs';
import { namespaceOf } from './chart-objects';
import { IstioPart } from './istio-part';
import { given } from '../guard/guard';
import { ZTUNNEL } from './props/tables';
import type { ZtunnelProps } from './props/ztunnel';

/**
 * ztunnel, the proxy of each node in ambient mode.
 *
 * @example
 * const app = new App();
 * new mesh.install.Ztunnel(new Chart(app, 'ztunnel'), 'ztunnel', { logAsJson: true });
 */
export class Ztunnel extends IstioPart {
  public constructor(scope: Construct, id: string, props: ZtunnelProps = {}) {
    super(scope, given('install.Ztunnel', scope, id, props), namespaceOf(props));
    this._render({ chart: 'ztunnel', mapping: ZTUNNEL }, props);
  }
}
