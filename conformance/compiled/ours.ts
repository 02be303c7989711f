/** A compiled random world: by our compiler, or by one with a mistake in it. */
import { accepted, worldOf } from './ask';
import { plainOfOurs, type Plain } from './comparison';
import type { Drawn, DrawnProxy } from './worlds/draw';
import { GatewayProxy } from '../../src/compiled/gateway-proxy';
import { MeshModel } from '../../src/compiled/model';
import { SidecarProxy } from '../../src/compiled/sidecar-proxy';

export interface Compiler { readonly MeshModel: typeof MeshModel; readonly SidecarProxy: typeof SidecarProxy; readonly GatewayProxy: typeof GatewayProxy }
export const OURS: Compiler = { MeshModel, SidecarProxy, GatewayProxy };

export const modelOf = (drawn: Drawn, refused: readonly number[] | undefined, compiler = OURS): MeshModel => new compiler.MeshModel(worldOf(accepted(drawn, refused)));

export function plainOf(model: MeshModel, p: DrawnProxy, compiler = OURS): Plain {
  const kind = p.type === 'router' ? 'gateway' : 'sidecar';
  const proxies = { kind, namespace: p.namespace, labels: p.labels, serviceAccount: p.serviceAccount, workloads: [p.name] } as const;
  const Proxy = kind === 'gateway' ? compiler.GatewayProxy : compiler.SidecarProxy;
  return plainOfOurs(new Proxy(model, proxies, { addresses: [p.ip] }));
}
