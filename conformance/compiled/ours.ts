/** What our compiler makes of a drawn world. */
import { accepted, worldOf } from './ask';
import { plainOfOurs, type Plain } from './comparison';
import type { Drawn, DrawnProxy } from './worlds/draw';
import type { CompiledProxy } from '../../src/compiled/form';
import { GatewayProxy } from '../../src/compiled/gateway-proxy';
import { MeshModel } from '../../src/compiled/model';
import { SidecarProxy } from '../../src/compiled/sidecar-proxy';

export const modelOf = (drawn: Drawn, refused: readonly number[] | undefined): MeshModel => new MeshModel(worldOf(accepted(drawn, refused)));

export function compiled(model: MeshModel, p: DrawnProxy): CompiledProxy {
  const common = { namespace: p.namespace, labels: p.labels, serviceAccount: p.serviceAccount, workloads: [p.name] };
  const options = { addresses: [p.ip] };
  return p.type === 'router' ? new GatewayProxy(model, { ...common, kind: 'gateway' }, options) : new SidecarProxy(model, { ...common, kind: 'sidecar' }, options);
}

export const plainOf = (model: MeshModel, p: DrawnProxy): Plain => plainOfOurs(compiled(model, p));
