import * as fs from 'fs';
import * as path from 'path';
import { planesPage } from './planes';

fs.writeFileSync(path.join(__dirname, '..', '..', 'docs', 'planes.md'), planesPage());
