import { Chart } from 'cdk8s';
import * as mesh from 'cdk8s-mesh';
import { apiObjects, asked, measure } from '../app';
import { addShop } from '../shop';

/** The services of one mesh again in each cluster of a fleet; the option is how many clusters there are. */
const { services, outdir, option } = asked();
const app = new mesh.MeshApp({ outdir });

measure({
  construct: () => {
    const fleet = new mesh.Fleet(app, 'fleet', { project: mesh.GoogleProject.fromIds('shop-fleet', '482913370156') });
    for (let n = 0; n < Number(option); n++) {
      const cluster = fleet.addGkeCluster(`cluster-${String(n).padStart(2, '0')}`, { location: 'europe-west1' });
      addShop(cluster, new mesh.Mesh(cluster, 'mesh', { controlPlane: mesh.ControlPlane.existing() }), services);
    }
  },
  synth: () => app.synth(),
}, () => apiObjects(app.node.findAll().filter((c): c is Chart => Chart.isChart(c) && !c.node.scopes.slice(0, -1).some((s) => Chart.isChart(s)))));
