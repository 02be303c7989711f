import { cellOf } from '../../capability/implementation/cells';
import { CLOUD_SERVICE_MESH } from '../../capability/implementation/model';
import type { GatewayApiPlane } from '../../plane/gateway-api';
import { acknowledged } from '../accepted-difference';
import type { GatewayApiControlPlaneProps } from '../control-plane-props';
import { type Driver, WITHOUT_ISTIOD } from '../driver';
import { GatewayApiChannel } from '../traffic-api';

/** A Gateway API mesh other than Istio. */
export function gatewayApiDriver(props: GatewayApiControlPlaneProps): Driver {
  const experimental = props.gatewayApiChannel === GatewayApiChannel.EXPERIMENTAL;
  const by = props.mesh._model(experimental);
  if (by.dialect === 'istio') {
    throw new Error('ControlPlane.gatewayApi: Istio supports its own API along with Gateway API; use ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API })');
  }
  const accepted = acknowledged('gateway-api', props.acknowledge, cellOf(by, false));
  const plane = gatewayApiPlane(experimental, accepted, { mesh: by, gateways: props.gatewayImplementation?._model(experimental) ?? by });
  return { ...WITHOUT_ISTIOD, plane: plane.name, namespace: 'default', cloudServiceMesh: by.name === CLOUD_SERVICE_MESH, target: () => ({ plane }) };
}

/** The Gateway API plane, loaded on first use. */
export function gatewayApiPlane(...args: ConstructorParameters<typeof GatewayApiPlane>): GatewayApiPlane {
  const loaded = require('../../plane/gateway-api') as typeof import('../../plane/gateway-api'); // eslint-disable-line @typescript-eslint/no-require-imports
  return new loaded.GatewayApiPlane(...args);
}
