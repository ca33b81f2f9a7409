/**
 * The law between the rooms (docs/architecture.md, "What may not enter"), as dependency-cruiser rules. `to` paths of
 * packages look like node_modules/<name>/…; node's own modules are matched by their dependency type.
 */
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const pkg = (...names) => `^node_modules/(${names.join('|')})(/|$)`;
const anyPackageBut = (...names) => ({ path: '^node_modules/', pathNot: pkg(...names) });
const core = { dependencyTypes: ['core'] };
const elsewhere = (from, ...allowed) => ({
  path: '^(main|preload|renderer|shared|test|scripts)/',
  pathNot: [`^${from}/`, ...allowed.map((room) => `^${room}`)],
});

module.exports = {
  forbidden: [
    rule(
      'no-cycles',
      'A cycle means two modules are one.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    rule('nothing-imports-tests', 'Test code never ships.', { pathNot: '^test/' }, { path: '^test/' }),

    rule('shared-rooms', 'shared/ stands alone.', { path: '^shared/' }, elsewhere('shared')),
    rule('shared-packages', 'shared/ knows zod and nothing else.', { path: '^shared/' }, anyPackageBut('zod')),
    rule('shared-node', 'shared/ runs anywhere.', { path: '^shared/' }, core),

    rule('core-rooms', 'core/ knows shared/ only.', { path: '^main/core/' }, elsewhere('main/core', 'shared/')),
    rule(
      'core-packages',
      'core/ uses decimals and schemas, no SDK.',
      { path: '^main/core/' },
      anyPackageBut('decimal.js', 'zod'),
    ),
    rule('core-node', 'core/ decides, never does.', { path: '^main/core/' }, core),

    rule(
      'entities-rooms',
      "entities/ know shared/ and core's types.",
      { path: '^main/entities/' },
      elsewhere('main/entities', 'shared/', 'main/core/'),
    ),
    rule(
      'entities-core-types-only',
      'Of core/ an entity takes types, not code.',
      { path: '^main/entities/' },
      { path: '^main/core/', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'entities-packages',
      'entities/ use decimals and schemas, no SDK.',
      { path: '^main/entities/' },
      anyPackageBut('decimal.js', 'zod'),
    ),
    rule('entities-node', 'entities/ are pure.', { path: '^main/entities/' }, core),

    rule(
      'company-rooms',
      'The sandbox company is a model of its own.',
      { path: '^main/sandbox/company/' },
      elsewhere('main/sandbox/company', 'shared/'),
    ),
    rule(
      'company-packages',
      'The sandbox company uses decimals only.',
      { path: '^main/sandbox/company/' },
      anyPackageBut('decimal.js', 'zod'),
    ),
    rule('company-node', 'The sandbox company is pure.', { path: '^main/sandbox/company/' }, core),
    rule(
      'sandbox-server-rooms',
      'The sandbox server knows its company only.',
      { path: '^main/sandbox/server/' },
      elsewhere('main/sandbox', 'shared/'),
    ),

    rule(
      'connectors-other-connectors',
      'A connector knows no other.',
      { path: '^main/connectors/([^/]+)/' },
      { path: '^main/connectors/[^/]+/', pathNot: '^main/connectors/$1/' },
    ),
    rule(
      'connectors-rooms',
      'A connector is handed what it needs.',
      { path: '^main/connectors/' },
      { path: '^(main/(engine|hosts|adapters|sandbox)|preload|renderer|scripts)/' },
    ),
    rule(
      'connectors-packages',
      'No shell, store or keychain in a connector.',
      { path: '^main/connectors/' },
      { path: pkg('electron', 'better-sqlite3', 'keytar') },
    ),
    rule(
      'node-quickbooks-once',
      'Only the client imports node-quickbooks.',
      { pathNot: ['^main/connectors/quickbooks/client\\.ts$', '^test/'] },
      { path: pkg('node-quickbooks') },
    ),

    rule(
      'engine-rooms',
      'The engine is handed registries and ports.',
      { path: '^main/engine/' },
      elsewhere('main/engine', 'main/core/', 'shared/'),
    ),
    rule('engine-packages', 'The engine uses no SDK.', { path: '^main/engine/' }, anyPackageBut('decimal.js', 'zod')),
    rule('engine-node', 'The engine is handed every effect.', { path: '^main/engine/' }, core),

    rule(
      'adapters-rooms',
      'An adapter knows its port only.',
      { path: '^main/adapters/' },
      { path: '^(main/(engine|connectors|entities|hosts|sandbox)|preload|renderer|scripts)/' },
    ),
    rule(
      'sqlite-once',
      'Only adapters/sqlite imports better-sqlite3.',
      { pathNot: ['^main/adapters/sqlite/', '^test/'] },
      { path: pkg('better-sqlite3') },
    ),
    rule(
      'keytar-once',
      'Only secrets/keytar.ts imports keytar.',
      { pathNot: ['^main/adapters/secrets/keytar\\.ts$', '^test/'] },
      { path: pkg('keytar', '@github/keytar') },
    ),
    rule(
      'tables-once',
      'Only table-files.ts imports what reads tables.',
      { pathNot: ['^main/adapters/table-files\\.ts$', '^test/'] },
      { path: pkg('papaparse', 'read-excel-file') },
    ),
    rule(
      'electron-once',
      'Only the Electron host and the preload script know Electron.',
      { pathNot: ['^main/hosts/electron/', '^preload/', '^test/', '^scripts/'] },
      { path: pkg('electron') },
    ),

    rule(
      'preload-rooms',
      'The keyhole knows the contract only.',
      { path: '^preload/' },
      elsewhere('preload', 'shared/'),
    ),
    rule('preload-node', 'The preload script is sandboxed.', { path: '^preload/' }, core),

    rule(
      'renderer-rooms',
      'The window knows the contract only.',
      { path: '^renderer/' },
      elsewhere('renderer', 'shared/'),
    ),
    rule(
      'renderer-node',
      'The window is a page.',
      { path: '^renderer/', pathNot: '^renderer/vite\\.config\\.ts$' },
      core,
    ),
    rule(
      'features-apart',
      'A feature imports no other feature.',
      { path: '^renderer/features/([^/]+)/' },
      { path: '^renderer/features/[^/]+/', pathNot: '^renderer/features/$1/' },
    ),
    rule('unresolved', 'Every import leads somewhere.', {}, { couldNotResolve: true }),
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: 'specify',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/', '^test/boundaries/fixtures/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json', '.d.ts'],
    },
  },
};
