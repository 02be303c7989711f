import { Cluster } from './cluster';
import { ISTIOD, READER } from './folders';
import { taken, webhooksOpen } from './installing';
import { IstiodPod } from './istiod-pod';
import { NO_INTERCEPTION } from './proxy-pod';
import { bearerKubeconfig } from '../../../src/install/multicluster/kubeconfig';
import { Manifest } from '../api-client';
import { adapt } from '../lab-objects';
import { Trial } from '../trial';
import { workloadsOf } from '../workloads';

export const inShop = (o: Manifest) => o.metadata.namespace === 'shop' || o.metadata.name === 'shop';
export const remoteSecret = (o: Manifest) => o.kind === 'Secret';

/** The kubeconfig by which an istiod reads a cluster, and no more than that cluster's own reader may. */
export async function readerOf(name: string, cluster: Cluster): Promise<string> {
  const at = { server: `https://127.0.0.1:${cluster.api.port}`, caData: Buffer.from(cluster.api.ca).toString('base64') };
  return bearerKubeconfig(name, at, await cluster.api.serviceAccountToken(ISTIOD, READER));
}

/** Applies what a folder holds beside its shop and runs its istiod; then the shop. */
export async function run(t: Trial, name: string, cluster: Cluster, objects: readonly Manifest[]): Promise<IstiodPod> {
  const parts = objects.filter((o) => !inShop(o) && !remoteSecret(o));
  taken(t, `the install of ${name}`, await cluster.apply(parts));
  const istiod = await IstiodPod.start(cluster, ISTIOD, 'istiod');
  await istiod.ready();
  await webhooksOpen(cluster, istiod, parts);
  return istiod;
}

export async function shopIn(t: Trial, name: string, cluster: Cluster, objects: readonly Manifest[]): Promise<void> {
  const shop = objects.filter(inShop);
  taken(t, `the shop of ${name}`, await cluster.apply(shop));
  await cluster.api.applyAll(adapt(shop, workloadsOf(shop).filter((w) => w.namespace === 'shop'), () => cluster.lab.addresses.next()).objects);
}

/** A pod of the shop, which reaches others by the listeners of its proxy. */
export const sidecar = (cluster: Cluster, name: string) => cluster.pod('shop', name, { annotations: NO_INTERCEPTION });
