import { Construct } from 'constructs';
import { IstioPart } from './istio-part';
import { manifestsOf, namespaceOf, revisionOf } from './rendering';
import * as names from '../model/names';
import { ISTIOD } from './props/tables';

/** A stable name for a revision. */
export interface RevisionTagProps {
  /** The name: the value of the label `istio.io/rev` of namespaces and pods. */
  readonly tag: string;

  /** The revision that it leads to. */
  readonly revision: string;

  /**
   * The control plane's namespace.
   *
   * @default istio-system
   */
  readonly namespace?: string;

  /**
   * Whether every namespace is enrolled that isn't labelled otherwise; for the tag `default` alone.
   *
   * @default false
   */
  readonly enableNamespacesByDefault?: boolean;
}

/**
 * A revision tag by itself: the webhooks of pods that ask for the tag, and a Service of that name. To move it is to change `revision`.
 *
 * One install must own a tag: don't name it in an Istiod's `revisionTags` too.
 *
 * @example
 * const app = new App();
 * new mesh.install.RevisionTag(new Chart(app, 'tags'), 'prod', { tag: 'prod', revision: '1-31-0' });
 */
export class RevisionTag extends IstioPart {
  /** The tag. */
  public readonly tag: string;

  /** The revision that it leads to. */
  public readonly revision: string;

  public constructor(scope: Construct, id: string, props: RevisionTagProps) {
    const tag = names.dnsLabel('a revision tag', props.tag);
    const revision = revisionOf(props.revision);
    if (!revision) throw new Error(`'${scope.node.path}/${id}': a tag leads to a revision that has a name`);
    const whole = manifestsOf({ chart: 'istiod', mapping: ISTIOD }, {
      namespace: props.namespace,
      values: { revision, revisionTags: [tag], sidecarInjectorWebhook: { enableNamespacesByDefault: props.enableNamespacesByDefault ?? false } },
    });
    super(scope, id, namespaceOf(props), whole.filter((manifest) => manifest.metadata.labels?.['istio.io/tag'] === tag));
    this.tag = tag;
    this.revision = revision;
  }
}
