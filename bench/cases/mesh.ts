import { App, Chart } from 'cdk8s';
import * as mesh from 'cdk8s-mesh';
import { apiObjects, asked, measure } from '../app';
import { addShop } from '../shop';

/** One mesh of many services. */
const { services, outdir, option } = asked();
const app = option === 'app' ? new App({ outdir }) : new mesh.MeshApp({ outdir });

measure({
  construct: () => {
    const shop = new mesh.Mesh(app, 'mesh');
    if (option !== 'checked') { // there is no switch for this; to see what all but the checks costs, take the validation of the app away
      (app.node as unknown as { _validations: unknown[] })._validations.length = 0;
    }
    addShop(app, shop, services);
  },
  synth: () => app.synth(),
}, () => apiObjects(app.node.children as Chart[]));
