import { checkAttachment } from './attachment';
import { attributeErrors, emptyError, ipError, pathError, portError, serviceAccountError, trustDomainError } from './authorization-values';
import { Place } from './place';
import { show } from './problem';
import { Fields, list, object, objects, text, texts } from './values';

/** The message for a DENY rule that covers every connection of a TCP port. */
export const DENIES_TCP = 'the HTTP attributes that this rule denies do not exist on TCP, so on TCP ports it denies every connection';

/** AuthorizationPolicy: who may do what, under which conditions. */
export function authorizationPolicy(spec: Fields, place: Place): void {
  checkAttachment(spec, place);
  const action = text(spec.action) || 'ALLOW';
  const rules = objects(spec.rules);
  checkAction(spec, action, rules.length > 0, place);
  for (const [rule, i] of rules) {
    const at = place.at('rules', i);
    if (action === 'CUSTOM') checkCustom(rule, at);
    for (const [from, n] of objects(rule.from)) checkSource(from, at.at('from', n));
    for (const [to, n] of objects(rule.to)) checkOperation(to, at.at('to', n));
    for (const [when, n] of objects(rule.when)) checkCondition(when, at.at('when', n));
    if (action === 'DENY' && deniesAllTcp(rule)) {
      at.warn('MESH124', DENIES_TCP, 'add to.operation.ports with the intended ports');
    }
  }
}

function checkAction(spec: Fields, action: string, hasRules: boolean, place: Place): void {
  const hint = 'add a rule; the empty rule {} matches every request';
  if (action === 'DENY' && !hasRules) place.at('rules').error('MESH104', 'DENY without rules denies nothing', hint);
  if (action === 'CUSTOM') {
    if (!hasRules) place.at('rules').error('MESH104', 'CUSTOM without rules calls no authorizer', hint);
    else if (!text(object(spec.provider)?.name)) place.at('provider').error('MESH104', 'CUSTOM requires a provider that authorizes the requests', 'set provider.name to an extension provider of the mesh configuration');
  } else if (object(spec.provider)) {
    place.at('provider').error('MESH105', `a provider is supported with action CUSTOM only, got ${action}`, 'use action CUSTOM, or remove provider');
  }
}

const IDENTITIES = ['namespaces', 'notNamespaces', 'serviceAccounts', 'notServiceAccounts', 'trustDomains', 'notTrustDomains', 'principals', 'notPrincipals',
  'requestPrincipals', 'notRequestPrincipals'];
const IDENTITY_KEYS = ['source.namespace', 'source.serviceAccount', 'source.trustDomain', 'source.principal'];

/** The provider is called before the proxy knows identities. */
function checkCustom(rule: Fields, place: Place): void {
  const remedy = 'use addresses, operations or headers here, and identities in a separate DENY policy';
  for (const [from, n] of objects(rule.from)) {
    for (const field of IDENTITIES) {
      if (list(object(from.source)?.[field]).length) place.at('from', n, 'source', field).error('MESH114', `${field} is not supported with action CUSTOM`, remedy);
    }
  }
  for (const [when, n] of objects(rule.when)) {
    const key = text(when.key);
    if (IDENTITY_KEYS.includes(key) || key.startsWith('request.auth.')) place.at('when', n, 'key').error('MESH114', `${key} is not supported with action CUSTOM`, remedy);
  }
}

/** The validation of each source field. */
const SOURCE: Record<string, (value: string) => string | undefined> = {
  principals: emptyError,
  requestPrincipals: emptyError,
  namespaces: emptyError,
  serviceAccounts: serviceAccountError,
  trustDomains: trustDomainError,
  ipBlocks: ipError,
  remoteIpBlocks: ipError,
};
const OPERATION: Record<string, (value: string) => string | undefined> = {
  ports: portError,
  methods: emptyError,
  paths: pathError,
  hosts: emptyError,
};

