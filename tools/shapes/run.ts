import * as fs from 'fs';
import * as path from 'path';
import { gzipSync } from 'zlib';
import { shapes } from './table';

fs.writeFileSync(path.join(__dirname, '..', '..', 'assets', 'shapes.json.gz'), gzipSync(JSON.stringify(shapes()), { level: 9 }));
