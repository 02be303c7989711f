import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { guarded } from '../../guard/guard';

/** Labels of objects, for selectors. */
export class Labels {
  /**
   * The labels by which a workload selects its pods: a cdk8s-plus Deployment, StatefulSet, DaemonSet or Job, or an `ApiObject` of such a
   * kind. For a Pod, its own labels.
   *
   * @throws when the construct contains no workload, or one without labels
   */
  public static of(workload: IConstruct): { [label: string]: string } {
    const object = ApiObject.of(workload);
    const body = object.toJson();
    const labels = object.kind === 'Pod'
      ? body.metadata?.labels
      : object.kind === 'CronJob'
        ? body.spec?.jobTemplate?.spec?.template?.metadata?.labels
        : body.spec?.selector?.matchLabels ?? body.spec?.template?.metadata?.labels;
    if (labels === undefined || Object.keys(labels).length === 0) {
      throw new Error(`Labels.of: ${object.kind} '${workload.node.path}' has no labels that select pods; pass the labels themselves`);
    }
    return { ...labels };
  }

  private constructor() {}
}
guarded(Labels, 'istio.Labels');
