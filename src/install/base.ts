import { Construct } from 'constructs';
import { namespaceOf } from './chart-objects';
import { IstioPart } from './istio-part';
import { given } from '../guard/guard';
import type { IstioBaseProps } from './props/base';
import { BASE } from './props/tables';

/**
 * Cluster-wide objects, independent of revisions: the CRDs, the service account for other clusters, and the default revision.
 *
 * Put it into a separate chart, and apply that first. Deleting the CRDs deletes all of their objects: exclude this chart from pruning.
 *
 * @example
 * const app = new App();
 * new mesh.install.IstioBase(new Chart(app, 'istio-base'), 'base');
 */
export class IstioBase extends IstioPart {
  public constructor(scope: Construct, id: string, props: IstioBaseProps = {}) {
    super(scope, given('install.IstioBase', scope, id, props), namespaceOf(props));
    this._render({ chart: 'base', mapping: BASE }, props);
  }
}
