import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { UpgradeObject } from './plan';
import { placeOf } from '../../synth/place';

const WORKLOADS = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);
const REV = 'istio.io/rev';

/** The labels that select pods with proxies that an upgrade replaces. */
export interface Enrolment {
  /** Values of the label `istio.io/rev` that point, or pointed, to the old revision. */
  readonly revs: ReadonlySet<string>;
  /** Whether `istio-injection: enabled` selects it too. */
  readonly unnamed: boolean;
  /** Namespaces that are known to be enrolled, without such labels in this app. */
  readonly namespaces: readonly string[];
}

/** Charts of the same cluster with Namespaces that have one of these labels. */
export function enrolling(scope: IConstruct, revs: ReadonlySet<string>): Chart[] {
  const namespaces = objectsBeside(scope).filter((object) => object.kind === 'Namespace' && revs.has(object.toJson().metadata.labels?.[REV]));
  return [...new Set(namespaces.map((object) => Chart.of(object)))];
}

function objectsBeside(scope: IConstruct): ApiObject[] {
  return scope.node.root.node.findAll().filter(ApiObject.isApiObject).filter((object) => placeOf(object) === placeOf(scope));
}

/** The workloads of the same cluster whose pods have proxies of the old revision, until they are restarted. */
export function restarts(scope: IConstruct, enrolment: Enrolment): UpgradeObject[] {
  const objects = objectsBeside(scope);
  const enrolled = new Set(enrolment.namespaces);
  for (const object of objects.filter((one) => one.kind === 'Namespace')) {
    const labels = object.toJson().metadata.labels ?? {};
    if (enrolment.revs.has(labels[REV]) || (enrolment.unnamed && labels['istio-injection'] === 'enabled')) enrolled.add(object.name);
  }
  return objects.filter((object) => WORKLOADS.has(object.kind) && object.apiGroup === 'apps').flatMap((object) => {
    const { metadata, spec } = object.toJson();
    const labels: Record<string, string> = spec?.template?.metadata?.labels ?? {};
    const injected = labels[REV] === undefined ? enrolled.has(metadata.namespace) : enrolment.revs.has(labels[REV]);
    const never = labels['sidecar.istio.io/inject'] === 'false' || spec?.template?.metadata?.annotations?.['sidecar.istio.io/inject'] === 'false'
      || spec?.template?.spec?.hostNetwork === true;
    return injected && !never ? [{ apiVersion: object.apiVersion, kind: object.kind, namespace: metadata.namespace, name: object.name }] : [];
  });
}
