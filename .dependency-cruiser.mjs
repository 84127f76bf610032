/** The import laws of src/: each with its reason. Types are erased before anything runs, so type-only imports are free. */
const runtime = { dependencyTypesNot: ['type-only'] };
const ours = (...folders) => `^src/(${folders.join('|')})/`;
const except = (...folders) => `^src/(?!(${folders.join('|')})/)`;

export default {
  forbidden: [
    {
      name: 'model-imports-nothing',
      comment: 'the model is the vocabulary that everything shares; it can depend on nothing of ours',
      severity: 'error',
      from: { path: ours('model') },
      to: { path: except('model') },
    },
    {
      name: 'sources-to-model',
      comment: 'a source yields a snapshot and knows nothing of what is done with it',
      severity: 'error',
      from: { path: ours('sources') },
      to: { path: except('sources', 'model') },
    },
    {
      name: 'iam-to-model',
      comment: 'policy analysis is pure and usable on its own',
      severity: 'error',
      from: { path: ours('iam') },
      to: { path: except('iam', 'model') },
    },
    {
      name: 'controls-to-model-and-iam',
      comment: 'a control never knows which source a resource came from, nor who runs it',
      severity: 'error',
      from: { path: ours('controls'), pathNot: '\\.test\\.ts$' },
      to: { path: except('controls', 'model', 'iam') },
    },
    {
      name: 'engine-to-model-and-controls',
      comment: 'evaluation is the same whatever is read and whatever is written',
      severity: 'error',
      from: { path: ours('engine'), pathNot: '\\.test\\.ts$' },
      to: { path: except('engine', 'controls', 'model') },
    },
    {
      name: 'custom-to-model-and-controls',
      comment: 'controls of the user are controls like others; their files are read like the configuration',
      severity: 'error',
      from: { path: ours('custom'), pathNot: '\\.test\\.ts$' },
      to: { path: except('custom', 'model', 'controls'), pathNot: '^src/config/document\\.ts$' },
    },
    {
      name: 'reporters-to-model',
      comment: 'a reporter turns a report into text, and sees nothing else',
      severity: 'error',
      from: { path: ours('reporters'), pathNot: '\\.test\\.ts$' },
      to: { path: except('reporters', 'model') },
    },
    {
      name: 'publish-to-reporters-and-credentials',
      comment: 'what is published is what a reporter writes, sent with the credentials that a scan would use',
      severity: 'error',
      from: { path: ours('publish'), pathNot: '\\.test\\.ts$' },
      to: {
        path: except('publish', 'model', 'reporters'),
        pathNot: '^src/sources/aws/(session|clients|failure|types)\\.ts$',
      },
    },
    {
      name: 'cli-to-public-api',
      comment: 'what the command line can do, the library can do',
      severity: 'error',
      from: { path: ours('cli'), pathNot: '\\.test\\.ts$' },
      to: {
        path: '^src/',
        pathNot: ['^src/cli/', '^src/index\\.ts$', '^src/types\\.ts$', '^src/version\\.ts$'],
        ...runtime,
      },
    },
    {
      name: 'sdk-only-in-live-sources',
      comment: 'scanning files must not load, nor need, the AWS SDK',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/(sources/aws|publish)/', '\\.test\\.ts$'] },
      to: { path: 'node_modules/(@aws-sdk|@smithy)/', ...runtime },
    },
    {
      name: 'no-cycles',
      comment: 'data flows one way',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-tests-in-the-product',
      comment: 'what is shipped does not import what is not',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.ts$' },
      to: { path: '(^test/|^simulator/|^examples/|^bench/|\\.test\\.ts$)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
