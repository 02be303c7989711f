/** The protocol that the mesh assumes for a port. `Auto` is detected at run time; `Unsupported` is an unknown name. */
export type Protocol = 'HTTP' | 'HTTP2' | 'GRPC' | 'GRPC-Web' | 'HTTP_PROXY' | 'HTTPS' | 'TLS' | 'TCP' | 'UDP' | 'Mongo' | 'Redis' | 'MySQL' | 'Auto' | 'Unsupported';

const NAMES: Readonly<Record<string, Protocol>> = {
  'tcp': 'TCP',
  'udp': 'UDP',
  'grpc': 'GRPC',
  'grpc-web': 'GRPC-Web',
  'http': 'HTTP',
  'http_proxy': 'HTTP_PROXY',
  'http2': 'HTTP2',
  'https': 'HTTPS',
  'tls': 'TLS',
  'mongo': 'Mongo',
  'redis': 'Redis',
  'mysql': 'MySQL',
};
const WELL_KNOWN_TCP = new Set([25, 53, 3306, 27017]); // smtp, dns, mysql, mongo: server-first protocols, never sniffed
const APP_PROTOCOLS: Readonly<Record<string, Protocol>> = {
  'kubernetes.io/h2c': 'HTTP2',
  'kubernetes.io/ws': 'HTTP',
  'kubernetes.io/wss': 'HTTPS',
};

/** Parses a protocol name, ignoring case. */
export const parseProtocol = (name: string): Protocol => {
  const key = name.toLowerCase();
  return Object.hasOwn(NAMES, key) ? NAMES[key] : 'Unsupported';
};

export interface PortLike {
  readonly name?: string;
  readonly port?: number;
  readonly protocol?: string;
  readonly appProtocol?: string;
}

/** The protocol of a Kubernetes Service port: by appProtocol, else by its name (`<protocol>[-suffix]`), else detected. */
export function servicePortProtocol(port: PortLike): Protocol {
  if (port.protocol === 'UDP') return 'UDP';
  let name = port.name ?? '';
  if (port.appProtocol !== undefined && port.appProtocol !== null) {
    name = port.appProtocol;
    if (Object.hasOwn(APP_PROTOCOLS, name)) return APP_PROTOCOLS[name];
  }
  // grpc-web is the only protocol with a dash
  if (name.length >= 8 && name.slice(0, 8).toLowerCase() === 'grpc-web') return 'GRPC-Web';
  const dash = name.indexOf('-');
  const found = parseProtocol(dash >= 0 ? name.slice(0, dash) : name);
  if (found !== 'Unsupported') return found;
  return WELL_KNOWN_TCP.has(port.port ?? 0) ? 'TCP' : 'Unsupported';
}

export const isHttp = (p: Protocol): boolean => p === 'HTTP' || p === 'HTTP2' || p === 'GRPC' || p === 'GRPC-Web' || p === 'HTTP_PROXY';
export const isTls = (p: Protocol): boolean => p === 'HTTPS' || p === 'TLS';
/** Known to be plain TCP: no HTTP routing is possible. (`Unsupported` and `Auto` are sniffed and may turn out to be HTTP.) */
export const isOpaque = (p: Protocol): boolean => p === 'TCP' || p === 'Mongo' || p === 'Redis' || p === 'MySQL' || isTls(p);
