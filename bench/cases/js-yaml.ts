import * as fs from 'fs';
import * as path from 'path';
import { dump } from 'js-yaml';
import { asked, groups, load, measure } from '../app';

/** The same objects, no constructs at all, written by js-yaml with its fastest options. */
const { services, outdir, documents } = asked();
const { common, ofGroup } = load(documents) as typeof import('../documents');
let objects = 0;

function write(id: string, docs: readonly any[]): void {
  objects += docs.length;
  fs.writeFileSync(path.join(outdir, `${id}.k8s.yaml`), docs.map((doc) => dump(doc, { noRefs: true, lineWidth: -1 })).join('---\n'));
}

measure({
  synth: () => {
    fs.mkdirSync(outdir, { recursive: true });
    write('mesh', common());
    groups(services).forEach((g) => write(g, ofGroup(g)));
  },
}, () => objects);
