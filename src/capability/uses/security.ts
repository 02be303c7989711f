import { type Fields, nothing, uses, when } from './walk';
import type { AccessRuleModel, CallModel, JwtModel, OperationModel, SourceModel } from '../../model/security';
import { MeshFeature } from '../feature';
import type { Use } from '../index';

const some = (feature: MeshFeature) => (list: readonly unknown[]) => when(list.length > 0, feature);

const CALL: Fields<CallModel> = {
  caller: nothing,
  gateway: nothing,
  foreignGateway: nothing,
  outside: nothing,
  identity: () => MeshFeature.CALLS,
  target: nothing,
  clusterSet: nothing, // whether or not calls are judged: told at the callee
  methods: some(MeshFeature.CALL_METHODS),
  paths: some(MeshFeature.CALL_PATHS),
  ports: some(MeshFeature.CALL_PORTS),
  hosts: nothing,
};

/** The features that a call uses. */
export function callUses(calls: readonly CallModel[], path: string): Use[] {
  return calls.flatMap((c) => uses(CALL, c, c.caller ? `the call from '${c.caller.path}' to '${c.target.path}'` : path));
}

const SOURCE: Fields<SourceModel> = {
  principals: some(MeshFeature.SOURCE_PRINCIPALS),
  notPrincipals: some(MeshFeature.SOURCE_NEGATION),
  namespaces: some(MeshFeature.SOURCE_NAMESPACES),
  notNamespaces: some(MeshFeature.SOURCE_NEGATION),
  ipBlocks: some(MeshFeature.SOURCE_IP_BLOCKS),
  notIpBlocks: some(MeshFeature.SOURCE_NEGATION),
  remoteIpBlocks: some(MeshFeature.SOURCE_REMOTE_IP_BLOCKS),
  notRemoteIpBlocks: (list) => (list.length > 0 ? [MeshFeature.SOURCE_NEGATION, MeshFeature.SOURCE_REMOTE_IP_BLOCKS] : []),
  requestPrincipals: some(MeshFeature.SOURCE_REQUEST_PRINCIPALS),
  notRequestPrincipals: (list) => (list.length > 0 ? [MeshFeature.SOURCE_NEGATION, MeshFeature.SOURCE_REQUEST_PRINCIPALS] : []),
};

const OPERATION: Fields<OperationModel> = {
  methods: some(MeshFeature.OPERATION_METHODS),
  notMethods: some(MeshFeature.OPERATION_METHODS),
  paths: some(MeshFeature.OPERATION_PATHS),
  notPaths: some(MeshFeature.OPERATION_PATHS),
  ports: some(MeshFeature.OPERATION_PORTS),
  notPorts: some(MeshFeature.OPERATION_PORTS),
  hosts: some(MeshFeature.OPERATION_HOSTS),
  notHosts: some(MeshFeature.OPERATION_HOSTS),
};

const ACTION = { allow: MeshFeature.ACCESS_ALLOW, deny: MeshFeature.ACCESS_DENY, audit: MeshFeature.ACCESS_AUDIT, custom: MeshFeature.ACCESS_CUSTOM };

const ACCESS: Fields<AccessRuleModel> = {
  path: nothing,
  action: (action) => ACTION[action],
  dryRun: (on) => when(on, MeshFeature.ACCESS_DRY_RUN),
  provider: nothing,
  sources: (sources) => sources.flatMap((s) => uses(SOURCE, s, '').map((u) => u.feature)),
  operation: (o) => uses(OPERATION, o, '').map((u) => u.feature),
  when: some(MeshFeature.ACCESS_CONDITIONS),
};

/** The features that access rules use. */
export function accessUses(rules: readonly AccessRuleModel[]): Use[] {
  return rules.flatMap((r) => uses(ACCESS, r, r.path));
}

const JWT: Fields<JwtModel> = {
  issuer: () => MeshFeature.JWT,
  jwksUri: nothing,
  jwks: nothing,
  audiences: nothing,
  fromHeaders: some(MeshFeature.JWT_LOCATION),
  fromParams: some(MeshFeature.JWT_LOCATION),
  fromCookies: some(MeshFeature.JWT_LOCATION),
  forward: (on) => when(on, MeshFeature.JWT_OUTPUT),
  claimsToHeaders: some(MeshFeature.JWT_OUTPUT),
  outputPayloadToHeader: () => MeshFeature.JWT_OUTPUT,
  timeoutMs: () => MeshFeature.JWT_TIMEOUT,
  required: (on) => when(on, MeshFeature.JWT_REQUIRED),
  exemptPaths: nothing,
  claims: (claims) => when(Object.keys(claims).length > 0, MeshFeature.JWT_CLAIMS),
};

/** The features that token requirements use. */
export function jwtUses(jwt: readonly JwtModel[], path: string): Use[] {
  return jwt.flatMap((j) => uses(JWT, j, path));
}
