import { age, crd, integer, list, meta, object, oneOf, string } from './declared';

/**
 * Google's policies for meshes that take routes of Gateway API. The module's releases (v1.3.0) don't have them yet: the kinds are declared here from the
 * fields, values and limits that their definitions at the head of GoogleCloudPlatform/gke-gateway-api publish; the rules are said in our words.
 */
const rule = (text: string, message: string) => ({ rule: text, message });
const limited = (schema: any, maxLength: number, minLength = 1) => ({ ...schema, minLength, maxLength });
const group = { ...string, maxLength: 253, pattern: '^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$' };
const kind = { ...limited(string, 63), pattern: '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$' };
const name = limited(string, 253);
const labels = { type: 'object', additionalProperties: string };
const status = { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true };
const policy = (spec: any) => object({ ...meta, spec, status }, ['spec']);
const mode = oneOf('Disabled', 'Permissive', 'Strict');

const comparison = { ignoreCase: { type: 'boolean' }, type: oneOf('Exact', 'Prefix', 'Suffix', 'Contains'), value: string };
const text = object(comparison, ['type', 'value']);
const texts = list(text, { maxItems: 10 });
const principal = object({
  principal: { ...text, 'x-kubernetes-validations': [rule('self.type == "Exact"', 'a principal is named exactly')] },
  principalSelector: oneOf('CLIENT_CERT_URI_SAN', 'CLIENT_CERT_DNS_NAME_SAN', 'CLIENT_CERT_COMMON_NAME'),
}, ['principal']);
const resource = object({ iamServiceAccount: text, tagValueIdSet: list({ type: 'integer', format: 'int64' }, { minItems: 1, maxItems: 10 }) });
const sources = list(object({ principals: list(principal, { maxItems: 10 }), resources: list(resource, { maxItems: 10 }) }), { maxItems: 5 });
const header = object({
  ...comparison, name: { ...limited(string, 256), pattern: '^[A-Za-z0-9!#$%&\'*+\\-.^_\\x60|~]+$' }, value: { ...string, maxLength: 256 },
}, ['name', 'type', 'value']);
const operations = list(object({
  headers: list(header, { maxItems: 10 }),
  hosts: texts,
  methods: list(oneOf('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'), { maxItems: 9 }),
  paths: texts,
}), { maxItems: 5 });
const draftSources = list(object({ principals: texts, resources: list(resource, { maxItems: 10 }) }));
const draftOperations = list(object({
  headers: list(object({ ...header.properties }, ['name', 'type']), { maxItems: 10 }),
  hosts: texts,
  methods: operations.items.properties.methods,
  paths: texts,
}));
const onlyPrincipals = (field: string) => `(!has(r.from.${field}) || r.from.${field}.all(s, has(s.principals) && size(s.principals) > 0 && !has(s.resources)))`;
const byUri = (field: string) => `(!has(r.from.${field}) || r.from.${field}.all(s, !has(s.principals) || s.principals.all(p, !has(p.principalSelector) || p.principalSelector == "CLIENT_CERT_URI_SAN")))`;
const uses = (field: string) => `(has(r.from.${field}) && r.from.${field}.exists(s, has(s.resources)))`;

