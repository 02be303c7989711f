import { ApiObject, App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { build, meshProps, steps } from './model';
import { Mesh } from '../../src';
import { validateSchema } from '../../src/check/schema';

test('every object of every valid model satisfies the schema and the CEL rules of its kind', () => {
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
