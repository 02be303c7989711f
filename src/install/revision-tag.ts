import { Construct } from 'constructs';
import { namespaceOf, revisionOf } from './chart-objects';
import { IstioPart } from './istio-part';
import * as names from '../grammar/names';
import { given } from '../guard/guard';
import type { IstiodProps } from './props/istiod';
import { ISTIOD } from './props/tables';
import { mergeValues } from './values/merge';

/** Properties of `RevisionTag`. */
export interface RevisionTagProps {
  /** The name: the value of the label `istio.io/rev` of namespaces and pods. */
  readonly tag: string;

  /** Revision to which the tag points; empty for the revision without a name. */
  readonly revision: string;

  /**
   * Settings of the control plane that affect its webhooks, such as their URL.
   *
   * @default - Istio's defaults
   */
  readonly istiod?: IstiodProps;

  /**
   * The control plane's namespace.
   *
   * @default istio-system
   */
  readonly namespace?: string;

  /**
   * Whether all namespaces are injected unless they are labelled otherwise; for the tag `default` only.
   *
   * @default false
   */
  readonly enableNamespacesByDefault?: boolean;
}

/**
 * A revision tag: webhooks for pods with that tag, and a Service of its name. Change `revision` to move it.
 *
 * A tag has one owner: don't list it in the `revisionTags` of an Istiod too.
 *
 * @example
 * const app = new App();
 * new mesh.install.RevisionTag(new Chart(app, 'tags'), 'prod', { tag: 'prod', revision: '1-31-0' });
 */
export class RevisionTag extends IstioPart {
  /** The tag. */
  public readonly tag: string;

  /** Revision to which the tag points. */
  public readonly revision: string;

  public constructor(scope: Construct, id: string, props: RevisionTagProps) {
    given('install.RevisionTag', scope, id, props);
    const tag = names.dnsLabel('a revision tag', props.tag);
    const revision = revisionOf(props.revision);
    if (!revision && tag === 'default') throw new Error(`'${scope.node.path}/${id}': the tag 'default' must point to a named revision, as the default revision already has its own webhooks; set revision`);
    const namespace = props.namespace ?? props.istiod?.namespace;
    const own = { revision: revision ?? '', revisionTags: [tag] };
    const everywhere = props.enableNamespacesByDefault;
    const istiod = {
      ...props.istiod,
      namespace,
      values: mergeValues(props.istiod?.values ?? {}, everywhere === undefined ? own : { ...own, sidecarInjectorWebhook: { enableNamespacesByDefault: everywhere } }),
    };
    super(scope, id, namespaceOf(istiod));
    this._render({ chart: 'istiod', mapping: ISTIOD, keep: (manifest) => manifest.metadata.labels?.['istio.io/tag'] === tag }, istiod);
    this.tag = tag;
    this.revision = revision ?? '';
  }
}
