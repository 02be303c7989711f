import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import { GrpcBootstrap, GrpcBootstrapInit } from 'cdk8s-mesh';
import { freePort } from '../../harness/addresses';
import { Case, manifestsOf } from '../../harness/case';
import { factsOf, GrpcClient } from '../../harness/grpc-program';
import { GrpcStage } from '../../harness/grpc-stage';
import { differences } from '../../harness/same-pod';
import { makeShop } from '../../harness/shop';

/** What the agent's file says of its own version and settings, which no other reader minds. */
const OF_THE_AGENT = ['ENVOY_PROMETHEUS_PORT', 'ENVOY_SKIP_DEPRECATED_LOGS', 'ENVOY_STATUS_PORT', 'INSTANCE_IPS', 'ISTIO_VERSION', 'METADATA_DISCOVERY', 'PILOT_SAN', 'PROXY_CONFIG', 'STATIC_LABELS', 'WORKLOAD_IDENTITY_SOCKET_FILE'];

export const cases: Case[] = [
  {
    group: 'grpc',
    name: 'our bootstrap file is the agent\'s, and the agent\'s serves a program over mutual TLS',
    run: async (lab, t) => {
      const stage = new GrpcStage(lab, manifestsOf(makeShop(undefined, undefined, true).app), { secure: true });
      try {
        await stage.apply();
        await stage.start();
        const [agent, pod] = [stage.agent('web'), stage.pod('web')];
        const written = JSON.parse(readFileSync(agent.bootstrap, 'utf8'));
        delete written.node.UserAgentVersionType; // null: how Go writes a choice of nothing
        const metadata = Object.fromEntries(Object.entries(written.node.metadata).filter(([k]) => OF_THE_AGENT.includes(k)));
        t.equal('what the agent says of itself', [...OF_THE_AGENT].sort(), Object.keys(metadata).sort());
        const ours = GrpcBootstrap.istio({ ...factsOf(pod), server: `unix:///${agent.socket}`, certificatesDir: agent.certificates, metadata });
        t.equal('differences', [], differences(written, ours.toJson()));
        const client = await GrpcClient.start(lab, 'by-agent', agent.bootstrap);
        try {
          const [got] = await client.call('xds:///api:9080', [{ path: '/shop.Cart/Add', metadata: {} }]);
          t.equal('a call by the agent\'s file', [0, true], [got.code, got.headers.backend?.startsWith('api-')]);
          t.that('identity', 'spiffe://cluster.local/ns/shop/sa/web', got.body, got.body.includes('URI=spiffe://cluster.local/ns/shop/sa/web'));
        } finally {
          await client.server.stop();
        }
      } finally {
        await stage.clear();
      }
    },
  },
  {
    group: 'grpc',
    name: 'a bootstrap file that a pod writes serves a program with several targets',
    run: async (lab, t) => {
      const stage = new GrpcStage(lab, manifestsOf(makeShop({ scopeSidecars: false }, undefined, true).app), { secure: true });
      try {
        await stage.apply();
        await stage.start();
        const pod = stage.pod('web');
        const made = new ApiObject(new Chart(new App(), 'pods'), 'web', {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: 'web' },
          spec: { template: { metadata: { labels: pod.labels }, spec: { serviceAccountName: pod.serviceAccount, containers: [{ name: 'web' }] } } },
        } as any);
        GrpcBootstrapInit.addIstioTo(made, { server: lab.istiod.plainAddress, certificatesDir: stage.agent('web').certificates });
        const { initContainers: [writer], containers: [program] } = made.toJson().spec.template.spec;
        const folder = mkdtempSync(join(lab.folder, 'written-'));
        const [shell, ...args] = writer.command.map((c: string) => c.replaceAll(writer.volumeMounts[0].mountPath, folder));
        execFileSync(shell, args, { env: { PATH: process.env.PATH, POD_NAME: pod.name, POD_NAMESPACE: pod.namespace, INSTANCE_IP: pod.address } });
        const client = await GrpcClient.start(lab, 'by-pod', program.env[0].value.replace(program.volumeMounts[0].mountPath, folder));
        try {
          const code = async (target: string) => (await client.call(target, [{ path: '/shop.Any/Thing', metadata: {} }]))[0].code;
          t.equal('what may be called, by its short name', 0, await code('xds:///api:9080'));
          t.equal('what may not', 7, await code('xds:///web.shop:8080'));
          t.equal('what may be called, by its long name', 0, await code('xds:///api.shop.svc.cluster.local:9080'));
        } finally {
          await client.server.stop();
        }
      } finally {
        await stage.clear();
      }
    },
  },
  {
    group: 'grpc',
    name: 'gRPC takes the bootstrap file for Google\'s control plane, and fails for want of the control plane only',
    run: async (lab, t) => {
      const [bootstrap, credentials] = ['google-bootstrap.json', 'google-credentials.json'].map((f) => join(lab.folder, f));
      const nowhere = `127.0.0.1:${await freePort()}`;
      writeFileSync(bootstrap, GrpcBootstrap.google({ projectNumber: '482913370156', mesh: 'shop', nodeId: '52fdfc07-2182-454f-963f-5f0f9a621d72', server: nowhere }).toText());
      // the account that the file's credentials stand for: of nobody
      writeFileSync(credentials, JSON.stringify({ type: 'authorized_user', client_id: 'lab', client_secret: 'lab', refresh_token: 'lab' }));
      const ask = async (name: string, file: string) => {
        const client = await GrpcClient.start(lab, name, file, { env: { GOOGLE_APPLICATION_CREDENTIALS: credentials } });
        try {
          return (await client.call('xds:///api:9080', [{ path: '/shop.Cart/Add', metadata: {} }]).catch((e: Error) => [{ code: -1, message: e.message }]))[0];
        } finally {
          await client.server.stop();
        }
      };
      const got = await ask('google', bootstrap);
      t.equal('status', 14, got.code);
      t.that('why', `no connection to ${nowhere}`, got.message, got.message.includes(nowhere) && /connection refused|connect/.test(got.message) && !/bootstrap/.test(got.message));
      // the control: a file that is no bootstrap is told as one
      writeFileSync(bootstrap, JSON.stringify({ ...JSON.parse(readFileSync(bootstrap, 'utf8')), xds_servers: [{ server_uri: nowhere }] }));
      const wrong = await ask('google-control', bootstrap);
      t.that('the mistake', 'caught', wrong.message, /bootstrap|channel_creds|credentials/i.test(wrong.message));
    },
  },
];
