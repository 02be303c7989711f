import { Cluster } from './cluster';
import { IstiodPod } from './istiod-pod';
import { Applied, Manifest } from '../api-client';
import { until } from '../processes';
import { Trial } from '../trial';

/**
 * Variables of istiod that an install here says: Envoy of the lab isn't Istio's own build, it has no metadata exchange and no statistics
 * filter; and what changes is pushed at once, for a person's patience is shorter than a fleet's.
 */
export const LAB_ENV = {
  PILOT_ENABLE_METADATA_EXCHANGE: 'false',
  PILOT_ENABLE_ALPN_FILTER: 'false',
  PILOT_ENABLE_TELEMETRY_LABEL: 'false',
  PILOT_DEBOUNCE_AFTER: '20ms',
  PILOT_DEBOUNCE_MAX: '500ms',
};

/** The API server took every object, and had nothing to warn of. */
export function taken(t: Trial, what: string, answers: readonly Applied[]): void {
  const bad = answers.flatMap((a) => a.ok ? a.warnings.map((w) => `${a.object}: ${w}`) : [`${a.object}: ${a.message}`]);
  t.that(what, `${answers.length} taken`, bad.length > 0 ? bad.join(' | ') : `${answers.length} taken`, bad.length === 0 && answers.length > 0);
}

/** Waits until istiod has put its certificate into our webhooks, and they fail closed. */
export async function webhooksOpen(cluster: Cluster, istiod: IstiodPod, objects: readonly Manifest[]): Promise<void> {
  const webhooks = objects.filter((o) => o.kind.endsWith('WebhookConfiguration'));
  await until('the webhooks of istiod', istiod.server, 60, async () => {
    const now = await Promise.all(webhooks.map((w) => cluster.api.get(w)));
    return now.every((w) => w!.webhooks.every((h: any) => h.clientConfig.caBundle && h.failurePolicy === 'Fail'));
  });
}
