// The arrows of the house: who may import whom. Read it as: contract → sdk → {agent/http, web/api};
// main → compose → {http, jobs, adapters}; http → features → {store, ports, redaction, errors}; adapters → ports.
const agent = '^packages/agent/src/';
const features = ['access', 'audit', 'config', 'events', 'gateway', 'jobs', 'setup', 'system', 'timeline'];
const featurePath = `${agent}(${features.join('|')})/`;

/** A rule that forbids an arrow and says why. */
const forbid = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

module.exports = {
  forbidden: [
    forbid(
      'no-circular',
      'Two modules that need each other are one module, or hide a third.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    forbid(
      'leaves-import-nothing-of-ours',
      'redaction, errors and ports are pure leaves: anything may use them because they use nothing (types of the SDK aside).',
      { path: [`${agent}(redaction|ports)/`, `${agent}errors\\.ts$`], pathNot: '\\.spec\\.ts$' },
      { path: '^(packages|apps)/', pathNot: ['^packages/agent/src/(redaction|ports)/', '^packages/sdk/src/'] },
    ),
    forbid(
      'leaves-take-only-types-of-the-sdk',
      'A leaf may name a type of the SDK, never run its code.',
      { path: [`${agent}(redaction|ports)/`, `${agent}errors\\.ts$`] },
      { path: '^packages/sdk/src/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'features-know-no-http-and-no-adapter',
      'A feature is called by http and given its adapters by compose; it names neither.',
      { path: featurePath, pathNot: '\\.spec\\.ts$' },
      { path: `${agent}(http|adapters|cli)/|${agent}(main|compose[a-z-]*)\\.ts$` },
    ),
    forbid(
      'adapters-know-only-ports',
      'An adapter speaks to one outside world and implements a port; features come to it, not the other way.',
      { path: `${agent}adapters/`, pathNot: '\\.spec\\.ts$' },
      { path: `${agent}(http|cli|access|audit|timeline|events)/|${agent}(main|compose[a-z-]*)\\.ts$` },
    ),
    forbid(
      'only-compose-names-adapters',
      'compose.ts is the one file that picks concrete adapters; the command line may, where no agent runs.',
      { path: agent, pathNot: [`${agent}(compose[a-z-]*\\.ts$|adapters/|cli/)`, '\\.spec\\.ts$'] },
      { path: `${agent}adapters/` },
    ),
    forbid(
      'a-start-reads-no-work-on-hosts',
      'The wizard, installing and configuring are most of the code, and a start needs none of it: it is imported late.',
      { path: `${agent}(main|compose)\\.ts$` },
      {
        path: `${agent}compose-(host-work|wizard|install|ssh-install|docker|config|config-apply)\\.ts$`,
        dependencyTypesNot: ['dynamic-import', 'type-only'],
      },
    ),
    forbid(
      'http-never-reaches-past-features',
      'A handler asks a feature; it opens no table and no socket itself.',
      { path: `${agent}http/`, pathNot: '\\.spec\\.ts$' },
      { path: `${agent}(adapters|store|cli)/|${agent}(main|compose[a-z-]*)\\.ts$` },
    ),
    forbid(
      'store-knows-no-feature',
      'Tables and migrations lie below everything that uses them.',
      { path: `${agent}store/`, pathNot: '\\.spec\\.ts$' },
      { path: `${agent}(http|adapters|cli)/|${featurePath}`, dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'nobody-imports-the-command-line',
      'cli/ is a door, not a library.',
      { path: '^(packages|apps)/', pathNot: `${agent}cli/` },
      { path: `${agent}cli/` },
    ),
    forbid(
      'agent-and-simulator-are-strangers',
      'The simulator stands for software that we do not own, so neither shares code with the other.',
      { path: '^packages/(agent|simulator)/src/' },
      { path: '^packages/(agent|simulator)/src/', pathNot: '^packages/$1/' },
    ),
    forbid(
      'sdk-stands-alone',
      'The SDK is what others install; it needs nothing of ours.',
      { path: '^packages/sdk/src/' },
      { path: '^(apps|packages/(agent|simulator))/' },
    ),
    forbid(
      'web-reaches-the-agent-only-through-the-sdk',
      'The console is a client like any other.',
      { path: '^apps/web/src/' },
      { path: '^packages/(agent|simulator)/' },
    ),
    forbid(
      'web-features-are-strangers',
      'What two places of the console share belongs to ui, api or util.',
      { path: '^apps/web/src/features/([^/]+)/' },
      { path: '^apps/web/src/features/', pathNot: '^apps/web/src/features/$1/' },
    ),
    forbid(
      'web-leaves-know-no-feature',
      'ui, api and util lie below the features.',
      { path: '^apps/web/src/(ui|api|util)/', pathNot: '\\.spec\\.tsx?$' },
      { path: '^apps/web/src/(features|routes|app)/' },
    ),
    forbid(
      'no-undeclared-packages',
      'What is imported is declared, so that a fresh install has it.',
      { path: '^(packages|apps)/[^/]+/src/', pathNot: '\\.spec\\.tsx?$' },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'], pathNot: '^(node:|virtual:)' },
    ),
    forbid(
      'no-test-code-in-the-product',
      'Tests see the product, never the other way.',
      { path: '^(packages|apps)/[^/]+/src/', pathNot: '\\.spec\\.tsx?$' },
      { path: ['\\.spec\\.tsx?$', '^(packages|apps)/[^/]+/test/', '^(test|e2e)/'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|dev-dist|generated|fixtures)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    builtInModules: { add: ['sqlite'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.css'],
    },
  },
};
