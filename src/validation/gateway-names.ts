import { fqdnError, isDnsLabel } from './hosts';
import { Place } from './place';
import { show } from './problem';
import { texts } from './values';

/** The gateways of a VirtualService or a match. Istio stops at the first name without a namespace. */
export function checkGatewayNames(names: unknown, place: Place, isInternal = false): void {
  for (const [name, i] of texts(names)) {
    const at = place.at(i);
    const slash = name.indexOf('/');
    if (slash < 0) {
      checkBare(name, at);
      return;
    }
    const [namespace, gateway] = [name.slice(0, slash), name.slice(slash + 1)];
    if (!namespace || !gateway) at.error('MESH119', `${show(name)} lacks the ${namespace ? 'name of the gateway' : 'namespace'}`, 'use NAMESPACE/NAME');
    else if (!isDnsLabel(namespace)) at.error('MESH119', `${show(namespace)} is not a namespace`, 'use NAMESPACE/NAME');
    else if (!isDnsLabel(gateway) && !isInternal) at.error('MESH119', `${show(gateway)} is not a gateway name`, 'use NAMESPACE/NAME');
  }
}

function checkBare(name: string, at: Place): void {
  if (name.includes('.')) {
    const [gateway, namespace] = name.split('.');
    at.warn('MESH123', `${show(name)} refers to a gateway in the old form`, `use ${namespace}/${gateway}`, 'IST0133', 'KIA1108');
  }
  const error = fqdnError(name);
  if (error) at.error('MESH119', `${show(name)} is not a gateway name: ${error}`, 'use NAMESPACE/NAME');
}
