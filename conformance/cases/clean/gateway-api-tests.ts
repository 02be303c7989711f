import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkManifests } from '../../../src/check/engine/run';
import { parseManifests } from '../../../src/check/files/yaml';
import { Severity, type Finding } from '../../../src/check/finding';
import { CHECKS, LAYERS } from '../../../src/check/registry';
import type { Manifest } from '../../../src/world/manifest';
import { Case } from '../../harness/case';
import { Authority, tlsSecret } from '../../harness/certificates';
import { gatewayApiTests } from '../../parts/gateway-api';

const INFRA = 'gateway-conformance-infra';
const WEB = 'gateway-conformance-web-backend';
/** Objects that the suite creates before its tests, in addition to its base manifests. */
const SECRETS = [
  [WEB, 'certificate'], [INFRA, 'tls-validity-checks-certificate'], [INFRA, 'tls-validity-checks-client-certificate'], [INFRA, 'tls-validity-checks-per-port-client-certificate'],
  [INFRA, 'tls-checks-certificate'], [INFRA, 'tls-checks-client-certificate'], [INFRA, 'tls-passthrough-checks-certificate'],
  ['gateway-conformance-app-backend', 'tls-passthrough-checks-certificate'], [INFRA, 'tls-terminate-checks-certificate'],
];
const AUTHORITIES = [
  [WEB, 'web-backend-cm'], [INFRA, 'tls-validity-checks-ca-certificate'], [INFRA, 'tls-validity-checks-per-port-ca-certificate'], [INFRA, 'tls-checks-ca-certificate'], [INFRA, 'mismatch-ca-certificate'],
];

/** Conditions in the code of a test that its manifests alone don't cause. */
const LATER: Readonly<Record<string, string>> = {
  'backendtlspolicy InvalidCACertificateRef': 'the test takes the ConfigMap away',
  'backendtlspolicy NoValidCACertificate': 'the test takes the ConfigMap away',
  'backendtlspolicy-invalid-kind InvalidKind': 'information where a class of another controller is at hand, which may take the kind',
  'backendtlspolicy-invalid-kind NoValidCACertificate': 'information where a class of another controller is at hand, which may take the kind',
  'gateway-with-attached-routes-with-port-8080 NoMatchingListenerHostname': 'of another test in the same file',
  'listenerset-dual-parentref-independence NoMatchingParent': 'the test takes a listener away',
  'tcproute-reference-grant RefNotPermitted': 'the test takes the grant away',
  'udproute-reference-grant RefNotPermitted': 'the test takes the grant away',
  'tlsroute-listener-mixed-termination-not-supported ProtocolConflict': 'of implementations without the feature; Istio has it',
  'tlsroute-listener-terminate-not-supported UnsupportedValue': 'of implementations without the feature; Istio has it',
};

/** Our findings about manifests whose test expects no bad condition, or none with that reason. */
const JUSTIFIED: Readonly<Record<string, string>> = {
  'gateway-with-attached-routes MESH814': 'the Secret does-not-exist: the test counts attached routes beside it',
  'gateway-with-attached-routes MESH804': 'the Service does-not-exist',
  'gateway-with-invalid-clientcertificate-validation MESH801': 'a route whose Gateway client-validation-invalid is in no manifest',
  'tcproute-invalid-non-tcp-listener MESH804': 'the Service tcp-echo-backend is in no manifest',
};

/** True findings without a condition: grants between namespaces that do not exist, grants for kinds that never refer to each other, and routes with the same match. */
const UNWAITED: ReadonlySet<string> = new Set(['MESH839', 'MESH841', 'MESH842']);

const read = (file: string, text: string) => parseManifests(file, text, undefined, (e) => { throw e; });

export const cases: Case[] = [{
  group: 'clean',
  name: 'Gateway API\'s own conformance tests: each condition that a test waits for',
  run: async (_lab, t) => {
    const source = gatewayApiTests();
    const authority = await Authority.create('suite');
    const pair = await authority.issue('any.example');
    const made: Manifest[] = [
      ...SECRETS.map(([namespace, name]) => tlsSecret(namespace, name, pair)),
      ...AUTHORITIES.map(([namespace, name]) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name }, data: { 'ca.crt': authority.pem } })),
    ].map((object) => ({ object: object as any, origin: {} }));
    const missed: string[] = [];
    const strange: string[] = [];
    const idle = new Set([...Object.keys(LATER), ...Object.keys(JUSTIFIED)]);
    let conditions = 0;
    const files = readdirSync(join(source, 'tests')).filter((f) => f.endsWith('.yaml')).sort();
    const programs = readdirSync(join(source, 'tests')).filter((f) => f.endsWith('.go')).map((f) => readFileSync(join(source, 'tests', f), 'utf8'));
    for (const file of files) {
      const name = file.replace('.yaml', '');
      if (name === 'gateway-static-addresses') { continue; } // its addresses are filled in by the test
      // Istio carries no datagrams: another controller's class
      const fill = (f: string) => readFileSync(join(source, f), 'utf8').replaceAll('{GATEWAY_CLASS_NAME}', name.startsWith('udproute') ? 'cilium' : 'istio').replaceAll('{GATEWAY_CONTROLLER_NAME}', 'example.com/other');
      const own = read(file, fill(`tests/${file}`));
      const all = [...own, ...read('base', fill('base/manifests.yaml')), ...made];
      const found: Finding[] = [...checkManifests(all, { complete: true }, { checks: CHECKS, layers: LAYERS })]
        .filter((f) => f.file === file && f.severity !== Severity.INFO && /^MESH8/.test(f.code) && !UNWAITED.has(f.code));
      const waited = reasons(programs.filter((p) => p.includes(`tests/${file}"`)).join('\n'));
      const told = new Set(found.flatMap((f) => f.aliases ?? []));
      for (const reason of waited) {
        conditions++;
        if (LATER[`${name} ${reason}`]) { idle.delete(`${name} ${reason}`); } else if (!told.has(reason)) { missed.push(`${name}: ${reason}`); }
      }
      for (const f of found.filter((x) => !(x.aliases ?? []).some((a) => waited.has(a)))) {
        const key = `${name} ${f.code}`;
        if (JUSTIFIED[key]) { idle.delete(key); } else { strange.push(`${name}: ${f.code} ${f.object.kind} ${f.object.name}: ${f.message}`); }
      }
    }
    t.between('tests', 120, 1000, files.length);
    t.between('conditions', 60, 1000, conditions);
    t.equal('conditions that we don\'t foretell', [], missed);
    t.equal('what we say and no test waits for', [], strange);
    t.equal('exceptions that nothing needs', [], [...idle]);
  },
}];

/** The reasons of bad conditions in the tests' code. */
function reasons(code: string): ReadonlySet<string> {
  const bad = /Reason((?:NoMatching|NotAllowed|Backend|Invalid|RefNot|Unsupported|HostnameC|ProtocolC|Conflicted|NoValid|ListenersNot|TargetNot)[A-Za-z]*)/g;
  return new Set([...code.matchAll(bad)].map((m) => m[1]));
}
