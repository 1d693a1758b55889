// The first step of every npm script. No dependency and no syntax newer than Node 18: it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [mode = 'start', ...rest] = process.argv.slice(2);
const isWindows = process.platform === 'win32';
/** `gavel` belongs to scripts: its standard output is the program's alone, so notices go nowhere. */
const isQuiet = mode === 'gavel';
const at = (...parts) => join(root, ...parts);
const say = (line) => { if (!isQuiet) console.error(`gavel: ${line}`); };
const stop = (line, code = 1) => { console.error(`gavel: ${line}`); process.exit(code); };
const sha256 = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');
const readText = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** Runs a program to its end; true when it ended with 0. In `gavel` mode what it said is shown only if it failed, on standard error. */
function run(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: root, stdio: isQuiet ? 'pipe' : 'inherit', maxBuffer: 2 ** 26, shell: isWindows && !/[\\/]/.test(command), ...options });
  if (isQuiet && done.status !== 0) process.stderr.write(Buffer.concat([done.stdout, done.stderr].map((part) => part ?? Buffer.alloc(0))));
  return done.status === 0;
}

/** What prepares is no answer: its output never goes to standard output. */
const aside = isQuiet ? {} : { stdio: ['ignore', 2, 2] };

/** npm, by the way that started us if it was npm; the Electron binary is never fetched by an install. */
function npm(args, options = {}) {
  const started = process.env.npm_execpath ?? '';
  const env = { ...process.env, ELECTRON_SKIP_BINARY_DOWNLOAD: '1', npm_config_loglevel: 'error' };
  return basename(started) === 'npm-cli.js' ? run(process.execPath, [started, ...args], { env, ...options }) : run('npm', args, { env, ...options });
}

/** Whether a lock is still held: its process runs, and not for longer than any installation takes (numbers of processes are used again). */
function isHeld(lock) {
  const pid = Number(readText(lock));
  const ageMs = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  if (!pid) return ageMs < 5_000;
  try { return process.kill(pid, 0) && ageMs < 900_000; } catch (error) { return error.code === 'EPERM'; }
}

