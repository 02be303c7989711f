import { App, Chart } from 'cdk8s';
import { Mesh, MeshService, ServicePort } from 'cdk8s-mesh';
import { acceptance, Case, manifestsOf, service } from '../../harness/case';
import { GrpcStage } from '../../harness/grpc-stage';

const PORT = 50051;

/** Services with and without a proxy that call each other: `stock` and `checkout` have none, `legacy`, `web` and `vault` have one. */
function shop() {
  const app = new App();
  const mesh = new Mesh(app, 'mesh', { scopeSidecars: false });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  const make = (name: string, proxyless: boolean) => new MeshService(chart, name, { ports: [ServicePort.grpc(PORT)], image: name, proxyless });
  const [stock, checkout, legacy, web] = [make('stock', true), make('checkout', true), make('legacy', false), make('web', false)];
  make('vault', false);
  web.calls(stock, { paths: ['/shop.Stock/*'] });
  checkout.calls(stock);
  checkout.calls(legacy, { paths: ['/shop.Legacy/*'] });
  return manifestsOf(app);
}

export const cases: Case[] = [{
  group: 'grpc',
  name: 'services with and without a proxy call each other over mutual TLS',
  run: async (lab, t) => {
    const stage = new GrpcStage(lab, shop(), { secure: true });
    try {
      await stage.apply();
      acceptance(t, stage);
      await stage.start();
      const call = async (from: string, to: string, path: string) => {
        const got = await stage.from(from, to, PORT).grpc({ path });
        return got.grpcStatus === 0 ? got.backend : got.grpcStatus;
      };
      const caller = (at: string) => /URI=([^;,"]+)/.exec(String(stage.backend(at).seen.at(-1)?.headers['x-forwarded-client-cert']))?.[1];
      t.equal('without to without', 'stock', await call('checkout', 'stock', '/shop.Stock/Get'));
      t.equal('its identity', 'spiffe://cluster.local/ns/shop/sa/checkout', caller('stock'));
      t.equal('with to without', 'stock', await call('web', 'stock', '/shop.Stock/Get'));
      t.equal('its identity', 'spiffe://cluster.local/ns/shop/sa/web', caller('stock'));
      t.equal('with to without, another method', 7, await call('web', 'stock', '/shop.Admin/Drop'));
      t.equal('with to without, undeclared', 7, await call('vault', 'stock', '/shop.Stock/Get'));
      t.equal('without to with', 'legacy', await call('checkout', 'legacy', '/shop.Legacy/Get'));
      t.equal('its identity', 'spiffe://cluster.local/ns/shop/sa/checkout', caller('legacy'));
      t.equal('without to with, another method', 7, await call('checkout', 'legacy', '/shop.Admin/Drop'));
      t.equal('with to with, undeclared', 7, await call('vault', 'legacy', '/shop.Legacy/Get'));
      t.equal('calls that were refused, at the programs', 3, stage.backend('stock').seen.length + stage.backend('legacy').seen.length);
      await service(t, stage);
    } finally {
      await stage.clear();
    }
  },
}];
