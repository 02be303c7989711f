import * as fs from 'fs';
import * as path from 'path';
import { gatewayApiPage } from './gateway-api';
import { googlePage } from './google';
import { planesPage } from './planes';

fs.writeFileSync(path.join(__dirname, '..', '..', 'docs', 'planes.md'), planesPage());
fs.writeFileSync(path.join(__dirname, '..', '..', 'docs', 'gateway-api.md'), gatewayApiPage());
fs.writeFileSync(path.join(__dirname, '..', '..', 'docs', 'google.md'), googlePage());
