import { caAddresses } from './_ca-addresses';
import { nearest } from '../../../grammar/nearest';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

/** The Service behind an in-cluster address. */
function inCluster(world: World, address: string): { readonly name: string; readonly namespace: string; readonly port: number } | undefined {
  const match = /^(?:https?:\/\/)?([a-z0-9-]+)\.([a-z0-9-]+)\.svc(\.[a-z0-9.-]+)?:(\d+)$/.exec(address);
  if (!match || (match[3] !== undefined && match[3] !== `.${world.domain}` && match[3] !== '.')) return undefined;
  return { name: match[1], namespace: match[2], port: Number(match[4]) };
}

export const caAddress: Check = {
  code: 'MESH718',
  title: 'CA address that no Service has',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Proxies get their certificates from `global.caAddress` of the injector\'s values, or from `CA_ADDR`. If no Service has that name and port, they get none and never become ready, and neither do their pods.',
  run(world, report) {
    for (const { item, pointer, address, setting } of caAddresses(world)) {
      const to = inCluster(world, address);
      if (!to || world.siblings.some((w) => w.find('Service', to.namespace, to.name))) continue;
      const service = world.find('Service', to.namespace, to.name);
      const closed = world.closed(to.namespace);
      if (!service && world.made.by('Service', to.namespace, to.name)) continue;
      if (service && (!service.spec.ports?.length || service.spec.ports.some((p) => p.port === to.port))) continue;
      const near = service ? undefined : nearest(to.name, world.all('Service').filter((s) => s.namespace === to.namespace).map((s) => s.name));
      const elsewhere = service ? undefined : world.all('Service').find((s) => s.name === to.name);
      const hint = near ? ` (closest match: ${to.namespace}/${near})` : elsewhere ? ` (closest match: ${elsewhere.namespace}/${elsewhere.name})` : '';
      report(item, {
        pointer,
        severity: service || closed ? Severity.ERROR : Severity.INFO,
        message: `${setting} is ${address}, and ${service ? `Service ${to.namespace}/${to.name} has no port ${to.port} (it has ${service.spec.ports!.map((p) => p.port ?? '?').join(', ')})` : `Service ${to.namespace}/${to.name} is not defined${closed ? '' : ' in the checked objects'}${hint}`}: proxies get no certificate, and pods never become ready`,
        fix: service ? `use ${to.name}.${to.namespace}.svc:${service.spec.ports![0].port ?? 443}` : near || elsewhere ? `use ${near ?? to.name}.${near ? to.namespace : elsewhere!.namespace}.svc:${to.port}` : 'install the CA, or correct the address',
        related: service ? [service] : [],
      });
    }
  },
};
