import { over } from './_authorization-values';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

const EVASION: Readonly<Record<string, string>> = {
  'ALLOW hosts': 'clients that send the port are refused',
  'ALLOW notHosts': 'a client bypasses the exception by adding the port',
  'CUSTOM hosts': 'a client bypasses the authorizer by adding the port',
  'DENY hosts': 'a client bypasses the denial by adding the port',
  'DENY notHosts': 'clients that send the port are denied',
};

export const hostWithoutPort: Check = {
  code: 'MESH405',
  title: 'host of an AuthorizationPolicy that a request with a port bypasses',
  aliases: [],
  severity: Severity.WARNING,
  yieldsTo: ['MESH443'], // it gives the value that was meant
  explanation: '`hosts` is compared with the Host header as sent. Clients may send `example.com:443`, which is not `example.com`: this bypasses a DENY, and makes an ALLOW refuse legitimate clients.',
  run: over((_, report, policy) => (field, value, at, values) => {
    if ((field !== 'hosts' && field !== 'notHosts') || /[:,]/.test(value) || value.endsWith('*') || value === '') return;
    const effect = EVASION[`${policy.spec.action ?? 'ALLOW'} ${field}`];
    // each port that a client may send must be listed, if the policy is a DENY that it could bypass
    const evaded = effect !== undefined && (policy.spec.action === 'DENY' || policy.spec.action === 'CUSTOM') === (field === 'hosts');
    const listed = value.startsWith('*') ? !evaded && values.some((v) => v.startsWith(`${value}:`)) : evaded ? values.includes(`${value}:*`) : values.some((v) => v.startsWith(`${value}:`));
    if (listed || (value.endsWith('.') && values.includes(value.slice(0, -1)))) return;
    report(policy, {
      pointer: at,
      message: `a request whose Host header is ${value.replace(/^\*/, 'x')}:PORT does not match '${value}': ${effect ?? 'the rule does not apply to clients that send the port'}`,
      fix: value.startsWith('*') ? (evaded ? 'list the hosts one by one, each also as HOST:*; a wildcard may only be at one end, so no value matches every port of every host' : `add "${value}:PORT" for each port that clients send`) : `add "${value}:*" as well`,
    });
  }),
};
