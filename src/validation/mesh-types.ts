import { Place } from './place';
import type { Problem } from './problem';
import { decode, type Decoding } from './protobuf';
import { object } from './values';
import { fullMessage, UNMERGED, type MeshMessage } from '../crd/mesh-types';
import { jsonName, MESH } from '../crd/protobuf-types';
import { nearest } from '../grammar/nearest';


const decoding = (code: 'MESH128' | 'MESH130', unknown: 'MESH129' | 'MESH131'): Decoding => ({
  types: MESH,
  code,
  unknownField: (name, message, known, at) => {
    const json = known.map(jsonName);
    const near = nearest(name, json);
    const problem = `${message.slice(message.lastIndexOf('.') + 1)} has no field ${JSON.stringify(name)} that Istio 1.31 knows: istiod ignores it`;
    // a field that resembles none may belong to another version
    if (near) at.ours().warn(unknown, problem, `use ${near}`);
    else at.inform(unknown, problem, 'remove it');
  },
});

const CONFIG_MAP = decoding('MESH128', 'MESH129');
const ANNOTATION = decoding('MESH130', 'MESH131');

/** Reports what istiod can't decode in a mesh configuration: a single value of a wrong type makes it drop all of it. */
export function decodeMesh(message: MeshMessage, value: unknown, place: Place): void {
  decode(CONFIG_MAP, fullMessage(message), value, place);
  const fields = message === 'MeshConfig' ? object(value) : undefined;
  for (const name of UNMERGED) {
    if (fields && Object.hasOwn(fields, name)) place.at(name).ours().warn('MESH129', `istiod decodes ${name} but ignores it: it reads only ${jsonName(name)}`, `use ${jsonName(name)}`);
  }
}

/** Reports what istiod can't decode in the annotation `proxy.istio.io/config` of a pod. */
export function decodeProxyConfig(value: unknown, place: Place): void {
  decode(ANNOTATION, fullMessage('ProxyConfig'), value, place);
}

/** The values that can't be decoded, and what istiod rejects in the rest. */
export function decodedFirst(judgeTypes: (problems: Problem[]) => void, validate: (problems: Problem[]) => void): Problem[] {
  const undecoded: Problem[] = [];
  judgeTypes(undecoded);
  const places = undecoded.filter((p) => p.severity === 'error').map((p) => p.pointer);
  const refused: Problem[] = [];
  validate(refused);
  const isAlreadyReported = ({ pointer }: Problem): boolean => places.some((at) => at === pointer || at.startsWith(`${pointer}/`) || pointer.startsWith(`${at}/`));
  return [...undecoded, ...refused.filter((p) => !isAlreadyReported(p))];
}
