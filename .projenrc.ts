import { readFileSync } from 'fs';
import { cdk8s, javascript, JsonFile, release } from 'projen';

/** The folders of src/ by layer, from the bottom up: a folder only imports from lower layers. */
const FLOORS: string[][] = JSON.parse(readFileSync('projenrc/floors.json', 'utf8'));

const project = new cdk8s.ConstructLibraryCdk8s({
  name: 'cdk8s-mesh',
  description: 'Service mesh constructs for cdk8s: model services, traffic, gateways, policies and fleets once, and synthesize checked Kubernetes YAML for every control plane.',
  author: 'cdk8s-mesh authors',
  authorAddress: 'maintainers@cdk8s-mesh.dev',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk8s-mesh/cdk8s-mesh.git',
  defaultReleaseBranch: 'main',
  keywords: ['cdk8s', 'kubernetes', 'service-mesh', 'istio', 'envoy', 'gateway-api', 'gke', 'fleet'],
  projenrcTs: true,
  // CI is .ci/run; of GitHub's workflows only the release workflow is generated, and it is started manually: see docs/releasing.md
  github: true,
  githubOptions: { mergify: false, pullRequestLint: false },
  buildWorkflow: false,
  depsUpgrade: false,
  pullRequestTemplate: false, // .github has one of our own
  releaseTrigger: release.ReleaseTrigger.workflowDispatch(),
  majorVersion: 0,
  nextVersionCommand: 'node -p "process.env.VERSION === \'0.0.0\' ? \'0.1.0\' : \'\'"', // the first release; after it, as the commits say
  workflowNodeVersion: '22.x',
  postBuildSteps: [{ name: 'Write the software bill of materials', run: 'npx projen --silent sbom > dist/sbom.cdx.json' }],
  docgen: false, // API.md has a generator of its own
  packageManager: javascript.NodePackageManager.NPM,
  projenVersion: '0.103.25',
  minNodeVersion: '20.16.0',

  // one TypeScript for jsii, the tests and the editor
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  bumpPackage: 'commit-and-tag-version@^12', // 13 wants Node 22

  // minimum versions, not the latest: the user's app decides
  cdk8sVersion: '2.68.91',
  constructsVersion: '10.3.0',
  bundledDeps: [
    'js-yaml@^4.1.0', // the fastest maintained YAML reader; used by the command line and the import of manifests
    're2js@^2.10.0', // Envoy's and istiod's regular expressions are RE2: says what compiles there, as no JavaScript RegExp can
  ],
  devDeps: [
    '@bufbuild/cel@^0.6.1', // parses the CEL rules of the CRDs when they are imported, and is the oracle of their tests
    '@bufbuild/protobuf@^2',
    '@grpc/grpc-js@^1.14', // the second gRPC program of the conformance run
    '@grpc/grpc-js-xds@^1.14',
    '@peculiar/x509@^1', // certificates for the conformance run
    'cdk8s-cli@^2.207.0',
    'cdk8s-plus-28@2.5.6', // for tests and docs: workloads and Services of any cdk8s-plus are taken by what they have, not by their types
    'cdk8s-plus-33@^2.5.57', // another one
    '@types/dns-packet@^5',
    '@types/js-yaml@^4',
    'esbuild@0.28.2', // takes comments and white space out of the bundles of the package; see tools/package/bundle.ts
    'dns-packet@^5', // answers Envoy's questions in the conformance run
    'fast-check@^4',
    'recheck@4.5.0', // says which regular expressions take more than linear time
    'tsx@^4', // runs the examples, the benchmark and the command line from their sources
  ],

  // generated L1s live in imports/, beside src/
  entrypoint: 'lib/src/index.js',
  tsconfig: {
    include: ['imports/**/*.ts'],
    compilerOptions: { rootDir: '.', outDir: 'lib' },
  },

  typecheckTests: true,
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    jestConfig: {
      collectCoverage: false, // ask for it with `npx jest --coverage`
      coveragePathIgnorePatterns: ['/node_modules/', '/imports/'],
      globalSetup: '<rootDir>/test/temporary.ts',
      globalTeardown: '<rootDir>/test/temporary.end.ts',
      moduleNameMapper: { '^cdk8s-mesh$': '<rootDir>/src/index.ts', '^cdk8s-mesh/jest$': '<rootDir>/src/trace/jest.ts' },
    },
  },

  publishToPypi: { distName: 'cdk8s-mesh', module: 'cdk8s_mesh' },
  publishToMaven: { javaPackage: 'org.cdk8s.mesh', mavenGroupId: 'org.cdk8s.mesh', mavenArtifactId: 'cdk8s-mesh' },
  publishToGo: { moduleName: 'github.com/cdk8s-mesh/cdk8s-mesh-go', packageName: 'cdk8smesh' },
});

project.package.addField('types', 'lib/src/index.d.ts'); // JsiiBuild writes lib/index.d.ts
// the newest release lacks the bindings of most platforms, and `npm ci` then rejects the lock file
project.package.addPackageResolutions('unrs-resolver@1.11.1');
project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');

