// run.mjs in a project made of stand-ins for the tools it calls: each writes down how it was called and ends as the test wants.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

let root: string;
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
/** A stand-in that notes its arguments in `calls`, then does `more`. */
const tool = (path: string, more = ''): void => {
  write(path, `const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');\nconst args = process.argv.slice(2);\nappendFileSync(${JSON.stringify(join(root, 'calls'))}, '${path} ' + args.join(' ') + '\\n');\n${more}\n`);
};
const calls = (): string[] => (existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').trim().split('\n') : []);
const called = (part: string): number => calls().filter((line) => line.includes(part)).length;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gavel-run-'));
  mkdirSync(join(root, 'src-main'));
  mkdirSync(join(root, 'src-renderer'));
  cpSync(join(import.meta.dirname, '..', '..', 'src-main', 'run.mjs'), join(root, 'src-main', 'run.mjs'));
  write('package.json', '{"type":"commonjs"}');
  for (const lock of ['package-lock.json', 'resources/runtime/package-lock.json']) write(lock, '{"packages":{"":{}}}');
  write('electron.vite.config.ts', '');
  tool('stub/npm-cli.js', `if (args[0] === 'ci') { mkdirSync(${JSON.stringify(join(root, 'node_modules'))}, { recursive: true }); console.log('added 1 package'); }`);
  tool('node_modules/electron-vite/bin/electron-vite.js', `mkdirSync(${JSON.stringify(join(root, 'out/main'))}, { recursive: true }); console.log('built in 1 s');`);
  tool('out/main/cli.js', `console.log('cli ' + args.join(' ')); process.exitCode = Number(process.env.STUB_EXIT ?? 0);`);
  tool('out/main/browser.js', `process.exitCode = Number(process.env.STUB_EXIT ?? 0);`);
  write('node_modules/electron/package.json', '{"version":"1.2.3"}');
  tool('node_modules/electron/install.js', 'process.exitCode = 1;');
  tool('node_modules/typescript/bin/tsc');
  tool('node_modules/oxlint/bin/oxlint');
  const report = (json: object): string => JSON.stringify(JSON.stringify(json));
  tool('node_modules/@playwright/test/cli.js', `writeFileSync(process.env.PLAYWRIGHT_JSON_OUTPUT_FILE, ${report({ stats: { expected: 4, flaky: 1, unexpected: 0 } })});`);
  write('node_modules/vitest/vitest.mjs', `import { mkdirSync, writeFileSync } from 'node:fs'; import { dirname } from 'node:path';
const file = process.argv.find((one) => one.startsWith('--outputFile.json=')).split('=')[1]; mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, process.env.STUB_UNIT ?? ${report({ numPassedTests: 10, numFailedTests: 0 })}); process.exitCode = Number(process.env.STUB_UNIT_EXIT ?? 0);`);
});
afterEach(() => { rmSync(root, { recursive: true, force: true }); });

/** Runs a mode as npm would; the display is there unless the test takes it away. */
function run(args: string[], env: NodeJS.ProcessEnv = {}): { code: number | null; stdout: string; stderr: string; lines: string[] } {
  const done = spawnSync(process.execPath, [join(root, 'src-main', 'run.mjs'), ...args], {
    cwd: root, encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: root, npm_execpath: join(root, 'stub', 'npm-cli.js'), DISPLAY: ':0', INIT_CWD: root, ...env },
  });
  return { code: done.status, stdout: done.stdout, stderr: done.stderr, lines: done.stdout.trim().split('\n') };
}

