import { caAddresses } from './_ca-addresses';
import { nearest } from '../../../grammar/nearest';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

/** The Service that an address inside of the cluster is of. */
function inCluster(world: World, address: string): { readonly name: string; readonly namespace: string; readonly port: number } | undefined {
  const match = /^(?:https?:\/\/)?([a-z0-9-]+)\.([a-z0-9-]+)\.svc(\.[a-z0-9.-]+)?:(\d+)$/.exec(address);
  if (!match || (match[3] !== undefined && match[3] !== `.${world.domain}` && match[3] !== '.')) return undefined;
  return { name: match[1], namespace: match[2], port: Number(match[4]) };
}

export const caAddress: Check = {
  code: 'MESH718',
  title: 'certificate authority at an address that nothing serves',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Proxies get their certificates from the address in `global.caAddress` of the injector\'s values, or `CA_ADDR`. Where no Service has that name and port they get none: they don\'t become ready, and their pods don\'t either.',
  run(world, report) {
    for (const { item, pointer, address, said } of caAddresses(world)) {
      const to = inCluster(world, address);
      if (!to || world.siblings.some((w) => w.find('Service', to.namespace, to.name))) continue;
      const service = world.find('Service', to.namespace, to.name);
      const closed = world.closed(to.namespace);
      if (!service && world.made.by('Service', to.namespace, to.name)) continue;
      if (service && (!service.spec.ports?.length || service.spec.ports.some((p) => p.port === to.port))) continue;
      const near = service ? undefined : nearest(to.name, world.all('Service').filter((s) => s.namespace === to.namespace).map((s) => s.name));
      const elsewhere = service ? undefined : world.all('Service').find((s) => s.name === to.name);
      const hint = near ? ` (there is ${to.namespace}/${near})` : elsewhere ? ` (there is ${elsewhere.namespace}/${elsewhere.name})` : '';
      report(item, {
        pointer,
        severity: service || closed ? Severity.ERROR : Severity.INFO,
        message: `${said} is ${address}, and ${service ? `Service ${to.namespace}/${to.name} has no port ${to.port} (it has ${service.spec.ports!.map((p) => p.port ?? '?').join(', ')})` : `Service ${to.namespace}/${to.name} is not defined${closed ? '' : ' in what is checked here'}${hint}`}: proxies get no certificate, and pods don't become ready`,
        fix: service ? `write ${to.name}.${to.namespace}.svc:${service.spec.ports![0].port ?? 443}` : near || elsewhere ? `write ${near ?? to.name}.${near ? to.namespace : elsewhere!.namespace}.svc:${to.port}` : 'install the certificate authority, or correct the address',
        related: service ? [service] : [],
      });
    }
  },
};
