import { Construct } from 'constructs';
import { namespaceOf, revisionOf } from './chart-objects';
import { IstioPart } from './istio-part';
import { given } from '../guard/guard';

/** Properties of `DefaultRevision`. */
export interface DefaultRevisionProps {
  /**
   * The revision.
   *
   * @default - the revision without a name
   */
  readonly revision?: string;

  /**
   * The control plane's namespace.
   *
   * @default istio-system
   */
  readonly namespace?: string;

  /**
   * Values of the official Helm chart `default`.
   *
   * @default - none
   */
  readonly values?: { [key: string]: any };
}

/**
 * Makes a revision the default: its webhooks inject namespaces with the label `istio-injection`, and it validates objects without a
 * revision. It owns `istiod-default-validator`: set an empty `defaultRevision` on IstioBase when you use it.
 *
 * @example
 * const app = new App();
 * new mesh.install.DefaultRevision(new Chart(app, 'default'), 'default', { revision: '1-31-0' });
 */
export class DefaultRevision extends IstioPart {
  public constructor(scope: Construct, id: string, props: DefaultRevisionProps = {}) {
    given('install.DefaultRevision', scope, id, props);
    const { revision, ...rest } = props;
    const derived = { revision: revisionOf(revision) ?? '' };
    super(scope, id, namespaceOf(rest));
    this._render({ chart: 'default', mapping: {}, derived }, rest);
  }
}