/** The expected forms. */
const FORMS: Readonly<Record<string, string>> = {
  serviceAccounts: 'use NAME or NAMESPACE/NAME',
  trustDomains: 'use a trust domain, with * only at its beginning or end',
  ipBlocks: 'use an IP address or a CIDR range, like 10.0.0.0/8',
  remoteIpBlocks: 'use an IP address or a CIDR range, like 10.0.0.0/8',
  ports: 'use a port number, like "8080"',
  paths: 'use a path, where only whole segments may be {*} or {**}',
};

function checkSource(from: Fields, place: Place): void {
  const source = object(from.source);
  if (!source) return place.error('MESH104', 'the entry has no source', 'add source, or remove the entry');
  const at = place.at('source');
  if (!checkValues(source, SOURCE, at)) at.error('MESH104', 'the source is empty', 'set who is meant, or remove from to match every client');
  for (const field of ['serviceAccounts', 'notServiceAccounts']) {
    if (list(source[field]).length > 16) at.at(field).error('MESH106', `at most 16 service accounts are allowed, got ${list(source[field]).length}`, 'split the service accounts into several rules');
  }
}

function checkOperation(to: Fields, place: Place): void {
  const operation = object(to.operation);
  if (!operation) return place.error('MESH104', 'the entry has no operation', 'add operation, or remove the entry');
  const at = place.at('operation');
  if (!checkValues(operation, OPERATION, at)) at.error('MESH104', 'the operation is empty', 'set an operation, or remove to to match every operation');
}

/** Checks each value of each field and of its negation; false if there is no value at all. */
function checkValues(fields: Fields, checks: typeof SOURCE, place: Place): boolean {
  let any = false;
  for (const [positive, check] of Object.entries(checks)) {
    for (const field of [positive, `not${positive[0].toUpperCase()}${positive.slice(1)}`]) {
      for (const [value, i] of texts(fields[field])) {
        any = true;
        const error = check(value);
        if (error) place.at(field, i).error('MESH114', `${show(value)} ${error}`, value === '' ? 'set a value, or remove the entry' : FORMS[positive] ?? 'use a different value');
      }
    }
  }
  return any;
}

function checkCondition(when: Fields, place: Place): void {
  const key = text(when.key);
  if (key === '') return place.at('key').error('MESH104', 'the condition has no key', 'set key, such as request.headers[x-user]');
  if (!list(when.values).length && !list(when.notValues).length) return place.error('MESH104', `the condition on ${key} has no values`, 'add values or notValues');
  const reported = new Set<string>();
  for (const field of ['values', 'notValues']) {
    for (const { of, index, error } of attributeErrors(key, texts(when[field]).map(([value]) => value))) {
      const message = of === 'key' ? error : `${show(texts(when[field])[index][0])} ${error}`;
      if (reported.has(message)) continue;
      reported.add(message);
      (of === 'key' ? place.at('key') : place.at(field, index)).error('MESH114', message, of === 'key' ? 'use an attribute listed in Istio\'s reference of authorization conditions' : 'use a value of that form');
    }
  }
}

const TCP_SOURCE = ['principals', 'notPrincipals', 'ipBlocks', 'notIpBlocks', 'namespaces', 'notNamespaces', 'remoteIpBlocks', 'notRemoteIpBlocks', 'serviceAccounts',
  'notServiceAccounts'];

/** Whether TCP has none of the attributes that the rule matches. */
function deniesAllTcp(rule: Fields): boolean {
  const sources = objects(rule.from).flatMap(([from]) => object(from.source) ?? []);
  const operations = objects(rule.to).flatMap(([to]) => object(to.operation) ?? []);
  const byAddress = sources.some((source) => TCP_SOURCE.some((field) => list(source[field]).length));
  const byPort = operations.some((operation) => list(operation.ports).length || list(operation.notPorts).length);
  return (sources.length > 0 && !operations.length && !byAddress) || (operations.length > 0 && !byPort);
}
