import { textIn, textsIn, isObject } from '../../../grammar/json';
import { push } from '../../../world/collect';
import type { Item } from '../../../world/item';
import type { Listener } from '../../../world/shapes/gateway-api';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { splitName } from '../traffic/_destinations';

/** Hosts that are served with the certificates in some Secrets. */
interface Serving { readonly item: Item; readonly at: string; readonly hosts: readonly string[]; readonly secrets: readonly string[] }

export const certificateNames: Check = {
  code: 'MESH324',
  title: 'certificate that doesn\'t cover the host it is served for',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A server of a Gateway or a listener uses the Secret of a cert-manager Certificate whose `dnsNames` don\'t include its host. A wildcard covers exactly one label: `*.example.com` covers `www.example.com`, but neither `example.com` nor `a.b.example.com`. Clients refuse the certificate.',
  run(world, report) {
    const certificates = certificatesBySecret(world);
    if (!certificates.size) return;
    for (const { item, at, hosts, secrets } of [...ofServers(world), ...ofListeners(world)]) {
      const used = secrets.map((secret) => certificates.get(secret) ?? []);
      // the names of other certificates are unknown
      if (!secrets.length || used.some((of) => !of.length) || secrets.some((secret) => isDefined(world, secret))) continue;
      const names = used.flat().map(namesOf);
      if (names.some((of) => !of?.length)) continue;
      const known = names.flatMap((of) => of ?? []);
      const uncovered = hosts.filter((host) => !known.some((name) => covers(name, host.toLowerCase())));
      if (!uncovered.length) continue;
      const [certificate] = used[0];
      report(item, {
        pointer: at,
        message: `the certificate in Secret ${secrets[0]} is for ${known.join(', ')}, which doesn't cover ${uncovered.join(', ')}: clients refuse the certificate${uncovered.some((h) => h.split('.').length > 3) && known.some((n) => n.startsWith('*.')) ? ' (a wildcard covers one label)' : ''}`,
        fix: `add ${uncovered.join(', ')} to dnsNames of Certificate ${certificate.namespace}/${certificate.name}`,
        related: [{ item: certificate, pointer: '/spec/dnsNames' }],
      });
    }
  },
};

const spec = (item: Item): Record<string, unknown> => (isObject(item.object.spec) ? item.object.spec : {});

function certificatesBySecret(world: World): ReadonlyMap<string, readonly Item[]> {
  const out = new Map<string, Item[]>();
  for (const certificate of world.ofKind('cert-manager.io', 'Certificate')) {
    const name = textIn(spec(certificate).secretName);
    if (name !== undefined) push(out, `${certificate.namespace}/${name}`, certificate);
  }
  return out;
}

function isDefined(world: World, secret: string): boolean {
  const { namespace, name } = splitName(secret, '');
  return world.find('Secret', namespace, name) !== undefined;
}

/** The DNS names of a certificate; undefined if it also has names of a form that is not read here. */
function namesOf(certificate: Item): readonly string[] | undefined {
  const { dnsNames, commonName, literalSubject, otherNames } = spec(certificate);
  if (literalSubject !== undefined || otherNames !== undefined) return undefined;
  const subject = textIn(commonName); // some issuers add it to the DNS names
  return [...textsIn(dnsNames), ...(subject === undefined ? [] : [subject])].map((name) => name.toLowerCase());
}

/** Whether a name of a certificate covers a host, or some of the hosts of a wildcard. */
function covers(name: string, host: string): boolean {
  if (host === '*' || name === host) return true;
  if (host.startsWith('*.')) return name.endsWith(host.slice(1)) || (name.startsWith('*.') && host.endsWith(name.slice(1)));
  return name.startsWith('*.') && host.slice(host.indexOf('.')) === name.slice(1) && host.includes('.');
}

const TERMINATES = ['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL'];

function ofServers(world: World): readonly Serving[] {
  return world.all('Gateway').flatMap((item) => {
    const namespace = world.pods(item.spec.selector)[0]?.namespace;
    return (item.spec.servers ?? []).flatMap(({ hosts, tls }, i): readonly Serving[] => {
      if (namespace === undefined || !tls?.credentialName || tls.credentialNames?.length || !TERMINATES.includes(tls.mode ?? '')) return [];
      const ref = splitName(tls.credentialName, namespace);
      return [{ item, at: pointer('spec', 'servers', i, 'tls', 'credentialName'), hosts: (hosts ?? []).map((h) => h.slice(h.indexOf('/') + 1)), secrets: [`${ref.namespace}/${ref.name}`] }];
    });
  });
}

function ofListeners(world: World): readonly Serving[] {
  const owners: readonly (Item & { readonly spec: { readonly listeners?: readonly Listener[] } })[] = [...world.all('KubeGateway'), ...world.all('ListenerSet'), ...world.all('XListenerSet')];
  return owners.flatMap((item) => (item.spec.listeners ?? []).flatMap(({ hostname, tls }, i): readonly Serving[] => {
    const refs = tls?.certificateRefs ?? [];
    if (!hostname || (tls?.mode ?? 'Terminate') !== 'Terminate' || refs.some((r) => (r.kind ?? 'Secret') !== 'Secret')) return [];
    return [{ item, at: pointer('spec', 'listeners', i, 'tls', 'certificateRefs'), hosts: [hostname], secrets: refs.map((r) => `${r.namespace ?? item.namespace}/${r.name ?? ''}`) }];
  }));
}
