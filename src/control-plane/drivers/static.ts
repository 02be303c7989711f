import * as names from '../../grammar/names';
import { acknowledged } from '../accepted-difference';
import type { StaticControlPlaneProps } from '../control-plane-props';
import { type Driver, WITHOUT_ISTIOD } from '../driver';

/** No control plane: each proxy reads a file. */
export function staticDriver(props: StaticControlPlaneProps): Driver {
  const issuer = props.issuer === undefined ? undefined : { name: names.dnsName('ControlPlane.static: issuer', props.issuer), kind: props.issuerKind ?? 'ClusterIssuer' };
  const { StaticPlane } = require('../../plane/static') as typeof import('../../plane/static'); // eslint-disable-line @typescript-eslint/no-require-imports
  const { authorizers } = require('../../plane/static/authorizer') as typeof import('../../plane/static/authorizer'); // eslint-disable-line @typescript-eslint/no-require-imports
  const options = {
    image: props.image ?? 'docker.io/envoyproxy/envoy:distroless-v1.37.0',
    issuer,
    authorizers: authorizers((props.extensionProviders ?? []).map((p) => p._render())),
  };
  const plane = new StaticPlane(options, acknowledged('static', props.acknowledge));
  return { ...WITHOUT_ISTIOD, plane: plane.name, namespace: 'default', target: () => ({ plane }) };
}
