import { ApiObject, App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { build, meshProps, steps } from './model';
import { CertificateAuthority, ControlPlane, GoogleProject, Mesh } from '../../src';
import { validateSchema } from '../../src/check/schema';

test('every object of every valid model is valid for the schema and the CEL rules of its kind', () => {
  const kinds = new Set<string>();
  fc.assert(fc.property(meshProps, steps, (props, all) => {
    const app = new App();
    const mesh = new Mesh(app, 'mesh', props);
    build(mesh, new Chart(app, 'shop', { namespace: 'shop' }), all);
    for (const construct of app.node.findAll()) {
      if (ApiObject.isApiObject(construct)) {
        const manifest = construct.toJson();
        kinds.add(manifest.kind);
        expect({ manifest, problems: validateSchema(manifest).filter((p) => p.severity === 'error') }).toEqual({ manifest, problems: [] });
      }
    }
  }), { numRuns: 150, seed: 20261123 });
  // the property would hold of nothing, too
  expect([...kinds].sort()).toEqual(['AuthorizationPolicy', 'Certificate', 'Deployment', 'DestinationRule', 'Gateway', 'Namespace', 'PeerAuthentication', 'RequestAuthentication', 'Service',
    'ServiceAccount', 'ServiceEntry', 'Sidecar', 'VirtualService']);
});

test('every object that service routing generates for such a model is valid for the schema and the CEL rules of its kind', () => {
  const kinds = new Set<string>();
  fc.assert(fc.property(meshProps, steps, (props, all) => {
    const app = new App();
    const mesh = new Mesh(app, 'mesh', { ...props, controlPlane: ControlPlane.serviceRouting({ project: GoogleProject.fromIds('shop-prod', '482913370156'), zones: ['europe-west1-b'], certificateAuthority: CertificateAuthority.elsewhere() }) });
    build(mesh, new Chart(app, 'shop', { namespace: 'shop' }), all);
    for (const construct of app.node.findAll()) {
      if (ApiObject.isApiObject(construct) && construct.apiGroup.endsWith('cnrm.cloud.google.com')) {
        const manifest = construct.toJson();
        kinds.add(manifest.kind);
        expect({ manifest, problems: validateSchema(manifest).filter((p) => p.severity === 'error') }).toEqual({ manifest, problems: [] });
      }
    }
  }), { numRuns: 60, seed: 20261123 });
  expect([...kinds].filter((k) => k.startsWith('NetworkServices')).sort()).toEqual([
    'NetworkServicesEndpointPolicy', 'NetworkServicesGRPCRoute', 'NetworkServicesGateway', 'NetworkServicesHTTPRoute', 'NetworkServicesMesh', 'NetworkServicesTCPRoute', 'NetworkServicesTLSRoute',
  ]);
});
