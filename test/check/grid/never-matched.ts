import type { Case } from './case';
import { authz, certificate, edge, gw, http, https, make, pod, raw, service, to } from './objects';

const DENY = { action: 'DENY' };
const policy = (rule: object, more: object = {}) => [authz({ rules: [rule], ...more })];
const paths = (...values: string[]) => ({ to: [{ operation: { paths: values } }] });
const agent = (...values: string[]) => ({ when: [{ key: 'request.headers[user-agent]', values }] });
const tokens = (...requestPrincipals: string[]) => ({ from: [{ source: { requestPrincipals } }] });
const ISSUER = 'https://idp.example.com';
const validated = (issuer = ISSUER) => make('RequestAuthentication', { jwtRules: [{ issuer, jwks: '{"keys":[]}' }] });
const cors = (...allowOrigins: object[]) => http({ corsPolicy: { allowOrigins }, route: [to()] });
const method = (match: object) => http({ match: [{ method: match }], route: [to()] }, { route: [to()] });
const MUTUAL = { tls: { mode: 'MUTUAL', credentialName: 'cert' } };
const without = (name: string, ...keys: string[]) => {
  const secret = certificate(name, 'istio-system');
  return { ...secret, stringData: Object.fromEntries(Object.entries(secret.stringData).filter(([key]) => !keys.includes(key))) };
};
const open = (keys: string[]) => ({ ...certificate('cert-cacert', 'istio-system'), type: 'Opaque', stringData: Object.fromEntries(keys.map((key) => [key, 'a CA'])) });
const served = (host: string) => [gw([https({}, host)]), edge({ hosts: [host], http: [{ route: [to('reviews.shop.svc.cluster.local')] }] })];

const T = 'traffic.sidecar.istio.io';
/** Members of a cluster that call each other on port 9300. */
const members = (annotations: Record<string, string>) => [
  service('search', [{ name: 'tcp-transport', port: 9300 }, { name: 'tcp-extra', port: 9400 }], {}, { clusterIP: 'None' }),
  pod({ app: 'search' }, { name: 'search-0', annotations }),
];
const ALONE = [raw('v1', 'Namespace', { name: 'edge' }, {})];

export const NEVER_MATCHED: Case[] = [
  { code: 'MESH444', bad: policy(paths('/admin/.*', '^/admin$', '/v[0-9]+/users', '/(a|b)/x'), DENY), good: policy(paths('/admin/{**}', '/admin', '*.php')), severity: ['warning', 'warning', 'warning', 'warning'] },
  { code: 'MESH407', bad: policy(paths('/api/.*/items')), good: policy(paths('/api/{*}/items', '/.*', '/api/*')) },
  { code: 'MESH444', bad: policy(paths('/index.*')), good: policy(paths('/index.html', '/index*')), severity: ['info'] },
  { code: 'MESH444', bad: policy(agent('Mozilla/.*', '^curl')), good: policy(agent('Mozilla/*', 'v1.0*')), severity: ['warning', 'warning'] },
  { code: 'MESH444', bad: policy({ to: [{ operation: { hosts: ['.*\\.example\\.com'], methods: ['GET|POST'] } }] }), good: policy({ to: [{ operation: { hosts: ['shop.example.*'], methods: ['GET', 'POST'] } }] }), severity: ['warning', 'warning'] },
  { code: 'MESH445', bad: [validated(), ...policy(tokens(ISSUER))], good: [validated(), ...policy(tokens(`${ISSUER}/*`, `${ISSUER}/alice`, '*'))] },
  { code: 'MESH445', bad: [validated(), ...policy(tokens(`${ISSUER}/`, 'alice'), DENY)], good: [validated(), ...policy(tokens(`${ISSUER}/alice`), DENY)], severity: ['warning', 'warning'] },
  { code: 'MESH445', bad: [validated(`${ISSUER}/`), ...policy(tokens(`${ISSUER}/alice`))], good: [validated(`${ISSUER}/`), ...policy(tokens(`${ISSUER}//alice`, `${ISSUER}/*`))] },
  { code: 'MESH445', bad: [validated(), ...policy({ when: [{ key: 'request.auth.principal', values: [ISSUER] }] })], good: [validated(), ...policy({ when: [{ key: 'request.auth.principal', values: [`${ISSUER}/*`] }] })] },
  { code: 'MESH282', bad: [cors({ exact: 'https://*.example.com' }, { exact: 'a.example.com' }, { exact: 'https://a.example.com/' }, { exact: 'https://a.example.com:443' })], good: [cors({ regex: 'https://[a-z]+\\.example\\.com' }, { exact: 'https://a.example.com' }, { exact: 'http://localhost:3000' }, { exact: '*' }, { exact: 'null' })], severity: ['warning', 'warning', 'warning', 'warning'] },
  { code: 'MESH282', bad: [cors({ prefix: 'a.example.com' }, { regex: 'a\\.example\\.com' })], good: [cors({ prefix: 'https://' }, { regex: '.*\\.example\\.com' }, { exact: 'capacitor://localhost' })], severity: ['warning', 'warning'] },
  { code: 'MESH283', bad: [method({ exact: 'get' })], good: [method({ exact: 'GET' })] },
  { code: 'MESH283', bad: [method({ regex: 'get|post' })], good: [method({ regex: 'GET|POST' })] },
  { code: 'MESH283', bad: [method({ exact: 'GET|POST' })], good: [method({ regex: '(GET|POST)' })] },
  { code: 'MESH284', bad: [without('cert', 'ca.crt'), gw([https(MUTUAL)])], good: [without('cert', 'ca.crt'), open(['cacert']), gw([https(MUTUAL)])] },
  { code: 'MESH284', bad: [without('cert', 'ca.crt'), open(['other']), gw([https({ tls: { mode: 'OPTIONAL_MUTUAL', credentialName: 'cert' } })])], good: [certificate('cert', 'istio-system'), gw([https(MUTUAL)])] },
  { code: 'MESH284', bad: [without('cert', 'ca.crt'), gw([https(MUTUAL)])], good: [without('cert', 'ca.crt'), gw([https()])] },
  { code: 'MESH285', bad: [certificate('cert', 'istio-system'), ...served('a.shop.example.com')], good: [certificate('cert', 'istio-system'), ...served('www.example.com')] },
  { code: 'MESH285', bad: [certificate('cert', 'istio-system'), ...served('*.example.org')], good: [certificate('cert', 'istio-system'), ...served('*.example.com')] },
  { code: 'MESH429', bad: members({ [`${T}/excludeInboundPorts`]: '9300', [`${T}/excludeOutboundPorts`]: '9300' }), good: members({}), severity: ['info'] },
  { code: 'MESH429', bad: members({ [`${T}/excludeInboundPorts`]: '9300,9400', [`${T}/excludeOutboundPorts`]: '9300' }), good: members({ [`${T}/excludeOutboundPorts`]: '9300' }), severity: ['warning'] },
  { code: 'MESH505', bad: [...ALONE, pod({ app: 'gateway' }, { name: 'gateway', namespace: 'edge' })], good: [raw('v1', 'Namespace', { name: 'edge', labels: { 'istio-injection': 'disabled' } }, {})] },
];