describe('installing and building', () => {
  test('dependencies are installed without scripts when the lock changed, and only then', () => {
    run(['gavel', 'status']);
    run(['gavel', 'status']);
    expect(calls().filter((line) => line.includes(' ci '))).toEqual(['stub/npm-cli.js ci --ignore-scripts --no-audit --no-fund']);
    write('package-lock.json', '{"packages":{"":{"changed":true}}}');
    run(['gavel', 'status']);
    expect(called(' ci ')).toBe(2);
  });

  test('the sources are built when one is newer than the build, and when one is gone', () => {
    run(['gavel', 'a']);
    run(['gavel', 'b']);
    expect(called('electron-vite')).toBe(1);
    write('src-main/deep/new.ts', 'export {}');
    const later = new Date(Date.now() + 5_000);
    utimesSync(join(root, 'src-main/deep/new.ts'), later, later);
    run(['gavel', 'c']);
    expect(called('electron-vite')).toBe(2);
    utimesSync(join(root, 'out/.built'), later, later);
    rmSync(join(root, 'src-main/deep'), { recursive: true });
    utimesSync(join(root, 'src-main'), new Date(later.getTime() + 5_000), new Date(later.getTime() + 5_000));
    run(['gavel', 'd']);
    expect(called('electron-vite')).toBe(3);
  });

  test('a build that failed is said, with what it said, and tried again the next time', () => {
    tool('node_modules/electron-vite/bin/electron-vite.js', `console.log('an import is lost'); process.exitCode = 1;`);
    const { code, stdout, stderr } = run(['gavel', 'status']);
    expect({ code, stdout }).toEqual({ code: 70, stdout: '' });
    expect(stderr).toMatch(/an import is lost[\s\S]*the build failed/);
    expect(existsSync(join(root, 'out/.built'))).toBe(false);
  });

  test('two at once install and build once', () => {
    const both = spawnSync('sh', ['-c', `node src-main/run.mjs gavel a & node src-main/run.mjs gavel b & wait`], { cwd: root, encoding: 'utf8', env: { PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`, HOME: root, npm_execpath: join(root, 'stub', 'npm-cli.js') } });
    expect(both.stdout.trim().split('\n').toSorted()).toEqual(['cli a', 'cli b']);
    expect([called(' ci '), called('electron-vite')]).toEqual([1, 1]);
  });

  test('a lock left by a process that was killed does not hold anybody up', () => {
    write('.gavel-installing', '999999999');
    expect(run(['gavel', 'status']).code).toBe(0);
  });
});

describe('gavel', () => {
  test.each([0, 1, 2, 3, 70])('exit code %i of the program is the exit code', (code) => {
    expect(run(['gavel', 'verify'], { STUB_EXIT: String(code) }).code).toBe(code);
  });

  test('standard output is the program’s alone, on a fresh machine too', () => {
    const { stdout, stderr } = run(['gavel', 'status', '--json']);
    expect({ stdout, stderr }).toEqual({ stdout: 'cli status --json\n', stderr: '' });
  });

  test('paths are meant from where the person stood', () => {
    tool('out/main/cli.js', 'console.log(process.cwd());');
    mkdirSync(join(root, 'elsewhere'));
    expect(run(['gavel'], { INIT_CWD: join(root, 'elsewhere') }).stdout.trim()).toBe(join(root, 'elsewhere'));
  });

  test('an unknown mode is named', () => {
    expect(run(['fly'])).toMatchObject({ code: 2, stderr: expect.stringContaining('unknown mode fly') });
  });
});

describe('start', () => {
  const fakeElectron = (script: string): void => {
    write('electron-dist/electron', `#!/bin/sh\necho "electron $*" >> "${join(root, 'calls')}"\n${script}\n`);
    chmodSync(join(root, 'electron-dist/electron'), 0o755);
  };

  test('a missing Electron is fetched once, the failure remembered until its version changes, and the browser is the window', () => {
    expect(run(['start'])).toMatchObject({ code: 0, stderr: expect.stringContaining('the installed browser is the window') });
    run(['start']);
    expect([called('electron/install.js'), called('out/main/browser.js')]).toEqual([1, 2]);
    write('node_modules/electron/package.json', '{"version":"1.2.4"}');
    run(['start']);
    expect(called('electron/install.js')).toBe(2);
  });

  test.skipIf(process.platform !== 'linux')('Electron is started where its binary is, without being required', () => {
    fakeElectron('exit 0');
    const env = { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'electron-dist') };
    expect(run(['start'], env).code).toBe(0);
    expect(calls().filter((line) => /install\.js|browser\.js/.test(line))).toEqual([]);
    expect(calls().at(-1)).toMatch(/^electron (--no-sandbox )?\/.+/);
    run(['start'], { ...env, GAVEL_SHELL: 'browser' });
    expect(calls().at(-1)).toMatch(/^out\/main\/browser\.js/);
  });

  test.skipIf(process.platform !== 'linux')('an Electron that cannot run here leaves the window to the browser, unless it was asked for by name', () => {
    fakeElectron('kill -TRAP $$');
    const env = { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'electron-dist') };
    expect(run(['start'], env)).toMatchObject({ code: 0, stderr: expect.stringContaining('Electron cannot run here') });
    expect(called('out/main/browser.js')).toBe(1);
    expect(run(['start'], { ...env, GAVEL_SHELL: 'electron' }).code).not.toBe(0);
  });

  test('Electron asked for by name and not to be had is said plainly', () => {
    expect(run(['start'], { GAVEL_SHELL: 'electron' })).toMatchObject({ code: 1, stderr: expect.stringMatching(/Electron runtime is not here/) });
  });

  test.skipIf(process.platform !== 'linux')('without a display one line says so and the worked example runs', () => {
    const { code, stdout, stderr } = run(['start'], { DISPLAY: '' });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'cli demo\n' });
    expect(stderr).toMatch(/^gavel: there is no display here.*$/m);
    expect(called('browser.js')).toBe(0);
  });

  test('without a browser the worked example runs', () => {
    tool('out/main/browser.js', 'process.exitCode = 69;');
    expect(run(['start'], { GAVEL_SHELL: 'browser' }).stdout).toBe('cli demo\n');
  });
});

