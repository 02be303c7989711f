import type { Case } from './case';
import { authz } from './objects';

const rule = (operation: object, action = 'DENY', name = 'x') => authz({ action, rules: [{ to: [{ operation: { ports: ['8080'], ...operation } }] }] }, { name });
const hosts = (...list: string[]) => rule({ hosts: list });
const paths = (...list: string[]) => rule({ paths: list });
const source = (fields: object) => authz({ action: 'DENY', rules: [{ from: [{ source: fields }] }] });
const condition = (key: string, ...values: string[]) => authz({ action: 'DENY', rules: [{ to: [{ operation: { ports: ['8080'] } }], when: [{ key, values }] }] }, { name: key.replace(/\W+/g, '-').replace(/-$/, '') });
const world = { pathNormalization: 'DECODE_AND_MERGE_SLASHES' };
const times = (n: number) => Array.from({ length: n }, () => 'warning' as const);

/** Values of authorization rules in a form that no request has. */
export const UNMATCHED_VALUES: Case[] = [
  {
    code: 'MESH443',
    bad: [hosts('https://admin.example.com', 'admin.example.com/login', 'bücher.example', '*.bücher.example', 'https://*.example.com', 'bücher/x')],
    good: [hosts('admin.example.com', 'admin.example.com:*', 'xn--bcher-kva.example', 'xn--bcher-kva.example:*', 'other.example.com.', 'other.example.com', 'other.example.com:*')],
    severity: times(6),
  },
  {
    code: 'MESH443', // exceptions, and other actions
    bad: [rule({ notHosts: ['https://a.example.com'] }), rule({ paths: ['/a/../b'] }, 'ALLOW', 'y'), rule({ notPaths: ['/a/%2E/b'] }, 'ALLOW', 'z')],
    good: [rule({ paths: ['/b', '/a/..b', '/a/.well-known/*', '/.well-known/x'] }, 'ALLOW', 'y')],
    world,
    severity: times(3),
  },
  {
    code: 'MESH443',
    bad: [paths('/x/../admin', '/a/./b', '/ad%6Din', '/a%7eb', '/x\\admin', '/bücher', '*/../admin', '/fine')],
    good: [paths('/admin', '/a/b', '/a%2Fb', '/a%25b', '/b%C3%BCcher', '*../admin', '/x/..a')],
    world,
    severity: times(7),
  },
  { code: 'MESH443', bad: [paths('/x/../admin')], good: [hosts('xn--bcher-kva.example', 'xn--bcher-kva.example:*')] },
  {
    code: 'MESH443',
    bad: [source({ ipBlocks: ['::ffff:10.0.0.1', '::FFFF:0a00:0/104', '0:0:0:0:0:ffff:10.0.0.0/128', '::ffff:0:0/96'], notIpBlocks: ['::ffff:10.0.0.1'] })],
    good: [source({ ipBlocks: ['10.0.0.1', '::/0', '2001:db8::ffff:10.0.0.1', '::ffff:0:10.0.0.1', '::ffff:0:0/95'] })],
    severity: times(5),
  },
  {
    code: 'MESH443',
    bad: [condition('source.ip', '::ffff:10.0.0.1'), condition('connection.sni', 'bücher.example'), condition('request.headers[:authority]', 'https://a.example.com')],
    good: [condition('remote.ip', '::ffff:10.0.0.1'), condition('connection.sni', 'a.example.com'), condition('request.headers[referer]', 'https://a.example.com/x')],
    severity: times(3),
  },
];
