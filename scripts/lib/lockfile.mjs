// A lockfile that is written where a registry lacks the packages of other platforms leaves them out, and `npm ci` then
// refuses it everywhere. This finds what is left out and puts it in: name and exact version stand in the dependant's
// own list, the platform in the name. Such an entry has no checksum; npm fills it in where the package can be had.

const systems = {
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  netbsd: 'netbsd',
  openbsd: 'openbsd',
  openharmony: 'openharmony',
  win32: 'win32',
  windows: 'win32',
};
const processors = {
  arm64: 'arm64',
  x64: 'x64',
  ia32: 'ia32',
  arm: 'arm',
  ppc64: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  loong64: 'loong64',
  wasm32: 'wasm32',
};

/** Optional dependencies that the lockfile names and does not hold: where each belongs, and its entry. */
export function findLeftOut(lockfile) {
  const { packages } = lockfile;
  const leftOut = new Map();
  for (const [dependant, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const found = resolveFrom(packages, leftOut, dependant, name);
      if (found?.version === version || (found && !/^\d/.test(version))) continue;
      const place = found ? besides(dependant, name) : `node_modules/${name}`;
      leftOut.set(place, makeEntry(name, version, entry));
    }
  }
  return leftOut;
}

/** The lockfile with what was left out, in npm's own order. */
export function completeLockfile(lockfile) {
  const all = { ...lockfile.packages, ...Object.fromEntries(findLeftOut(lockfile)) };
  const names = Object.keys(all).sort((a, b) => a.localeCompare(b, 'en'));
  return { ...lockfile, packages: Object.fromEntries(names.map((name) => [name, all[name]])) };
}

function resolveFrom(packages, leftOut, dependant, name) {
  for (let at = dependant; ; at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : '') {
    const place = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    const found = packages[place] ?? leftOut.get(place);
    if (found || at === '') return found;
  }
}

function besides(dependant, name) {
  const at = dependant.lastIndexOf('/node_modules/');
  return at < 0 ? `${dependant}/node_modules/${name}` : `${dependant.slice(0, at)}/node_modules/${name}`;
}

function makeEntry(name, version, dependant) {
  const words = name.split('/').at(-1).split(/[-.]/);
  const system = words.map((word) => systems[word]).find(Boolean);
  const processor = words.map((word) => processors[word]).find(Boolean);
  const libc = words.some((word) => word.startsWith('musl'))
    ? 'musl'
    : words.some((word) => word.startsWith('gnu'))
      ? 'glibc'
      : null;
  return {
    version,
    ...(processor ? { cpu: [processor] } : {}),
    ...(dependant.dev ? { dev: true } : {}),
    ...(libc && system === 'linux' ? { libc: [libc] } : {}),
    ...(dependant.license ? { license: dependant.license } : {}),
    optional: true,
    ...(system ? { os: [system] } : {}),
  };
}
