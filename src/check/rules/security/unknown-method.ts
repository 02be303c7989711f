import { effect, over } from './_authorization-values';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', '*']);

export const unknownMethod: Check = {
  code: 'MESH418',
  title: 'HTTP method that no request has',
  aliases: ['KIA0102'],
  severity: Severity.WARNING,
  explanation: 'Methods are compared as clients send them, in upper case. gRPC requests are POST; their method is in the path.',
  run: over((_, report, policy) => (field, value, at) => {
    if ((field !== 'methods' && field !== 'notMethods') || METHODS.has(value) || /[|^$]|\.[*+]/.test(value)) return;
    if ((value.endsWith('*') && [...METHODS].some((m) => m.startsWith(value.slice(0, -1)))) || (value.startsWith('*') && [...METHODS].some((m) => m.endsWith(value.slice(1))))) return;
    const grpc = /^\/.+\/.+/.test(value);
    const upper = METHODS.has(value.toUpperCase());
    report(policy, {
      pointer: at,
      severity: upper || grpc ? Severity.WARNING : Severity.INFO,
      aliases: grpc ? [] : undefined,
      message: `'${value}' is ${grpc ? 'the path of a gRPC method; its requests are POST' : upper ? 'in lower case, and clients send methods in upper case' : 'not an HTTP method'}: no request matches it, ${effect(policy, field)}`,
      fix: grpc ? `use methods: ["POST"] and paths: ["${value}"]` : upper ? `use "${value.toUpperCase()}"` : 'use an HTTP method, like GET',
    });
  }),
};
