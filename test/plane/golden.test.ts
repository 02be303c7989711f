import * as fs from 'fs';
import * as path from 'path';
import { onlineBoutique } from '../../examples/online-boutique/main';
import { ControlPlane, TrafficApi } from '../../src';

/** One app, every plane; the Istio API's is in test/examples.test.ts. Written anew by `UPDATE_GOLDEN=1 npx jest test/plane/golden`. */
test.each([
  ['gateway-api', ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API })],
  ['static', ControlPlane.static({ issuer: 'mesh-ca' })],
])('the Online Boutique gives its golden YAML on plane %s', (plane, controlPlane) => {
  const golden = path.join(__dirname, '..', 'golden', `online-boutique.${plane}.yaml`);
  const yaml = onlineBoutique({ mesh: { controlPlane } }).synthYaml();
  if (process.env.UPDATE_GOLDEN === '1') {
    fs.writeFileSync(golden, yaml);
  }
  expect(yaml).toBe(fs.readFileSync(golden, 'utf8'));
});