project.package.addBin({ 'cdk8s-mesh': 'bin/cdk8s-mesh' });

project.gitignore.include('/imports/');
project.gitignore.exclude('.jsii.tabl.json', '/dist/', '.bindings/', '/conformance/report.json', '/conformance/report.md', '/bench/report.json');
project.npmignore!.exclude(
  '/imports/', '/API.md', '/rosetta/', '/test-reports/', '.jsii.tabl.json', '/.bindings/', '/examples/', '/docs/', '/conformance/', '/bench/', '/tools/', '/.ci/', '/.editorconfig', '/ARCHITECTURE.md', '/CONTRIBUTING.md', '/CODE_OF_CONDUCT.md', '/SECURITY.md',
);

// generated code is not linted
project.eslint!.addIgnorePattern('imports/');
// imports only point to lower layers
project.eslint!.addRules({
  '@stylistic/max-len': ['error', { code: 190, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreComments: true, ignoreRegExpLiterals: true }],
  'import/no-unresolved': ['error', { ignore: ['^cdk8s-mesh(/jest)?$'] }], // the package itself, by its name
  'import/no-cycle': ['error'],
  'import/no-restricted-paths': ['error', {
    zones: [
      ...FLOORS.flatMap((rooms, floor) => rooms.map((room) => ({
        target: `./src/${room}`,
        from: FLOORS.slice(floor).flat().filter((other) => other !== room).map((other) => `./src/${other}`),
        message: `src/${room} may import only from the floors below it; see projenrc/floors.json`,
      }))),
      { target: './src/model', from: './imports', message: 'the model knows no Kubernetes kind' },
      { target: './src/plane', from: './src/istio/resource', message: 'a plane makes no constructs: it returns slots; use the plain values of src/istio/api' },
      { target: './src/istio/api', from: './src/istio/resource', message: 'planes use src/istio/api, so it may not load a construct' },
      { target: './src/istio/write', from: ['./src/istio/api', './src/istio/resource'], message: 'src/istio/write knows no kind of Istio' },
    ],
  }],
});
// tests, examples, conformance and benchmark import the package by its name, as a user does
const dev = project.tryFindObjectFile('test/tsconfig.json')!;
dev.addOverride('compilerOptions.paths', { 'cdk8s-mesh': ['../src/index.ts'], 'cdk8s-mesh/jest': ['../src/trace/jest.ts'] });
dev.addOverride('include', ['**/*.ts', '../examples/**/*.ts', '../conformance/**/*.ts', '../bench/**/*.ts', '../tools/**/*.ts']);
for (const folder of ['examples', 'conformance', 'bench', 'tools']) {
  project.eslint!.addLintPattern(folder);
  project.eslint!.allowDevDeps(`**/${folder}/**`);
  new JsonFile(project, `${folder}/tsconfig.json`, { obj: { extends: '../test/tsconfig.json', include: ['**/*.ts'] } });
}
const run = 'tsx --tsconfig test/tsconfig.json';

project.addTask('example', { description: 'Synthesize the examples into dist/ and say what was written', exec: `${run} examples/run.ts`, receiveArgs: true });
project.addTask('bench', { description: 'Time synthesis against plain cdk8s, js-yaml and helm', exec: `${run} bench/run.ts`, receiveArgs: true });
project.addTask('bench:checks', { description: 'Time the checks, in memory and over files, against istioctl', exec: `${run} bench/checks.ts`, receiveArgs: true });
project.addTask('fuzz', { description: 'Run the command line on mutated files: npx projen fuzz -- COUNT SEED', exec: `${run} tools/fuzz/run.ts`, receiveArgs: true });
project.addTask('conformance', { description: 'Prove the output against a real API server, istiod and Envoy', exec: `${run} conformance/run.ts`, receiveArgs: true });
project.addTask('import:envoy', { description: 'Store the types of Envoy\'s configuration that Istio knows (needs Go)', exec: `${run} tools/import/envoy.ts` });
project.addTask('import:reports', { description: 'Store the conformance reports of Gateway API\'s implementations (needs Go)', exec: `${run} tools/import/reports.ts` });
project.addTask('import', { description: 'Regenerate assets/crds and imports/ from the pinned modules (needs Go)', exec: `${run} tools/import/run.ts`, receiveArgs: true });
project.addTask('loss', { description: 'Look for what planes drop silently, in as many random models as asked for', exec: `${run} tools/loss/run.ts`, receiveArgs: true });
project.addTask('docs:checks', { description: 'Write the registry of rules from their files, and the pages about checks from the registry', exec: `${run} tools/checks/run.ts` });
project.addTask('docs:architecture', { description: 'Draw the rooms of src/ and the imports between them into ARCHITECTURE.md', exec: `${run} tools/docs/architecture.ts` });
project.addTask('shapes', { description: 'Write assets/shapes.json.gz, what the public API takes, from its declarations', exec: `${run} tools/shapes/run.ts` });
project.addTask('new:check', { description: 'Write a new rule of the checks from a template', exec: `${run} tools/checks/new.ts`, receiveArgs: true });
project.addTask('docs:planes', { description: 'Write docs/planes.md from the table of capabilities', exec: `${run} tools/docs/run.ts` });
project.preCompileTask.spawn(project.tasks.tryFind('docs:planes')!);
project.addTask('docs:guides', { description: 'Run the apps of the guides, and write what they synthesize into the pages', exec: `${run} tools/docs/guides.ts`, receiveArgs: true });
project.postCompileTask.spawn(project.addTask('docs:api', { description: 'Write API.md and docs/api from the docstrings of the compiled package', exec: `${run} tools/docs/api/run.ts` }));
project.addTask('precision', { description: 'Draw findings from directories into a sheet to judge by hand, and count a judged one', exec: `${run} tools/precision/run.ts`, receiveArgs: true });
project.addTask('score', { description: 'Score the checks against the recorded suites, where they are at hand', exec: 'node ../shared/suites/score.mjs --check "npx cdk8s-mesh check" --verbose', receiveArgs: true });

