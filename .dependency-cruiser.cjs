// The table "may import" of docs/architecture.md, as rules. Each was seen to fail on a planted violation.
const lib = (name) => `^libs/${name}/`;
const onlyFrom = (from, allowed) => ({
  name: `${from}-imports-only-its-allowed-libs`,
  severity: 'error',
  from: { path: lib(from), pathNot: 'spec\\.ts$|\\.contract\\.ts$' },
  to: { path: '^(libs|apps)/', pathNot: [from, ...allowed].map((name) => `^libs/${name}/`) },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    onlyFrom('domain', []),
    onlyFrom('platform', []),
    onlyFrom('event-store', ['platform']),
    onlyFrom('application', ['domain', 'event-store']),
    onlyFrom('followers', ['event-store', 'platform']),
    onlyFrom('read-models', ['domain', 'followers', 'event-store', 'platform']),
    onlyFrom('imports', ['domain', 'event-store', 'application']),
    onlyFrom('runtime', ['domain', 'event-store', 'application', 'followers', 'read-models', 'platform']),
    {
      name: 'domain-is-pure',
      severity: 'error',
      from: { path: lib('domain'), pathNot: 'spec\\.ts$' },
      to: { pathNot: ['^libs/domain/', 'node_modules/decimal\\.js/'] },
    },
    {
      name: 'into-a-lib-only-through-its-index',
      severity: 'error',
      // Jest's global set-up runs before its module names are mapped, so it names the file.
      from: { path: '^(?:libs/([^/]+)|apps/([^/]+)|test)/', pathNot: '^test/support/(start|stop)-postgres' },
      to: { path: '^libs/([^/]+)/src/(?!index\\.ts$)', pathNot: '^libs/$1/' },
    },
    {
      name: 'no-app-imports-another-app',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    { name: 'nothing-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
