import { Construct } from 'constructs';
import { namespaceOf, revisionOf, valuesOf } from './chart-objects';
import { IstioPart } from './istio-part';
import * as names from '../grammar/names';
import { given } from '../guard/guard';
import type { IstiodProps } from './props/istiod';
import { ISTIOD } from './props/tables';
import { minorOf } from './upgrade/refuse';
import { NEWEST } from './values/charts';

/**
 * A revision of the control plane: service accounts, RBAC, configuration, the Deployment and the webhooks.
 *
 * @example
 * const app = new App();
 * new mesh.install.Istiod(new Chart(app, 'istiod'), 'istiod', {
 *   revision: '1-31-0',
 *   revisionTags: ['prod'],
 *   autoscaling: { minReplicas: 2 },
 * });
 */
export class Istiod extends IstioPart {
  /** Revision of the control plane; undefined for the revision without a name. */
  public readonly revision?: string;

  /** @internal */
  public readonly _props: IstiodProps;

  /**
   * @throws when a name is invalid, when the tag `default` and the revision without a name would inject the same pods, and when a value
   * is unknown
   */
  public constructor(scope: Construct, id: string, props: IstiodProps = {}) {
    given('install.Istiod', scope, id, props);
    const revision = revisionOf(props.revision);
    for (const tag of props.revisionTags ?? []) names.dnsLabel(`'${scope.node.path}/${id}': a revision tag`, tag);
    if (!revision && props.revisionTags?.includes('default')) {
      throw new Error(`'${scope.node.path}/${id}': the tag 'default' overlaps with the webhooks of an istiod without a revision, so pods would be injected twice; set revision, or remove the tag`);
    }
    const rendering = { chart: 'istiod', mapping: ISTIOD } as const;
    super(scope, id, namespaceOf(props));
    this._render(rendering, props);
    this.revision = revision;
    this._props = props;
    const { tag } = valuesOf(rendering, props).global ?? {};
    const minor = minorOf(tag);
    if (!props.charts && minor && minor !== NEWEST) {
      const message = `istiod '${this.node.path}' uses image tag ${tag}, but the injection templates are those of ${NEWEST}, so no pod could be injected; use an image of ${NEWEST}, or a version of this library for ${minor}`;
      this.node.addValidation({ validate: () => [message] });
    }
  }
}
