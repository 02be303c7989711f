import { fqdnError } from './hosts';
import { checkLabels } from './labels';
import { Place } from './place';
import { checkPort, checkPortName, checkUnixAddress, isUnix } from './ports';
import { show } from './problem';
import { Fields, entries, isSet, number, object, objects, list, text } from './values';
import { isIpAddress } from '../grammar/ip';

/** WorkloadEntry: one endpoint outside the cluster. */
export function workloadEntry(spec: Fields, place: Place): void {
  checkWorkload(spec, place, {});
}

/** An endpoint; with the port names of its ServiceEntry, if it is part of one. */
export function checkWorkload(workload: Fields, place: Place, of: { readonly ports?: string[]; readonly isStatic?: boolean }): void {
  const address = text(workload.address);
  if (address === '') {
    if (!text(workload.network)) { // the schema asks for one of the two, and takes an empty one
      if (workload.address === '') place.at('address').error('MESH104', 'the address is empty', 'set the address of the workload');
      return;
    }
    place.warn('MESH124', `without an address the workload can only be reached through the gateway of network '${workload.network}'`, 'set an address, if it has one');
  }
  if (isUnix(address)) {
    checkUnixAddress(address, place.at('address'));
    if (entries(workload.ports).length) place.at('ports').error('MESH102', 'a socket has no ports', 'remove ports');
    if (of.ports && of.ports.length !== 1) place.at('address').error('MESH102', `a socket has exactly one port, but the service has ${of.ports.length}`, 'use an IP address, or one port');
  } else if (address && !isIpAddress(address) && (of.isStatic || fqdnError(address))) {
    place.at('address').error('MESH101', `${show(address)} is ${of.isStatic ? 'not an IP address, and resolution STATIC does not resolve names' : 'neither an IP address nor a host name'}`,
      of.isStatic ? 'use an IP address, or use resolution DNS' : 'use an IP address or a host name');
  }
  for (const [name, port] of entries(workload.ports)) {
    const at = place.at('ports', name);
    if (of.ports && !of.ports.includes(name)) at.error('MESH102', `the service has no port ${show(name)}`, `use one of ${of.ports.join(', ')}`);
    checkPortName(name, at);
    checkPort(number(port), at);
  }
  checkLabels(workload.labels, place.at('labels'));
}

/** WorkloadGroup: the common settings of workloads outside the cluster. */
export function workloadGroup(spec: Fields, place: Place): void {
  if (!object(spec.template)) return; // guaranteed by the schema
  checkLabels(object(spec.metadata)?.labels, place.at('metadata', 'labels'));
  const probe = object(spec.probe);
  if (probe) checkProbe(probe, place.at('probe'));
}

function checkProbe(probe: Fields, place: Place): void {
  for (const field of ['periodSeconds', 'initialDelaySeconds', 'timeoutSeconds', 'successThreshold', 'failureThreshold']) {
    if (number(probe[field]) < 0) place.at(field).error('MESH106', `${field} must not be negative, got ${number(probe[field])}`, 'use 0 or more');
  }
  const [http, tcp, exec] = [object(probe.httpGet), object(probe.tcpSocket), object(probe.exec)];
  if (http) {
    checkPort(number(http.port), place.at('httpGet', 'port'));
    for (const [header, i] of objects(http.httpHeaders)) {
      if (!/^[-A-Za-z0-9]+$/.test(text(header.name))) place.at('httpGet', 'httpHeaders', i, 'name').error('MESH108', `${show(header.name)} is not a header name`, "use letters, digits and '-'");
    }
  } else if (tcp) {
    checkPort(number(tcp.port), place.at('tcpSocket', 'port'));
  } else if (exec) {
    if (!list(exec.command).length) place.at('exec', 'command').error('MESH104', 'the probe needs a command', 'add command');
  } else {
    place.error('MESH104', isSet(probe.grpc) ? 'the control plane does not support a gRPC probe' : 'the probe has no kind', 'use httpGet, tcpSocket or exec');
  }
}