project.eslint!.addOverride({
  files: ['src/plane/**/*.ts', 'src/model/**/*.ts', 'src/capability/**/*.ts'],
  rules: {
    'no-restricted-imports': ['error', {
      paths: [
        { name: 'constructs', message: 'planes and the model are functions of plain data' },
        { name: 'cdk8s', importNames: ['ApiObject', 'App', 'Chart', 'Include', 'Lazy', 'Testing'], message: 'planes and the model are functions of plain data' },
      ],
    }],
  },
});

// tests and CI check and change nothing; `npm run eslint` fixes
const lint = project.addTask('lint', {
  description: 'Lint without repairing anything',
  env: { ESLINT_USE_FLAT_CONFIG: 'false', NODE_NO_WARNINGS: '1' },
  exec: 'eslint --ext .ts --no-error-on-unmatched-pattern src test examples conformance bench tools projenrc .projenrc.ts',
});
project.testTask.updateStep(project.testTask.steps.findIndex((step) => step.spawn === 'eslint'), { spawn: lint.name });

// tables of cases are wide
project.eslint!.addOverride({ files: ['test/**/*.ts'], rules: { '@stylistic/max-len': 'off' } });
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

// `build` only packages npm, here as in CI; the other languages have their own packaging jobs
project.packageTask.reset();
project.packageTask.spawn(project.tasks.tryFind('package:js')!);

// every @example and every block of the README compiles: in a folder where the package is found by its name, and all else where it is installed
const extract = project.addTask('rosetta', {
  description: 'Compile the examples of the documentation, and keep their translations for the packages of other languages',
  steps: [
    { exec: 'mkdir -p .bindings/rosetta/node_modules && ln -sfn ../../.. .bindings/rosetta/node_modules/cdk8s-mesh' },
    { exec: 'jsii-rosetta extract --strict --directory .bindings/rosetta' },
    { exec: `${run} tools/package/reserved-words.ts` },
  ],
});
project.postCompileTask.spawn(extract);

project.compileTask.exec(`${run} tools/package/strip-maps.ts`);
project.compileTask.exec(`${run} tools/package/strip-internal.ts`);
project.compileTask.exec(`${run} tools/package/lazy-index.ts`);
project.compileTask.exec(`${run} tools/package/bundle.ts`);
project.compileTask.exec(`${run} tools/package/assembly.ts`);

project.addTask('verify:pack', { description: 'Install the packed package in a fresh project and synthesize there', exec: `${run} tools/verify/pack.ts`, receiveArgs: true });

// bindings, with the dependencies that package mirrors may lack packaged from npm; and the example of four languages by them
const peers = ['constructs', 'cdk8s'].map((p) => `node_modules/${p}`);
for (const [lang, deps] of [['python', []], ['java', []], ['go', peers]] as const) {
  project.addTask(`verify:${lang}`, {
    description: `Package the ${lang} bindings out of tree, and compare what an app of ${lang} writes with what its TypeScript writes`,
    steps: [
      { spawn: extract.name },
      // the examples of our dependencies are not translated here
      { exec: ['jsii-pacmak --target', lang, '--no-npmignore', ...deps.length > 0 ? [] : ['--rosetta-unknown-snippets fail'], '--outdir .bindings', ...deps, '.'].join(' ') },
      { exec: `${run} tools/verify/bindings.ts ${lang}`, receiveArgs: true },
    ],
  });
}

for (const lang of ['python', 'java', 'go']) {
  project.tasks.tryFind(`package:${lang}`)!.prependSpawn(extract);
}
project.addTask('sbom', { description: 'Write the software bill of materials of the package, in the format of CycloneDX', exec: 'npm sbom --omit=dev --sbom-format=cyclonedx', receiveArgs: true });

project.synth();
