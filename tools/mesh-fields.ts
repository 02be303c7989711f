/*
 * Lists every field of MeshConfig and MeshNetworks into test/istio/mesh-fields.txt, from the protobuf files of the pinned istio.io/api.
 * Run it with `npx tsx --tsconfig test/tsconfig.json tools/mesh-fields.ts` when the pinned version of Istio changes (needs Go).
 */
import * as fs from 'fs';
import * as path from 'path';
import { goModule } from './import/module';

const VERSION = 'v1.31.0-rc.0.0.20260824154656-b943409680a7'; // what go.mod of the pinned istio.io/istio asks for
const FILES = [
  'mesh/v1alpha1/config.proto', 'mesh/v1alpha1/proxy.proto', 'mesh/v1alpha1/network.proto',
  'networking/v1alpha3/destination_rule.proto', 'networking/v1alpha3/virtual_service.proto', 'networking/v1alpha3/workload_group.proto',
  'networking/v1beta1/proxy_config.proto',
];

interface Field {
  readonly name: string;
  readonly type: string;
  /** `/[]` for a list, `/{}` for a map. */
  readonly suffix: string;
}

const messages = new Map<string, Field[]>();

/** Reads the messages of a file: as much of the language as these files use. */
function read(text: string): void {
  const tokens: string[] = text.replace(/\/\*[^]*?\*\/|\/\/.*/g, '').match(/"[^"]*"|[\w.]+|[{}=;<>,[\]()]/g) ?? [];
  const scope: string[] = [];
  const open: string[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (['message', 'enum', 'oneof'].includes(token) && tokens[i + 2] === '{') {
      open.push(token);
      if (token !== 'oneof') {
        scope.push(tokens[i + 1]);
      }
      if (token === 'message') {
        messages.set(scope.join('.'), []);
      }
      i += 2;
    } else if (token === '}') {
      if (open.pop() !== 'oneof') {
        scope.pop();
      }
    } else {
      const end = tokens.indexOf(';', i);
      const statement = tokens.slice(i, end);
      i = end;
      if (token === 'package') {
        scope.splice(0, scope.length, ...statement[1].split('.'));
      } else if (!['syntax', 'import', 'option', 'reserved'].includes(token) && open.length > 0 && open[open.length - 1] !== 'enum') {
        messages.get(scope.join('.'))!.push(field(statement));
      }
    }
  }
}

function field(statement: string[]): Field {
  const suffix = statement[0] === 'repeated' ? '/[]' : statement[0] === 'map' ? '/{}' : '';
  const at = statement[0] === 'repeated' ? 1 : statement[0] === 'map' ? 4 : 0;
  const name = statement[statement[0] === 'map' ? 6 : at + 1];
  const json = statement.indexOf('json_name');
  return {
    name: json < 0 ? name.replace(/_(.)/g, (_all, letter: string) => letter.toUpperCase()) : statement[json + 2].slice(1, -1),
    type: statement[at],
    suffix,
  };
}

/** The message that a type's name means inside another. */
function resolve(type: string, inside: string): string | undefined {
  for (let scope = inside.split('.'); ; scope = scope.slice(0, -1)) {
    const name = [...scope, type].join('.');
    if (messages.has(name)) {
      return name;
    }
    if (scope.length === 0) {
      return undefined;
    }
  }
}

/** The leaves of a message; a message in itself is not followed again. */
function leaves(message: string, at: string, parents: readonly string[]): string[] {
  return messages.get(message)!.flatMap((f) => {
    const here = `${at}/${f.name}${f.suffix}`;
    const inner = resolve(f.type, message);
    return inner && !parents.includes(inner) && messages.get(inner)!.length > 0 ? leaves(inner, here, [...parents, inner]) : [here];
  });
}

const { dir } = goModule('istio.io/api', VERSION);
FILES.forEach((file) => read(fs.readFileSync(path.join(dir, file), 'utf8')));
const lines = ['MeshConfig', 'MeshNetworks'].flatMap((name) => leaves(`istio.mesh.v1alpha1.${name}`, name, [`istio.mesh.v1alpha1.${name}`]));
const out = path.join(__dirname, '..', 'test', 'istio', 'mesh-fields.txt');
fs.writeFileSync(out, [`# every field of MeshConfig and MeshNetworks, from istio.io/api ${VERSION}; written by tools/mesh-fields.ts`, ...lines, ''].join('\n'));
console.log(`${path.relative(process.cwd(), out)}: ${lines.length} fields`);
