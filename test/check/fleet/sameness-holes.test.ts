import { account, deployment, FLEET, HUB_ALPHA, membership, namespace, object, principal, role, service, type Fleet } from './fixture';
import { checkWorlds } from '../../../src/check/engine/run';
import { CHECKS } from '../../../src/check/registry';
import { World } from '../../../src/world/world';
import { expectWellWorded } from '../wording';

/** The findings of a fleet, by code: `severity Kind NAMESPACE/NAME`. */
const found = (code: string, fleet: Fleet, complete = false) => {
  const worlds = Object.entries(fleet).map(([cluster, objects]) => new World(objects.map((o) => ({ object: o, origin: {} })), { cluster, complete, role: cluster === 'management' ? 'management' : 'member' }));
  const findings = checkWorlds(worlds, { checks: CHECKS }).filter((f) => f.code === code);
  findings.forEach(expectWellWorded);
  return findings.map((f) => `${f.severity} ${f.object.kind} ${[f.object.namespace, f.object.name].filter(Boolean).join('/')}`);
};
const management = [membership('eu'), membership('us')];
const runs = (name: string, serviceAccountName?: string, kind = 'Deployment') => ({ ...deployment(name, { ...(serviceAccountName && { serviceAccountName }) }), kind });
const RBAC = 'rbac.authorization.k8s.io/v1';
const bind = (name: string, roleName: string, subjects: any[], kind = 'ClusterRole') => object(RBAC, name.includes('/') ? 'RoleBinding' : 'ClusterRoleBinding', name, { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: roleName }, subjects });
const sa = (name: string, ns = 'shop') => ({ kind: 'ServiceAccount', name, namespace: ns });

describe('MESH735: the same service account in all clusters', () => {
  const eu = [service('shop/cart'), runs('shop/cart', 'cart')];
  test.each<[string, any[], readonly string[]]>([
    ['the same account', [service('shop/cart'), runs('shop/cart', 'cart')], []],
    ['another account', [service('shop/cart'), runs('shop/cart', 'basket')], ['error Deployment shop/cart']],
    ['no account', [service('shop/cart'), runs('shop/cart')], ['error Deployment shop/cart']],
    ['another workload behind the service', [service('shop/cart', { selector: { app: 'cart' } }), { ...runs('shop/cart', 'cart2', 'StatefulSet'), metadata: { name: 'cart-db', namespace: 'shop' } }], ['error StatefulSet shop/cart-db']],
    ['another namespace', [service('other/cart'), runs('other/cart', 'basket')], []],
    ['a workload without a Service', [runs('shop/cart', 'x')], ['error Deployment shop/cart']],
    ['two versions, one as before', [service('shop/cart'), runs('shop/cart', 'cart'), { ...runs('shop/cart', 'canary'), metadata: { name: 'cart-v2', namespace: 'shop' } }], ['error Deployment shop/cart-v2']],
  ])('%s', (_, us, expected) => {
    expect(found('MESH735', { eu, us, management })).toEqual(expected);
    expect(found('MESH735', { eu, us, management }, true)).toEqual(expected);
  });
  test('does not matter in a single cluster', () => expect(found('MESH735', { eu: [...eu, { ...runs('shop/cart', 'x'), metadata: { name: 'b', namespace: 'shop' } }] })).toEqual([]));
});

describe('MESH736: permissions of a service account', () => {
  const cart = [account('shop/cart'), runs('shop/cart', 'cart')];
  test.each<[string, any[], any[], readonly string[]]>([
    ['the same', [...cart, bind('b', 'view', [sa('cart')])], [...cart, bind('other-name', 'view', [sa('cart')])], []],
    ['cluster-admin in one', [...cart, bind('b', 'cluster-admin', [sa('cart')])], cart, ['error ClusterRoleBinding b']],
    ['cluster-admin in the other', cart, [...cart, bind('b', 'cluster-admin', [sa('cart')])], ['error ClusterRoleBinding b']],
    ['a weaker right in one', [...cart, bind('shop/b', 'reader', [{ kind: 'ServiceAccount', name: 'cart' }], 'Role')], cart, ['warning RoleBinding shop/b']],
    ['admin of a namespace in one', [...cart, bind('shop/b', 'admin', [sa('cart')])], cart, ['error RoleBinding shop/b']],
    ['of a namespace here, of all there', [...cart, bind('shop/b', 'view', [sa('cart')])], [...cart, bind('b', 'view', [sa('cart')])], ['warning RoleBinding shop/b', 'warning ClusterRoleBinding b']],
    ['of all accounts of a namespace in one', [...cart, bind('b', 'cluster-admin', [{ kind: 'Group', name: 'system:serviceaccounts:shop' }])], cart, ['error ClusterRoleBinding b']],
    ['an account that the other cluster has not', [...cart, bind('b', 'cluster-admin', [sa('cart')])], [runs('shop/web')], []],
    ['somebody else\'s', [...cart, bind('b', 'cluster-admin', [{ kind: 'User', name: 'cart' }, sa('cart', 'other')])], cart, []],
    ['an agent\'s', [runs('kube-system/agent', 'agent'), bind('b', 'cluster-admin', [sa('agent', 'kube-system')])], [runs('kube-system/agent', 'agent')], []],
  ])('%s', (_, eu, us, expected) => expect(found('MESH736', { eu, us, management })).toEqual(expected));
});

