import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';

type Json = Record<string, any>;

/** The settings of a WorkloadGroup. */
export interface MachineGroup {
  readonly name: string;
  readonly namespace: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec: Json;
}

/** The WorkloadGroup of a construct. */
export function machineGroup(scope: IConstruct): MachineGroup {
  const found = scope.node.findAll().filter((child): child is ApiObject => ApiObject.isApiObject(child) && child.kind === 'WorkloadGroup');
  if (found.length !== 1) throw new Error(`'${scope.node.path}' has ${found.length === 0 ? 'no WorkloadGroup' : `${found.length} WorkloadGroups instead of one`}, so it is not clear which group the VMs join; pass the construct that has exactly one`);
  const { metadata, spec } = found[0].toJson();
  const namespace = metadata.namespace ?? Chart.of(found[0]).namespace;
  if (!namespace) throw new Error(`'${found[0].node.path}': VMs run as a service account in the WorkloadGroup's namespace, but the WorkloadGroup has no namespace; set one on the WorkloadGroup`);
  return { name: metadata.name, namespace, annotations: metadata.annotations, spec: spec ?? {} };
}
