import { listenersOutsideLoopback } from '../harness/addresses';
import { Case, manifestsOf } from '../harness/case';
import { makeShop } from '../harness/shop';
import { Stage } from '../harness/stage';

/** Guarantees of the lab itself. */
export const cases: Case[] = [{
  group: 'lab',
  name: 'nothing listens outside 127.0.0.0/8',
  run: async (lab, t) => {
    const stage = new Stage(lab, manifestsOf(makeShop().app), { secure: true });
    try {
      await stage.apply();
      await stage.start();
      const ids = lab.processes.ids();
      t.between('processes', 10, 100, ids.length); // etcd, API server, istiod, and an agent and an Envoy for each workload
      t.equal('sockets outside', [], listenersOutsideLoopback([...ids, process.pid]));
    } finally {
      await stage.clear();
    }
  },
}];
