import * as fs from 'fs';
import * as path from 'path';
import { MeshFeature } from '../../src/capability/feature';
import { FEATURES } from '../../src/capability/features';
import { capability, losses } from '../../src/capability/index';
import { planeColumns } from '../../src/capability/table';
import { planesPage } from '../../tools/docs/planes';

const features = Object.keys(FEATURES) as MeshFeature[];

test('every feature has a chapter and a title, and titles are unique within a chapter', () => {
  expect([...features].sort()).toEqual(Object.values(MeshFeature).sort());
  const texts = features.map((f) => `${FEATURES[f].chapter}: ${FEATURES[f].title}`);
  expect(new Set(texts).size).toBe(features.length);
});

test('every unsupported or partially supported feature has a note with an alternative', () => {
  const silent = features.flatMap((f) => planeColumns().filter((p) => p.cells[f].level !== 'full' && !p.cells[f].note).map((p) => `${f} on ${p.name}`));
  expect(silent).toEqual([]);
});

test('the Istio API supports all features except those of Gateway API and Google Cloud, which are refused', () => {
  expect(features.filter((f) => capability(f, 'istio').level !== 'full')).toEqual([
    MeshFeature.UPSTREAM_TLS_CONFIG_MAP,
    MeshFeature.ENDPOINTS_INSTANCE_GROUP, MeshFeature.ENDPOINTS_NETWORK, MeshFeature.ENDPOINTS_CLOUD_RUN,
    MeshFeature.LISTENER_UDP, MeshFeature.CLIENT_CA_CONFIG_MAP,
  ]);
});

test('the page about planes is up to date', () => {
  expect(fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'planes.md'), 'utf8')).toBe(planesPage());
});

describe('losses', () => {
  const use = (feature: MeshFeature) => [{ feature, path: 'shop/reviews' }];
  const on = (feature: MeshFeature, more: { experimental?: boolean; acknowledged?: MeshFeature[] } = {}) =>
    losses(use(feature), { plane: 'gateway-api', experimental: more.experimental, acknowledged: new Set(more.acknowledged) });

  test('the error about an unsupported feature names the construct, the feature, the plane and the alternative', () => {
    const [message] = on(MeshFeature.FAULT_DELAY);
    expect(message).toContain('shop/reviews');
    expect(message).toContain(MeshFeature.FAULT_DELAY);
    expect(message).toContain('gateway-api');
    expect(message).toContain(capability(MeshFeature.FAULT_DELAY, 'gateway-api').note);
  });

  test('a difference is an error until it is acknowledged', () => {
    expect(on(MeshFeature.RETRY_ON_5XX)).toHaveLength(1);
    expect(on(MeshFeature.RETRY_ON_5XX)[0]).toContain('MeshFeature.RETRY_ON_5XX');
    expect(on(MeshFeature.RETRY_ON_5XX, { acknowledged: [MeshFeature.RETRY_ON_5XX] })).toEqual([]);
  });

  test('an acknowledgement does not enable an unsupported feature', () => {
    expect(on(MeshFeature.FAULT_DELAY, { acknowledged: [MeshFeature.FAULT_DELAY] })).toHaveLength(1);
  });

  test('experimental fields need the experimental channel', () => {
    expect(on(MeshFeature.RETRIES)).toHaveLength(1);
    expect(on(MeshFeature.RETRIES, { experimental: true })).toEqual([]);
  });

  test('fully supported features are silent, and equal uses are reported once', () => {
    expect(on(MeshFeature.PATH_EXACT)).toEqual([]);
    expect(losses([...use(MeshFeature.FAULT_ABORT), ...use(MeshFeature.FAULT_ABORT)], { plane: 'gateway-api', acknowledged: new Set() })).toHaveLength(1);
  });
});