/** One at a time across processes: two scripts that call `gavel` at once must not build over each other. */
function exclusively(name, act) {
  const lock = at(`.gavel-${name}`);
  for (;;) {
    try { writeFileSync(lock, String(process.pid), { flag: 'wx' }); break; } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!isHeld(lock)) rmSync(lock, { force: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  try { return act(); } finally { release(); process.removeListener('exit', release); }
}

/** `npm ci` when the lock file is another than at the last install. */
function install(folder, what, args = []) {
  const lock = join(folder, 'package-lock.json');
  const stamp = join(folder, 'node_modules', '.gavel-lock');
  const isCurrent = () => readText(stamp) === sha256(lock);
  if (isCurrent()) return true;
  return exclusively('installing', () => {
    if (isCurrent()) return true;
    say(`installing ${what}, once`);
    if (!npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', ...args], aside)) return false;
    writeFileSync(stamp, sha256(lock));
    return true;
  });
}

/** A Node that can load the database (N-API 10): this one, else the pinned one. Tests and benchmarks also need one that runs TypeScript. */
function chooseNode({ runsTypeScript = false } = {}) {
  const isFit = Number(process.versions.napi) >= 10 && (!runsTypeScript || Boolean(process.features.typescript));
  if (isFit) return process.execPath;
  const folder = at('resources', 'runtime');
  const os = { win32: 'win', darwin: process.arch === 'arm64' ? 'bin-darwin' : 'darwin' }[process.platform] ?? process.platform;
  const isInstalled = install(folder, 'Node 24, because this machine has an older one', ['--prefix', folder]);
  const node = join(folder, 'node_modules', `node-${os}-${process.arch}`, 'bin', isWindows ? 'node.exe' : 'node');
  if (isInstalled && existsSync(node)) return node;
  return stop(`Node ${process.versions.node} is too old and no newer one could be installed for ${process.platform} ${process.arch}. Install Node 22.18 or newer.`);
}

/** The newest time in a folder, folders included: a deleted file shows in its folder's time. */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs);
}

function isBuilt() {
  const stamp = statSync(at('out', '.built'), { throwIfNoEntry: false });
  const sources = ['src-main', 'src-renderer', 'electron.vite.config.ts', 'package-lock.json'];
  return stamp !== undefined && sources.every((source) => newest(at(source)) <= stamp.mtimeMs);
}

function build(node) {
  if (isBuilt()) return true;
  return exclusively('building', () => {
    if (isBuilt()) return true;
    say('building');
    const started = new Date();
    if (!run(node, [at('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'warn'], aside)) return false;
    // Stamped with the start: what was edited during the build is built next time.
    writeFileSync(at('out', '.built'), '');
    utimesSync(at('out', '.built'), started, started);
    return true;
  });
}

/** Hands over to a program until it ends, passing signals on; answers its exit code and the signal that ended it. */
function hand(command, args, env = {}) {
  return new Promise((resolve) => {
    // npm moves to the project's folder; paths on the command line are meant from where the person stood.
    const cwd = (process.cwd() === root && process.env.INIT_CWD) || process.cwd();
    const child = spawn(command, args, { cwd, stdio: 'inherit', env: { ...process.env, ...env } });
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    const pass = (signal) => { child.kill(signal); };
    for (const signal of signals) process.on(signal, pass);
    child.once('error', (error) => { console.error(`gavel: ${command} cannot be started (${error.message})`); resolve({ code: 70, signal: null }); });
    child.once('exit', (code, signal) => {
      for (const one of signals) process.removeListener(one, pass);
      resolve({ code: code ?? 128 + ({ SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 6), signal });
    });
  });
}

function electronBinary() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? at('node_modules', 'electron', 'dist');
  const file = join(folder, { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform] ?? 'electron');
  return existsSync(file) ? file : null;
}

/** The Electron binary, fetched if need be within 30 s; a failure is remembered until Electron's version changes or it is asked for by name. */
function obtainElectron(node, isAskedFor) {
  const found = electronBinary();
  if (found) return found;
  const failed = at('node_modules', '.gavel-electron-failed');
  const { version } = JSON.parse(readText(at('node_modules', 'electron', 'package.json')));
  if (!isAskedFor && readText(failed) === version) return null;
  say('fetching the Electron runtime, at most 30 s');
  const { ELECTRON_SKIP_BINARY_DOWNLOAD: _, ...env } = process.env;
  run(node, [at('node_modules', 'electron', 'install.js')], { stdio: 'ignore', timeout: 30_000, killSignal: 'SIGKILL', env });
  const fetched = electronBinary();
  if (!fetched) writeFileSync(failed, version);
  return fetched;
}

const isRoot = () => process.platform === 'linux' && process.getuid?.() === 0;
const hasDisplay = () => process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY) || process.env.GAVEL_HEADLESS === '1';
const demo = (node) => hand(node, [at('out', 'main', 'cli.js'), 'demo', ...rest]);
/** The browser door's exit code when no browser is installed (`shells/browser/main.ts`). */
const noBrowser = 69;

async function start(node) {
  const wish = process.env.GAVEL_SHELL;
  if (!hasDisplay()) {
    say('there is no display here, so the worked example runs without a window');
    return (await demo(node)).code;
  }
  const electron = wish === 'browser' ? null : obtainElectron(node, wish === 'electron');
  if (electron) {
    const ended = await hand(electron, [...(isRoot() ? ['--no-sandbox'] : []), root, ...rest]);
    // Killed by its own check (a sandbox this system forbids, a missing library): the browser can still be the window.
    const isCrash = ['SIGTRAP', 'SIGABRT', 'SIGILL', 'SIGSEGV'].includes(ended.signal) || ended.code === 127;
    if (!isCrash || wish === 'electron') return ended.code;
    say('Electron cannot run here, so the installed browser is the window');
  } else if (wish === 'electron') {
    stop('the Electron runtime is not here and cannot be fetched. Without GAVEL_SHELL=electron an installed browser is the window.');
  } else if (wish !== 'browser') say('the Electron runtime is not here, so the installed browser is the window');
  const { code } = await hand(node, [at('out', 'main', 'browser.js'), ...rest]);
  if (code !== noBrowser) return code;
  say('there is no window to show, so the worked example runs without one');
  return (await demo(node)).code;
}

/** Every optional dependency that the lock names has an entry in it; without this check other platforms fail to install. */
function checkLock(folder) {
  const { packages } = JSON.parse(readText(join(folder, 'package-lock.json')));
  const isThere = (from, name) => {
    for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf('node_modules/') - 1))) {
      if (packages[`${place && `${place}/`}node_modules/${name}`]) return true;
      if (!place) return false;
    }
  };
  const lost = Object.entries(packages).flatMap(([place, entry]) => Object.keys(entry.optionalDependencies ?? {}).filter((name) => !isThere(place, name)));
  for (const name of lost) console.error(`gavel: ${join(folder, 'package-lock.json')} names ${name} but has no entry for it`);
  return lost.length === 0 && npm(['ci', '--dry-run', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
}

const isOnPath = (name) => (process.env.PATH ?? '').split(delimiter).some((folder) => folder && existsSync(join(folder, name)));

/** On Debian as root: what the tests use beside Node. Elsewhere the tests that need a missing tool say so themselves. */
function installTestPackages() {
  const tools = { 'xvfb': 'xvfb-run', 'xauth': 'xauth', 'poppler-utils': 'pdftotext', 'qpdf': 'qpdf', 'mupdf-tools': 'mutool', 'libnss3-tools': 'certutil', 'openssl': 'openssl', 'age': 'age' };
  const missing = Object.entries(tools).filter(([, tool]) => !isOnPath(tool)).map(([name]) => name);
  if (!process.env.GAVEL_BROWSER && !['chromium', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'].some(isOnPath)) missing.unshift('chromium');
  if (missing.length === 0 || !isRoot() || !existsSync('/usr/bin/apt-get')) return;
  say(`installing for the tests: ${missing.join(' ')}`);
  const quiet = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: ['ignore', 'ignore', 'inherit'] };
  run('apt-get', ['update', '-qq'], quiet);
  if (!run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], quiet)) say('some of them could not be installed; their tests will say so');
}

/** Adds the reports of the two test runners up; a step that failed without one counts as one failure. `lost` names what failed, so that it stands at the end and not a thousand lines above. */
function countTests(file, read, isGood) {
  const report = readText(file);
  const { passed, failed, lost } = report ? read(JSON.parse(report)) : { passed: 0, failed: 0, lost: [] };
  return { passed, failed: isGood ? failed : Math.max(1, failed), lost };
}
const firstLine = (text) => stripVTControlCharacters(text ?? '').trim().split('\n')[0];
/** Tests of vitest's report that failed, and files that could not even be loaded. */
const lostUnits = ({ testResults = [] }) => testResults.filter(({ status }) => status === 'failed').flatMap(({ name, message, assertionResults }) => {
  const failed = assertionResults.filter(({ status }) => status === 'failed');
  return failed.length === 0 ? [`${relative(root, name)}: ${firstLine(message)}`] : failed.map(({ fullName, failureMessages }) => `${relative(root, name)}: ${fullName}: ${firstLine(failureMessages[0])}`);
});
/** Journeys of playwright's report that failed or needed their second try. */
const lostJourneys = ({ suites = [] }) => suites.flatMap(({ file, specs = [], suites: inner }) => [
  ...specs.flatMap(({ title, tests }) => tests.filter(({ status }) => status === 'unexpected' || status === 'flaky').map(({ status, results }) => `${file}: ${title}: ${status === 'flaky' ? 'passed at its second try: ' : ''}${firstLine(results[0]?.error?.message)}`)),
  ...lostJourneys({ suites: inner }),
]);

function unit(node) {
  const file = at('test-results', 'unit.json');
  rmSync(file, { force: true });
  const isGood = run(node, [at('node_modules', 'vitest', 'vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...(mode === 'check' ? rest : [])]);
  return countTests(file, (report) => ({ passed: report.numPassedTests, failed: report.numFailedTests, lost: lostUnits(report) }), isGood);
}

function endToEnd(node) {
  const file = at('test-results', 'e2e.json');
  rmSync(file, { force: true });
  if (!electronBinary()) say('the Electron runtime is not installed, so the journeys run in the browser alone');
  const needsDisplay = electronBinary() && process.platform === 'linux' && !process.env.DISPLAY && isOnPath('xvfb-run');
  const command = [...(needsDisplay ? ['xvfb-run', '-a'] : []), node, at('node_modules', '@playwright', 'test', 'cli.js'), 'test', '--reporter=list,json', ...(mode === 'e2e' ? rest : [])];
  const isGood = run(command[0], command.slice(1), { env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: file } });
  return countTests(file, (report) => ({ passed: report.stats.expected + report.stats.flaky, failed: report.stats.unexpected, lost: lostJourneys(report) }), isGood);
}

/** Runs the named steps, all of them even when one fails, and ends with the line `N passed, N failed`. */
function test(node, names) {
  // Tests start programs by name; they must find the Node chosen here.
  process.env.PATH = dirname(node) + delimiter + (process.env.PATH ?? '');
  const tsc = at('node_modules', 'typescript', 'bin', 'tsc');
  const verdict = (isGood) => ({ passed: 0, failed: isGood ? 0 : 1 });
  const steps = {
    'lock files': () => verdict([root, at('resources', 'runtime')].every(checkLock)),
    'types': () => verdict([run(node, [tsc, '-p', root]), run(node, [tsc, '-p', at('src-main')])].every(Boolean)),
    'lint': () => verdict(run(node, [at('node_modules', 'oxlint', 'bin', 'oxlint'), '--deny-warnings', 'src-main', 'src-renderer', 'test'])),
    'build': () => verdict(build(node)),
    'unit tests': () => unit(node),
    'end-to-end tests': () => endToEnd(node),
  };
  const results = names.map((name) => { say(name); return { name, lost: [], ...steps[name]() }; });
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const failed = results.filter((result) => result.failed > 0).map((result) => result.name);
  for (const { lost } of results) for (const line of lost) console.log(line);
  if (failed.length > 0) console.log(`not good: ${failed.join(', ')}`);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  return failed.length === 0 ? 0 : 1;
}

const modes = {
  start,
  demo: async (node) => (await demo(node)).code,
  // The bounds of the core's heap in core-thread.ts: here the core has no thread of its own, and a heap cannot be bounded once it is there.
  gavel: async (node) => (await hand(node, ['--max-semi-space-size=8', '--max-old-space-size=1536', at('out', 'main', 'cli.js'), ...rest])).code,
  campaign: async (node) => (await hand(node, [at('test', 'campaign', 'main.ts'), ...rest])).code,
  bench: async (node) => (await hand(node, [at('test', 'bench', 'main.ts'), ...rest])).code,
  test: (node) => { installTestPackages(); return test(node, ['lock files', 'types', 'lint', 'build', 'unit tests', 'end-to-end tests']); },
  check: (node) => test(node, ['types', 'lint', 'build', 'unit tests']),
  e2e: (node) => test(node, ['build', 'end-to-end tests']),
};
if (!Object.hasOwn(modes, mode)) stop(`unknown mode ${mode}; one of ${Object.keys(modes).join(', ')}`, 2);
if (!install(root, 'dependencies')) stop('the dependencies could not be installed; the lines above say why.');
const isTesting = ['test', 'check', 'e2e'].includes(mode);
const node = chooseNode({ runsTypeScript: isTesting || mode === 'bench' || mode === 'campaign' });
if (!isTesting && !build(node)) stop('the build failed; the lines above say why.', 70);
process.exitCode = await modes[mode](node);
