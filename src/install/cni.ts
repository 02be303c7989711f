import { Construct } from 'constructs';
import { namespaceOf } from './chart-objects';
import { IstioPart } from './istio-part';
import { given } from '../guard/guard';
import type { IstioCniProps } from './props/cni';
import { CNI } from './props/tables';

/**
 * The CNI node agent, which sets up traffic redirection, so that pods need no privileged init container; required for ambient mode.
 *
 * @example
 * const app = new App();
 * new mesh.install.IstioCni(new Chart(app, 'cni'), 'cni', { ambient: { enabled: true }, platform: mesh.install.InstallPlatform.GKE });
 */
export class IstioCni extends IstioPart {
  public constructor(scope: Construct, id: string, props: IstioCniProps = {}) {
    super(scope, given('install.IstioCni', scope, id, props), namespaceOf(props));
    this._render({ chart: 'cni', mapping: CNI }, props);
  }
}
