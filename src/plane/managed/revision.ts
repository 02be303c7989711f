import { managedRevision, type ManagedModel } from '../../model/managed';
import type { Slot } from '../plane';

/** The control plane itself, if it is not provisioned by Google. */
export function revision(m: ManagedModel): readonly Slot[] {
  return m.automatic ? [] : [{
    id: 'ControlPlaneRevision',
    apiVersion: 'mesh.cloud.google.com/v1beta1',
    kind: 'ControlPlaneRevision',
    name: managedRevision(m.channel),
    namespace: 'istio-system',
    labels: m.cni ? { 'mesh.cloud.google.com/managed-cni-enabled': 'true' } : undefined,
    annotations: m.vpcServiceControls ? { 'mesh.cloud.google.com/vpcsc': 'true' } : undefined,
    render: () => ({ spec: { type: 'managed_service', channel: m.channel } }),
  }];
}
