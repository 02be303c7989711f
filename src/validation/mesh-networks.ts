import { fqdnError, isDnsLabel } from './hosts';
import { decodedFirst, decodeMesh } from './mesh-types';
import { Place } from './place';
import { checkPort } from './ports';
import { Problem, show } from './problem';
import { entries, Fields, isSet, number, object, objects, text } from './values';
import { checkSubnet } from './virtual-service';
import { canonical } from '../crd/mesh-types';
import { isIpAddress } from '../grammar/ip';

/** Problems that istiod reports for the networks of a mesh. Gateways may be host names if the control plane resolves them, as it does by default. */
export function validateMeshNetworks(config: any): Problem[] {
  const place = (problems: Problem[]) => Place.root(problems, 'istiod drops all networks: it keeps the previous ones, or starts with none');
  return decodedFirst((problems) => decodeMesh('MeshNetworks', config, place(problems)), (problems) => checkNetworks(object(canonical('MeshNetworks', config)), place(problems)));
}

function checkNetworks(config: Fields | undefined, place: Place): void {
  for (const [name, network] of entries(config?.networks)) {
    const at = place.at('networks', name);
    for (const [endpoint, i] of objects(object(network)?.endpoints)) {
      if (isSet(endpoint.fromCidr)) checkSubnet(text(endpoint.fromCidr), at.at('endpoints', i, 'fromCidr'));
      if (isSet(endpoint.fromRegistry) && !isDnsLabel(text(endpoint.fromRegistry))) {
        at.at('endpoints', i, 'fromRegistry').error('MESH127', `${show(endpoint.fromRegistry)} is not the name of a cluster registry`, "use letters, digits and '-'");
      }
    }
    for (const [gateway, i] of objects(object(network)?.gateways)) {
      const gatewayAt = at.at('gateways', i);
      for (const field of ['registryServiceName', 'address']) {
        const host = text(gateway[field]);
        if (isSet(gateway[field]) && fqdnError(host) && !(field === 'address' && isIpAddress(host))) {
          gatewayAt.at(field).error('MESH127', `${show(host)} is not ${field === 'address' ? 'a gateway address' : 'a service name'}`, field === 'address' ? 'use an IP address or a host name' : 'use a fully qualified name');
        }
      }
      checkPort(number(gateway.port), gatewayAt.at('port'));
    }
  }
}