export const gkePolicies = [
  crd('networking.gke.io', 'GCPServerTLSPolicy', [{
    name: 'v1',
    storage: true,
    additionalPrinterColumns: [age],
    schema: policy({
      ...object({
        mtlsMode: { ...mode, default: 'Strict' },
        portOverrides: list(object({ mtlsMode: mode, port: { ...integer, minimum: 1, maximum: 65535 } }, ['mtlsMode', 'port']), {
          'maxItems': 5, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['port'],
        }),
        targetRefs: list({
          ...object({
            group,
            kind,
            selector: object({ matchExpressions: list(object({ key: string, operator: string, values: list(string) }, ['key', 'operator'])), matchLabels: labels }),
          }, ['kind', 'selector']),
          'x-kubernetes-validations': [
            rule('self.kind == "Pod" || !has(self.selector.matchLabels)', 'labels select pods only'),
            rule('!has(self.selector.matchExpressions) || size(self.selector.matchExpressions) == 0', 'pods are selected by matchLabels, not by matchExpressions'),
          ],
        }, { minItems: 1, maxItems: 1 }),
      }, ['targetRefs']),
      'x-kubernetes-validations': [rule(
        '!has(self.portOverrides) || self.targetRefs.all(t, has(t.selector.matchLabels) && size(t.selector.matchLabels) > 0)', 'a policy of a whole namespace overrides no ports',
      )],
    }),
  }]),
  crd('networking.gke.io', 'GCPClientTLSPolicy', [{
    name: 'v1',
    storage: true,
    schema: policy({
      ...object({
        subjectAltNames: list(object({ uri: { ...limited(string, 253), pattern: '^(([^:/?#]+):)(//([^/?#]*))([^?#]*)(\\?([^#]*))?(#(.*))?' } }, ['uri']), { maxItems: 10 }),
        targetRefs: list(object({ group, kind, name, sectionName: limited(string, 253) }, ['group', 'kind', 'name']), { minItems: 1, maxItems: 10 }),
        tlsMode: { ...oneOf('MutualTLS', 'Disable'), default: 'MutualTLS' },
      }, ['targetRefs']),
      'x-kubernetes-validations': [
        rule('self.tlsMode != "Disable" || !has(self.subjectAltNames) || size(self.subjectAltNames) == 0', 'plain text has no names to check'),
        rule('self.targetRefs.all(t, t.kind == "Service" || t.kind == "Namespace")', 'a target is a Service or a Namespace'),
        rule('self.targetRefs.all(t, t.kind != "Namespace" || !has(t.sectionName) || t.sectionName == "")', 'a namespace has no ports to name'),
      ],
    }),
  }]),
  crd('networking.gke.io', 'GCPAuthzPolicy', [{
    name: 'v1',
    storage: true,
    additionalPrinterColumns: [age],
    schema: policy({
      ...object({
        action: { ...oneOf('ALLOW', 'DENY', 'CUSTOM', 'DENY_BY_DEFAULT'), default: 'ALLOW' },
        customProviders: object({ extensionRefs: list(object({ group, kind, name }, ['group', 'kind', 'name']), { minItems: 1, maxItems: 2 }) }, ['extensionRefs']),
        enforcementLevel: oneOf('L7', 'L4'),
        rules: list(object({
          from: object({ sources, notSources: sources }),
          to: object({ operations, notOperations: operations }),
          when: limited(string, 512),
        }), { maxItems: 10 }),
        targetRefs: list({
          ...object({ group, kind, name, selector: object({ matchLabels: labels }) }, ['group', 'kind']),
          'x-kubernetes-validations': [
            rule('self.kind == "Gateway" || self.kind == "Pod"', 'a target is a Gateway or pods'),
            rule('self.kind != "Gateway" || (has(self.name) && !has(self.selector))', 'a Gateway is named, not selected'),
            rule('self.kind != "Pod" || (has(self.selector) && !has(self.name))', 'pods are selected, not named'),
            rule('self.kind != "Gateway" || self.group == "gateway.networking.k8s.io"', 'a Gateway is of group gateway.networking.k8s.io'),
          ],
        }, { minItems: 1, maxItems: 10 }),
      }, ['enforcementLevel']),
      'x-kubernetes-validations': [
        rule('(self.action != "ALLOW" && self.action != "DENY") || (has(self.rules) && size(self.rules) > 0)', 'ALLOW and DENY have at least one rule'),
        rule('(self.action == "CUSTOM") == has(self.customProviders)', 'customProviders are of action CUSTOM, which needs them'),
        rule('self.action != "DENY_BY_DEFAULT" || (!has(self.rules) && !has(self.customProviders))', 'DENY_BY_DEFAULT has no rules and no providers'),
        rule('self.action != "CUSTOM" || self.enforcementLevel == "L7"', 'CUSTOM is of enforcementLevel L7'),
        rule(
          `self.enforcementLevel != "L4" || !has(self.rules) || self.rules.all(r, !has(r.to) && (!has(r.from) || (${onlyPrincipals('sources')} && ${onlyPrincipals('notSources')})))`,
          'a rule of enforcementLevel L4 has principals and nothing else',
        ),
        rule(
          `!has(self.rules) || !self.rules.exists(r, has(r.from) && (${uses('sources')} || ${uses('notSources')})) || (has(self.targetRefs) && self.targetRefs.exists(t, t.kind == "Gateway"))`,
          'resources are known to Gateways only',
        ),
        rule('!has(self.targetRefs) || self.targetRefs.filter(t, t.kind == "Pod").size() <= 1', 'one target at most selects pods'),
        rule(
          `!has(self.targetRefs) || !self.targetRefs.exists(t, t.kind == "Pod") || !has(self.rules) || self.rules.all(r, !has(r.from) || (${byUri('sources')} && ${byUri('notSources')}))`,
          'pods know principals by CLIENT_CERT_URI_SAN only',
        ),
      ],
    }),
    // the definition of 2024, which Cloud Service Mesh's pages have users install, is of the same version
    otherSchema: policy({
      ...object({
        action: { ...oneOf('ALLOW', 'DENY', 'CUSTOM'), default: 'ALLOW' },
        customProviders: {
          ...object({ cloudIAP: { type: 'boolean' }, extensionRefs: list(object({ group, kind, name }, ['group', 'kind', 'name']), { minItems: 1, maxItems: 2 }) }),
          'x-kubernetes-validations': [rule('has(self.extensionRefs) != has(self.cloudIAP)', 'exactly one of extensionRefs and cloudIAP is needed')],
        },
        httpRules: list(object({
          from: object({ notSources: draftSources, sources: draftSources }),
          to: object({ notOperations: draftOperations, operations: draftOperations }),
          when: limited(string, 512),
        }), { maxItems: 10 }),
        targetRefs: list(object({ group, kind, name }, ['group', 'kind', 'name']), { minItems: 1, maxItems: 10 }),
      }),
      'x-kubernetes-validations': [
        rule('self.action == "CUSTOM" || (has(self.httpRules) && size(self.httpRules) > 0)', 'ALLOW and DENY have at least one rule'),
        rule('(self.action == "CUSTOM") == has(self.customProviders)', 'customProviders are of action CUSTOM, which needs them'),
      ],
    }),
  }]),
];
