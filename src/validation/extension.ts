import { checkAttachment } from './attachment';
import { Place } from './place';
import { show } from './problem';
import { Fields, object, objects, text } from './values';
import { parseUrl } from '../grammar/url';

/** WasmPlugin: a WebAssembly module in the proxy. */
export function wasmPlugin(spec: Fields, place: Place): void {
  checkAttachment(spec, place);
  checkModule(spec, place);
}

/** TrafficExtension: a WebAssembly module or a Lua script. */
export function trafficExtension(spec: Fields, place: Place): void {
  checkAttachment(spec, place);
  const [wasm, lua] = [object(spec.wasm), object(spec.lua)];
  if (wasm) checkModule(wasm, place.at('wasm'));
  const size = lua ? Buffer.byteLength(text(lua.inlineCode)) : 0;
  if (size > 65536) place.at('lua', 'inlineCode').error('MESH117', `the script has ${size} bytes, at most 65536 allowed`, 'shorten the script, or use a Wasm module');
}

const SCHEMES = ['', 'file', 'http', 'https', 'oci'];

function checkModule(module: Fields, place: Place): void {
  const url = text(module.url);
  const parsed = parseUrl(url, true) ?? parseUrl(`http://${url}`, true);
  if (url === '') {place.at('url').error('MESH117', 'the module needs a URL', 'use oci://REGISTRY/IMAGE:TAG, https://HOST/PATH or file:///PATH');} else if (!parsed || !SCHEMES.includes(parsed.scheme)) {
    place.at('url').error('MESH117', `${show(url)} is not a URL of a Wasm module`, 'use oci://REGISTRY/IMAGE:TAG, https://HOST/PATH or file:///PATH');
  }
  if (text(module.sha256) && !/^[a-f0-9]{64}$/.test(text(module.sha256))) place.at('sha256').error('MESH117', `${show(module.sha256)} is not a SHA-256 checksum`, 'use 64 lower-case hexadecimal digits');
  for (const [field, limit] of [['imagePullSecret', 253], ['pluginName', 256]] as const) {
    if (text(module[field]).length > limit) place.at(field).error('MESH117', `${field} has ${text(module[field]).length} characters, at most ${limit} allowed`, `shorten it to ${limit} characters`);
  }
  const names = new Set<string>();
  for (const [env, i] of objects(object(module.vmConfig)?.env)) {
    const at = place.at('vmConfig', 'env', i);
    const name = text(env.name);
    if (name === '') at.at('name').error('MESH117', 'the variable has no name', 'name the variable');
    else if (name.length > 256) at.at('name').error('MESH117', `the name of the variable has ${name.length} characters, at most 256 allowed`, 'shorten it to 256 characters');
    else if (names.has(name)) at.at('name').error('MESH103', `the variable ${show(name)} is set twice`, 'remove one of the two');
    names.add(name);
  }
}

