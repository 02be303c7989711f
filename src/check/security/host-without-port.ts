import { type Check } from '../engine/check';
import { Severity } from '../finding';
import { over } from './authorization-values';

const EVASION: Readonly<Record<string, string>> = {
  'ALLOW hosts': 'clients that send the port are refused',
  'ALLOW notHosts': 'a client gets past the exception by adding the port',
  'DENY hosts': 'a client evades the denial by adding the port',
  'DENY notHosts': 'clients that send the port are denied',
};

export const hostWithoutPort: Check = {
  code: 'MESH405',
  title: 'host of an AuthorizationPolicy that a port in the request evades',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`hosts` is compared with the Host header as it comes. Clients may send `example.com:443`, which is not `example.com`: a DENY is evaded so, an ALLOW refuses honest clients.',
  run: over((_, report, policy) => (field, value, at, values) => {
    if ((field !== 'hosts' && field !== 'notHosts') || value.includes(':') || value.endsWith('*') || value === '') return;
    if (values.some((v) => v.startsWith(`${value}:`))) return;
    report(policy, {
      pointer: at,
      message: `a request whose Host header is ${value.replace(/^\*/, 'x')}:PORT does not match '${value}': ${EVASION[`${policy.spec.action ?? 'ALLOW'} ${field}`] ?? 'the rule does not hold for clients that send the port'}`,
      fix: `add "${value}:*" beside it`,
    });
  }),
};
