import * as fs from 'fs';
import * as path from 'path';
import { gunzipSync } from 'zlib';

/** The package's root: this file is in src/crd when run from source, in lib/src/crd when packed. */
function packageRoot(): string {
  const up = path.join(__dirname, '..', '..');
  return path.basename(up) === 'lib' ? path.dirname(up) : up;
}

/** The path of a packaged asset. Nothing is read when the package loads. */
export function assetPath(...parts: string[]): string {
  return path.join(packageRoot(), 'assets', ...parts);
}

/** Reads a packaged, gzipped JSON file. */
export function readAsset(...parts: string[]): any {
  return JSON.parse(gunzipSync(fs.readFileSync(assetPath(...parts))).toString('utf8'));
}
