import * as fs from 'fs';
import * as path from 'path';

/*
 * Takes the source maps out of what jsii compiled: jsii writes them into the JavaScript and knows no way to leave them out, and they are two thirds of it.
 */

const MAP = /\n\/\/# sourceMappingURL=data:application\/json;base64,[A-Za-z0-9+/=]*\s*$/;
const lib = path.join(__dirname, '..', '..', 'lib');
let [files, bytes] = [0, 0];
for (const name of fs.readdirSync(lib, { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.js')) continue;
  const file = path.join(lib, name);
  const text = fs.readFileSync(file, 'utf8');
  const stripped = text.replace(MAP, '\n');
  if (stripped === text) continue;
  files++;
  bytes += text.length - stripped.length;
  fs.writeFileSync(file, stripped);
}
console.log(`${files} files are smaller by ${Math.round(bytes / 1e5) / 10} MB of source maps`);
