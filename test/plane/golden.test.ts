import * as fs from 'fs';
import * as path from 'path';
import { onlineBoutique } from '../../examples/online-boutique/main';
import { ControlPlane, GoogleProject, MeshFeature, TrafficApi } from '../../src';

/** One app, every plane; the Istio API's is in test/examples.test.ts. Written anew by `UPDATE_GOLDEN=1 npx jest test/plane/golden`. */
const SERVICE_ROUTING = ControlPlane.serviceRouting({
  project: GoogleProject.of('boutique-prod', '482913370156'),
  zones: ['europe-west1-b', 'europe-west1-c'],
  acknowledge: [{ feature: MeshFeature.EXTERNAL_DNS, reason: 'the alpha kinds are installed' }],
});

test.each([
  ['gateway-api', ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API }), {}],
  ['service-routing', SERVICE_ROUTING, { tlsInFront: true }],
  ['static', ControlPlane.static({ issuer: 'mesh-ca' }), {}],
])('the Online Boutique gives its golden YAML on plane %s', (plane, controlPlane, edge) => {
  const golden = path.join(__dirname, '..', 'golden', `online-boutique.${plane}.yaml`);
  const yaml = onlineBoutique({ mesh: { controlPlane }, edge }).synthYaml();
  if (process.env.UPDATE_GOLDEN === '1') {
    fs.writeFileSync(golden, yaml);
  }
  expect(yaml).toBe(fs.readFileSync(golden, 'utf8'));
});
