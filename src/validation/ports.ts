import { isDnsLabel } from './hosts';
import { Place } from './place';
import { show } from './problem';
import { Fields, number, text } from './values';

const HTTP = new Set(['http', 'http2', 'http_proxy', 'grpc', 'grpc-web']);
const TLS = new Set(['https', 'tls']);
const OTHER = new Set(['tcp', 'udp', 'mongo', 'redis', 'mysql']);

/** Protocol names, case-insensitive, and what they mean. */
export const protocols = {
  isKnown: (name: string): boolean => protocols.isHttp(name) || protocols.isTls(name) || OTHER.has(name.toLowerCase()),
  isHttp: (name: string): boolean => HTTP.has(name.toLowerCase()),
  isTls: (name: string): boolean => TLS.has(name.toLowerCase()),
  /** protocols that Envoy may proxy as TCP */
  isTcp: (name: string): boolean => protocols.isTls(name) || (OTHER.has(name.toLowerCase()) && name.toLowerCase() !== 'udp'),
};
const KNOWN = 'HTTP, HTTPS, HTTP2, GRPC, GRPC-WEB, TLS, TCP, UDP, MONGO, REDIS, MYSQL';

export const isPort = (port: number): boolean => port >= 1 && port <= 65535;

export function checkPort(port: number, place: Place): void {
  if (!isPort(port)) place.error('MESH102', `the port must be from 1 to 65535, got ${port}`, 'use a port from 1 to 65535');
}

export function checkPortName(name: string, place: Place): void {
  if (!isDnsLabel(name)) place.error('MESH102', `the port's name ${show(name)} is not a DNS label`, "use letters, digits and '-', such as http-admin");
}

/** A missing protocol is detected at run time. */
export function checkProtocol(protocol: string, place: Place): void {
  if (protocol !== '' && !protocols.isKnown(protocol)) place.error('MESH102', `the protocol ${show(protocol)} is unknown`, `use one of ${KNOWN}`);
}

export const isUnix = (address: string): boolean => address.startsWith('unix://');

/** The path of a Unix domain socket; a name after '@' is in the abstract namespace. */
export function checkUnixAddress(address: string, place: Place): void {
  const path = address.slice('unix://'.length);
  if (path.startsWith('@') || (path.startsWith('/') && !path.endsWith('/'))) return;
  place.error('MESH102', path ? `${show(path)} is not an absolute path of a socket` : 'the path of the socket is empty', 'use unix:///PATH, or unix://@NAME');
}

/** Ports of Gateways and Sidecars: a target port has no effect there. */
export function checkNoTargetPort(port: Fields, place: Place): void {
  if (number(port.targetPort) > 0) place.at('targetPort').error('MESH102', 'targetPort is not supported here', 'remove targetPort');
}

/** A server's protocol and number. */
export function checkServerPort(port: Fields, bind: string, place: Place): void {
  const protocol = text(port.protocol);
  if (!protocols.isKnown(protocol)) place.at('protocol').error('MESH102', `the protocol ${show(protocol)} is unknown`, `use one of ${KNOWN}`);
  if (number(port.number) > 0 || !isUnix(bind)) checkPort(number(port.number), place.at('number'));
  checkNoTargetPort(port, place);
  if (text(port.name) === '') place.at('name').error('MESH102', 'the port needs a name', 'set the name of the port, unique in this Gateway');
}
