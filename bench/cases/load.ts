import { asked, load, measure } from '../app';

/** How long it takes to load a package. */
const { option } = asked();
measure({
  ...option === 'cdk8s-mesh' ? { cdk8s: () => load('cdk8s') } : {},
  [option]: () => load(option),
});
if (option === 'cdk8s-mesh') {
  const loaded = Object.keys(load.cache).filter((file) => /node_modules[\\/]cdk8s-plus/.test(file));
  if (loaded.length > 0) {
    process.stderr.write(`cdk8s-plus is loaded with the package: ${loaded.length} files\n`);
  }
}