describe('MESH737: labels of a scope', () => {
  const scope = object(HUB_ALPHA, 'GKEHubScope', 'fleet-admin/pay', { spec: { location: 'global', namespaceLabels: { team: 'pay', tier: 'gold' } } });
  const fleetNamespace = (labels?: any) => object(HUB_ALPHA, 'GKEHubNamespace', 'fleet-admin/pay-shop', { spec: { namespaceID: 'shop', scopeRef: { name: 'pay' }, ...(labels && { namespaceLabels: labels }) } });
  test.each<[string, any, any, readonly string[]]>([
    ['the same', fleetNamespace(), { team: 'pay' }, []],
    ['not said', fleetNamespace(), {}, []],
    ['another value', fleetNamespace(), { team: 'shop', tier: 'gold' }, ['error Namespace shop', 'error Namespace shop']],
    ['a value of the fleet namespace', fleetNamespace({ tier: 'iron' }), { tier: 'iron' }, []],
    ['another value than the fleet namespace', fleetNamespace({ tier: 'iron' }), { tier: 'gold' }, ['error Namespace shop', 'error Namespace shop']],
  ])('%s', (_, ns, labels, expected) => expect(found('MESH737', { eu: [namespace('shop', labels)], us: [namespace('shop', labels), namespace('other', { team: 'x' })], management: [...management, scope, ns] })).toEqual(expected));
});

describe('MESH738: roles without an existing member', () => {
  const eu = [namespace('shop'), account('shop/cart'), runs('shop/web', 'web')];
  const legacy = (who: string) => `serviceAccount:${FLEET}.svc.id.goog[${who}]`;
  test.each<[string, string, string, string]>([
    ['an account that is an object', principal(FLEET, 'shop', 'cart'), '', ''],
    ['an account that pods run as', principal(FLEET, 'shop', 'web'), '', ''],
    ['an account of no cluster', principal(FLEET, 'shop', 'ghost'), 'warning', 'error'],
    ['a namespace of no cluster', principal(FLEET, 'ghosts', 'cart'), 'info', 'error'],
    ['an account of no cluster, the older way', legacy('shop/ghost'), 'warning', 'error'],
    ['an account, the older way', legacy('shop/cart'), '', ''],
    ['Google\'s importer', principal(FLEET, 'gke-mcs', 'gke-mcs-importer'), '', ''],
    ['somebody of another pool', principal('elsewhere', 'shop', 'ghost'), '', ''],
    ['a person', 'user:a@b.example', '', ''],
    ['a whole namespace', `principalSet://iam.googleapis.com/projects/7/locations/global/workloadIdentityPools/${FLEET}.svc.id.goog/namespace/ghosts`, '', ''],
  ])('%s', (_, member, open, closed) => {
    const fleet = { eu, us: [namespace('shop')], management: [...management, role('r', member)] };
    expect(found('MESH738', fleet)).toEqual(open ? [`${open} IAMPolicyMember fleet-admin/r`] : []);
    expect(found('MESH738', fleet, true)).toEqual(closed ? [`${closed} IAMPolicyMember fleet-admin/r`] : []);
  });
  test('is not reported if no member cluster is known', () => expect(found('MESH738', { management: [...management, role('r', principal(FLEET, 'shop', 'ghost'))] })).toEqual([]));
});

describe('MESH739: exports', () => {
  const exported = object('net.gke.io/v1', 'ServiceExport', 'shop/cart');
  const cart = service('shop/cart');
  test.each<[string, any[], any[], readonly string[]]>([
    ['in both', [cart, exported], [cart, exported], []],
    ['in neither', [cart], [cart], []],
    ['in one', [cart, exported], [cart], ['warning Service shop/cart']],
    ['in one, by the API of the community', [cart, object('multicluster.x-k8s.io/v1alpha1', 'ServiceExport', 'shop/cart')], [cart], ['warning Service shop/cart']],
    ['in one, and the other runs none', [cart, exported], [service('shop/web')], []],
  ])('%s', (_, eu, us, expected) => expect(found('MESH739', { eu, us, management })).toEqual(expected));
  test('is not reported if the other cluster can\'t export because it is not a GKE cluster', () => {
    const fleet = { eu: [cart, exported], us: [cart], management: [membership('eu'), membership('us', { issuer: 'https://oidc.example' })] };
    expect(found('MESH739', fleet)).toEqual([]);
    expect(found('MESH739', { ...fleet, eu: [cart, object('multicluster.x-k8s.io/v1alpha1', 'ServiceExport', 'shop/cart')] })).toEqual(['warning Service shop/cart']);
  });
});
