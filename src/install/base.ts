import { Construct } from 'constructs';
import { namespaceOf } from './chart-objects';
import { IstioPart } from './istio-part';
import type { IstioBaseProps } from './props/base';
import { BASE } from './props/tables';

/**
 * What a cluster has once, whatever revisions run in it: the CRDs, the account for other clusters, and which revision is the default one.
 *
 * Put it into a chart of its own and apply that first. With the CRDs go all their objects: keep this chart out of what prunes.
 *
 * @example
 * const app = new App();
 * new mesh.install.IstioBase(new Chart(app, 'istio-base'), 'base');
 */
export class IstioBase extends IstioPart {
  public constructor(scope: Construct, id: string, props: IstioBaseProps = {}) {
    super(scope, id, namespaceOf(props));
    this._render({ chart: 'base', mapping: BASE }, props);
  }
}