describe('the tests', () => {
  test('end with the sum of both runners, alone on the last line', () => {
    const { code, lines } = run(['test'], everyTool());
    expect({ code, last: lines.at(-1) }).toEqual({ code: 0, last: '15 passed, 0 failed' });
    expect(calls().filter((line) => /tsc|oxlint|dry-run/.test(line)).length).toBe(5);
  });

  test('go on after a failure, count it and say where', () => {
    const { code, lines } = run(['check'], { STUB_UNIT: '{"numPassedTests":8,"numFailedTests":2}', STUB_UNIT_EXIT: '1' });
    expect({ code, lines: lines.slice(-2) }).toEqual({ code: 1, lines: ['not good: unit tests', '8 passed, 2 failed'] });
  });

  test('name what failed, what could not be loaded and what passed only at its second try, just above the sum', () => {
    const units = { numPassedTests: 8, numFailedTests: 1, testResults: [
      { name: join(root, 'test/a.test.ts'), status: 'failed', message: '', assertionResults: [{ fullName: 'CAL-01 a rule', status: 'failed', failureMessages: ['\u001b[31mexpected 1\u001b[39m\n  at a.ts:3'] }, { fullName: 'CAL-01 another', status: 'passed', failureMessages: [] }] },
      { name: join(root, 'test/b.test.ts'), status: 'failed', message: 'no such module', assertionResults: [] },
    ] };
    expect(run(['check'], { STUB_UNIT: JSON.stringify(units), STUB_UNIT_EXIT: '1' }).lines.slice(-4)).toEqual(['test/a.test.ts: CAL-01 a rule: expected 1', 'test/b.test.ts: no such module', 'not good: unit tests', '8 passed, 1 failed']);
    const journey = (title: string, status: string): object => ({ title, tests: [{ status, results: [{ error: { message: `${title} is lost\nCall log:` } }] }] });
    const journeys = { stats: { expected: 4, flaky: 1, unexpected: 1 }, suites: [{ file: 'one.spec.ts', specs: [journey('CAB-01 a', 'unexpected'), journey('CAB-01 b', 'expected')], suites: [{ file: 'one.spec.ts', specs: [journey('CAB-01 c', 'flaky')] }] }] };
    tool('node_modules/@playwright/test/cli.js', `writeFileSync(process.env.PLAYWRIGHT_JSON_OUTPUT_FILE, ${JSON.stringify(JSON.stringify(journeys))}); process.exitCode = 1;`);
    expect(run(['e2e']).lines.slice(-4)).toEqual(['one.spec.ts: CAB-01 a: CAB-01 a is lost', 'one.spec.ts: CAB-01 c: passed at its second try: CAB-01 c is lost', 'not good: end-to-end tests', '5 passed, 1 failed']);
  });

  test('never end with “0 failed” when a step failed that counts no tests', () => {
    tool('node_modules/oxlint/bin/oxlint', 'process.exitCode = 1;');
    expect(run(['check'])).toMatchObject({ code: 1, stdout: expect.stringMatching(/not good: lint\n10 passed, 1 failed\n$/) });
  });

  test('count a runner that died without a report as a failure', () => {
    tool('node_modules/@playwright/test/cli.js', 'process.exitCode = 1;');
    expect(run(['e2e']).lines.at(-1)).toBe('0 passed, 1 failed');
  });

  test('find an optional dependency that the lock names but does not hold, wherever it is nested', () => {
    const packages = { '': {}, 'node_modules/a': { optionalDependencies: { 'a-linux': '1', 'a-win': '1', shared: '1' } }, 'node_modules/a/node_modules/a-linux': {}, 'node_modules/shared': {} };
    write('package-lock.json', JSON.stringify({ packages }));
    const { code, stderr, lines } = run(['test'], everyTool());
    expect({ code, lines: lines.slice(-2) }).toEqual({ code: 1, lines: ['not good: lock files', '15 passed, 1 failed'] });
    expect(stderr.match(/names \S+ but has no entry/g)).toEqual(['names a-win but has no entry']);
  });

  test.skipIf(process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))('install missing test packages on Debian as root, and say which', () => {
    const env = everyTool(['qpdf', 'age']);
    const { stderr } = run(['test'], env);
    expect(stderr).toContain('installing for the tests: qpdf age');
    expect(calls().filter((line) => line.startsWith('apt-get'))).toEqual(['apt-get update -qq', 'apt-get install -y -qq --no-install-recommends qpdf age']);
  });

  /** A path with all test tools on it but the ones left out, and an apt-get that only takes notes. */
  function everyTool(without: string[] = []): NodeJS.ProcessEnv {
    for (const name of ['chromium', 'xvfb-run', 'xauth', 'pdftotext', 'qpdf', 'mutool', 'certutil', 'openssl', 'age', 'apt-get']) {
      if (without.includes(name)) continue;
      write(`tools/${name}`, `#!/bin/sh\necho "${name} $*" >> "${join(root, 'calls')}"\n`);
      chmodSync(join(root, 'tools', name), 0o755);
    }
    return { PATH: `${join(root, 'tools')}${delimiter}${dirname(process.execPath)}` };
  }
});
