import { nearNames } from './near-names';
import { modelOf } from '../../conformance/compiled/ours';
import { recordedWorlds } from '../../conformance/compiled/recorded';
import { drawWorld } from '../../conformance/compiled/worlds';
import { Indexed, Searched } from '../../src/compiled/evaluate/domains';
import { SidecarProxy } from '../../src/compiled/sidecar-proxy';

test('a virtual host that is looked up by its domain equals the one from the full list, in recorded worlds', () => {
  const wrong: string[] = [];
  let searched = 0;
  for (const { seed, refused } of recordedWorlds().filter((_, i) => i % 25 === 0)) {
    const drawn = drawWorld(seed);
    const model = modelOf(drawn, refused);
    for (const { namespace, labels, serviceAccount, name, ip } of drawn.proxies.filter((p) => p.type === 'sidecar')) {
      const proxies = { kind: 'sidecar', namespace, labels, serviceAccount, workloads: [name] } as const;
      const one = new SidecarProxy(model, proxies, { addresses: [ip] });
      const other = new SidecarProxy(model, proxies, { addresses: [ip] });
      for (const port of one.routeConfigurationNames) {
        const { find } = one.routeConfiguration(port)!;
        if (!find) continue;
        const config = other.routeConfiguration(port)!;
        const [search, all] = [new Searched(find), new Indexed(config.virtualHosts)];
        for (const host of nearNames(config)) {
          searched++;
          const [found, expected] = [search.of(host), all.of(host)];
          if (JSON.stringify(found?.host) !== JSON.stringify(expected?.host)) wrong.push(`world ${seed} ${namespace}/${name} ${port} ${host}`);
        }
      }
    }
  }
  expect(searched).toBeGreaterThan(2000);
  expect(wrong).toEqual([]);
});
