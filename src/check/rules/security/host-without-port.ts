import { over } from './_authorization-values';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

const EVASION: Readonly<Record<string, string>> = {
  'ALLOW hosts': 'clients that send the port are refused',
  'ALLOW notHosts': 'a client gets past the exception by adding the port',
  'CUSTOM hosts': 'a client gets past the authorizer by adding the port',
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
    if ((field !== 'hosts' && field !== 'notHosts') || /[:,]/.test(value) || value.endsWith('*') || value === '') return;
    const effect = EVASION[`${policy.spec.action ?? 'ALLOW'} ${field}`];
    // each port that a client may send has to be listed, where it is a denial that it gets around
    const evaded = effect !== undefined && (policy.spec.action === 'DENY' || policy.spec.action === 'CUSTOM') === (field === 'hosts');
    const listed = value.startsWith('*') ? !evaded && values.some((v) => v.startsWith(`${value}:`)) : evaded ? values.includes(`${value}:*`) : values.some((v) => v.startsWith(`${value}:`));
    if (listed || (value.endsWith('.') && values.includes(value.slice(0, -1)))) return;
    report(policy, {
      pointer: at,
      message: `a request whose Host header is ${value.replace(/^\*/, 'x')}:PORT does not match '${value}': ${effect ?? 'the rule does not hold for clients that send the port'}`,
      fix: value.startsWith('*') ? (evaded ? 'name the hosts one by one, each with its HOST:*: a star stands at one end only, so no value matches every port of every host' : `add "${value}:PORT" for each port that clients send`) : `add "${value}:*" beside it`,
    });
  }),
};
