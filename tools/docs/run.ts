import * as fs from 'fs';
import * as path from 'path';
import { gatewayApiPage } from './gateway-api';
import { planesPage } from './planes';

fs.writeFileSync(path.join(__dirname, '..', '..', 'docs', 'planes.md'), planesPage());
fs.writeFileSync(path.join(__dirname, '..', '..', 'docs', 'gateway-api.md'), gatewayApiPage());
