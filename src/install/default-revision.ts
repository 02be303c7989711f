import { Construct } from 'constructs';
import { namespaceOf, revisionOf } from './chart-objects';
import { IstioPart } from './istio-part';

/** Which revision is the default one. */
export interface DefaultRevisionProps {
  /**
   * The revision.
   *
   * @default - the one without a name
   */
  readonly revision?: string;

  /**
   * The control plane's namespace.
   *
   * @default istio-system
   */
  readonly namespace?: string;

  /**
   * Values of the official helm chart `default`, by its names.
   *
   * @default - none
   */
  readonly values?: { [key: string]: any };
}

/**
 * Makes a revision the default one: its webhooks answer for namespaces that are labelled `istio-injection`, and it validates objects that name no
 * revision. It owns `istiod-default-validator`: give IstioBase an empty `defaultRevision` beside it.
 *
 * @example
 * const app = new App();
 * new mesh.install.DefaultRevision(new Chart(app, 'default'), 'default', { revision: '1-31-0' });
 */
export class DefaultRevision extends IstioPart {
  public constructor(scope: Construct, id: string, props: DefaultRevisionProps = {}) {
    const { revision, ...rest } = props;
    const derived = { revision: revisionOf(revision) ?? '' };
    super(scope, id, namespaceOf(rest));
    this._render({ chart: 'default', mapping: {}, derived }, rest);
  }
}
