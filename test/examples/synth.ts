import * as path from 'path';
import { findExamples } from '../../examples/find';

/* Writes every example below the folder that is given: a process of its own, for a test that sets its environment. */
findExamples().forEach(({ name, build }) => build({ outdir: path.join(process.argv[2], name) }).synth());
