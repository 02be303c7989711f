import { isGenerated } from './annotations';
import { isDnsLabel, namespacedHostErrors } from './hosts';
import { Place } from './place';
import { checkServerPort, checkUnixAddress, isPort, isUnix, protocols } from './ports';
import { show } from './problem';
import { checkServerTls } from './server-tls';
import { Fields, number, object, objects, text, texts } from './values';
import { isIpAddress } from '../grammar/ip';

/** Gateway: servers, their ports, hosts and certificates. */
export function gateway(spec: Fields, place: Place, manifest: Fields, _namespace: string, root: Place): void {
  const isInternal = isGenerated(manifest, 'gateway');
  const name = text(object(manifest.metadata)?.name);
  if (name && !isDnsLabel(name) && !isInternal) root.at('metadata', 'name').error('MESH119', `the name of a Gateway must be a DNS label, got ${show(name)}`, "remove the '.'");
  const servers = objects(spec.servers);
  if (!servers.length) place.at('servers').error('MESH104', 'a Gateway needs at least one server', 'add a server, or remove the Gateway');
  for (const [one, i] of servers) server(one, place.at('servers', i), isInternal);

  const names = new Map<string, number>();
  for (const [one, i] of servers) {
    const port = object(one.port);
    if (!port) continue;
    const portName = text(port.name);
    if (names.has(portName)) {
      place.at('servers', i, 'port', 'name').error('MESH103', `the port's name ${show(portName)} is also that of server ${names.get(portName)}`, 'use a different name for each port of a Gateway');
    }
    names.set(portName, i);
    if (protocols.isKnown(text(port.protocol)) && !protocols.isHttp(text(port.protocol)) && object(one.tls)?.httpsRedirect === true) {
      place.at('servers', i, 'tls', 'httpsRedirect').warn('MESH124', `httpsRedirect has no effect on a server with protocol ${show(port.protocol)}`, 'set it on the HTTP server');
    }
  }
}

function server(one: Fields, place: Place, isInternal: boolean): void {
  const hosts = texts(one.hosts);
  if (!hosts.length) place.at('hosts').error('MESH104', 'a server needs at least one host', "add hosts; '*' for all");
  for (const [host, i] of hosts) {
    for (const error of namespacedHostErrors(isInternal ? host.replace(/^~\//, '*/') : host, true)) place.at('hosts', i).error('MESH101', error, "use a fully qualified name, '*.DOMAIN' or '*', optionally after NAMESPACE/");
  }

  const port = object(one.port);
  const bind = text(one.bind);
  if (!port) {
    place.error('MESH104', 'a server needs a port', 'add a port with number, name and protocol');
  } else {
    checkServerPort(port, bind, place.at('port'));
    if (isUnix(bind) && number(port.number) !== 0) {
      place.at('port', 'number').error('MESH102', `a server on a Unix domain socket must have no port number, got ${number(port.number)}`, 'use number 0');
    }
  }
  if (isUnix(bind)) checkUnixAddress(bind, place.at('bind'));
  else if (bind && !isIpAddress(bind)) place.at('bind').error('MESH102', `${show(bind)} is not an IP address`, 'bind to an IP address or to unix:///PATH');

  const tls = object(one.tls);
  if (tls) checkServerTls(tls, place.at('tls'));
  if (port && isGoodPort(port, bind)) checkTlsFitsProtocol(text(port.protocol), tls, place);
}

/** Whether the port is valid enough to be compared with the TLS settings. */
function isGoodPort(port: Fields, bind: string): boolean {
  const n = number(port.number);
  return protocols.isKnown(text(port.protocol)) && (isPort(n) || (n === 0 && isUnix(bind))) && number(port.targetPort) === 0 && text(port.name) !== '';
}

function checkTlsFitsProtocol(protocol: string, tls: Fields | undefined, place: Place): void {
  if (protocols.isTls(protocol)) {
    if (!tls) place.error('MESH107', `a server with protocol ${protocol} needs tls`, 'add tls with a mode and a certificate');
    return;
  }
  if (!tls) return;
  if (!protocols.isHttp(protocol)) {
    place.at('tls').error('MESH107', `a server with protocol ${protocol} can't have tls`, 'use protocol TLS or HTTPS, or remove tls');
    return;
  }
  // on plain HTTP only the redirect has an effect; an unset mode is PASSTHROUGH
  const isBare = ['', 'PASSTHROUGH', 'AUTO_PASSTHROUGH'].includes(text(tls.mode)) && !tls.caCertificates && !tls.privateKey && !tls.serverCertificate;
  if (!isBare) place.at('tls').error('MESH107', `a server with protocol ${protocol} is plaintext and can't have certificates`, 'use protocol HTTPS, or keep only httpsRedirect');
}
