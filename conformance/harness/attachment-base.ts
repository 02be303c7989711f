import { KeyPair } from './backend';

/**
 * What the unit tests of Istio's controller of Gateway API lay beside each case, read from their source: services, and Secrets and ConfigMaps
 * with certificates. Certificates are made anew.
 */
export function attachmentBase(source: string, domain: string, authority: string, pair: KeyPair): object[] {
  return [...services(source, domain), ...holders(source, authority, pair)];
}

/** The blocks of a Go list of composite literals: its elements, at the first level of indentation. */
function elements(source: string, start: RegExp, indent: string): string[] {
  const from = start.exec(source);
  if (!from) { throw new Error(`the tests of Istio's controller have no ${start}`); }
  const rest = source.slice(from.index + from[0].length);
  const body = rest.slice(0, rest.search(new RegExp(`^${indent.slice(1)}}`, 'm')));
  return body.split(new RegExp(`^${indent}},`, 'm')).filter((e) => e.trim());
}

function services(source: string, domain: string): object[] {
  const common = ports(elements(source, /^var ports = .*\{$/m, '\t').join('},'));
  return elements(source, /^var services = .*\{$/m, '\t').flatMap((element): object[] => {
    const namespace = /Namespace:\s*"([^"]+)"/.exec(element)?.[1];
    const host = /Hostname:\s*"([^"]+)"/.exec(element)?.[1];
    if (!namespace || !host) { return []; } // made for a pool of inference by its controller
    const own = /Ports:\s*ports,/.test(element) ? common : ports(element);
    if (host.endsWith(`.svc.${domain}`)) {
      return [{
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: host.split('.')[0], namespace },
        spec: { ports: own.map((p) => ({ name: `${p.protocol.toLowerCase()}-${p.port}`, port: p.port })) },
      }];
    }
    return [{
      apiVersion: 'networking.istio.io/v1',
      kind: 'ServiceEntry',
      metadata: { name: host.replace(/\./g, '-'), namespace },
      spec: { hosts: [host], ports: own.map((p) => ({ name: p.name, number: p.port, protocol: p.protocol })), resolution: 'DNS' },
    }];
  });
}

function ports(text: string): { readonly name: string; readonly port: number; readonly protocol: string }[] {
  return [...text.matchAll(/Name:\s*"([^"]+)",\s*Port:\s*(\d+),\s*Protocol:\s*"([^"]+)"/g)].map(([, name, port, protocol]) => ({ name, port: Number(port), protocol }));
}

function holders(source: string, authority: string, pair: KeyPair): object[] {
  return elements(source, /^\tobjects = .*\{$/m, '\t\t').map((element) => {
    const kind = /&corev1\.(\w+)\{/.exec(element)![1];
    const [, name, namespace] = /Name:\s*"([^"]+)",\s*Namespace:\s*"([^"]+)"/.exec(element)!;
    const entries = [...element.matchAll(/"([^"]+)":\s*(?:\[\]byte\()?(?:"([^"]*)"|(\w+))\)?,/g)];
    const value = (key: string, text: string | undefined) => text ?? (key.endsWith('.key') ? pair.key : key.startsWith('ca') ? authority : pair.cert);
    const data = Object.fromEntries(entries.map(([, key, text]) => [key, value(key, text)]));
    return { apiVersion: 'v1', kind, metadata: { name, namespace }, [kind === 'Secret' ? 'stringData' : 'data']: data };
  });
}
