// Whatever the bytes: evidence is read or refused with a reason; nothing else may come out, and a cut report is never a good one.
import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBuild } from '../../src-main/formats/build.ts';
import { readCoverage } from '../../src-main/formats/coverage.ts';
import { readDiscovery } from '../../src-main/formats/discovery.ts';
import { FormatError } from '../../src-main/formats/format-error.ts';
import { readHealth } from '../../src-main/formats/health.ts';
import { readTestResults } from '../../src-main/formats/junit.ts';
import { readReadings } from '../../src-main/formats/readings.ts';
import { fileOf } from './read-fixture.ts';

const readers = {
  coverage: (path: string) => readCoverage(path), junit: (path: string) => readTestResults([{ path }]), readings: (path: string) => readReadings(path), discovery: (path: string) => readDiscovery(path),
  build: (path: string) => readBuild(path), health: (path: string) => readHealth(path),
};
type Name = keyof typeof readers;

/** Answers true when the file was read; anything thrown must be a refusal whose words a person can read and whose place is the file. */
async function isRead(name: Name, path: string): Promise<boolean> {
  try {
    await readers[name](path);
    return true;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    // “Undefined entity” is what XML calls a name that nobody declared.
    expect(error.message).not.toMatch(/undefined(?! entity)|\[object|NaN/);
    expect(error.where.file).toBe('file.csv');
    return false;
  }
}

const host = { ansible_facts: { ansible_hostname: 'web-01', ansible_fqdn: 'web-01.example.org', ansible_default_ipv4: { address: '10.0.0.1' } }, changed: false };
const good: Record<Name, string[]> = {
  coverage: [
    '<?xml version="1.0"?><!DOCTYPE coverage SYSTEM "x.dtd"><coverage timestamp="1736950923"><class filename="a"><lines><line number="1" hits="1" condition-coverage="50% (1/2)"/></lines></class></coverage>',
    '<report name="x"><sessioninfo id="a" dump="1679870151723"/><package name="p"><sourcefile name="A"><line nr="1" mi="0" ci="4" mb="1" cb="1"/></sourcefile></package></report>', 'TN:\nSF:a.ts\nDA:1,2\nBRDA:1,0,0,1\nend_of_record\n',
  ],
  junit: ['<testsuites tests="2"><testsuite name="s" timestamp="2026-06-01T10:00:00Z"><properties><property name="commit" value="0123456789"/></properties><testcase name="a" time="0.1"/><testcase name="b"><failure>x</failure></testcase></testsuite></testsuites>'],
  readings: ['time,metric,value,unit\n2026-06-01T10:00:00Z,errors,5,percent\n2026-06-01T10:01:00Z,errors,6,percent\n', '{"time":"2026-06-01T10:00:00Z","metric":"a","value":1,"unit":"ms"}\n{"time":"2026-06-01T10:00:01Z","metric":"a","value":2,"unit":"ms"}\n'],
  discovery: ['name;type;depends on\na;server;b|c\nb;server;\n', '[{"name":"a","tags":[{"Key":"env","Value":"prod"}],"relations":[{"kind":"uses","to":"b"}]}]', JSON.stringify(host), `web-01 | SUCCESS => ${JSON.stringify(host, null, 4)}\nweb-02 | UNREACHABLE! => {\n    "msg": "x",\n    "unreachable": true\n}\n`, '{"_meta":{"hostvars":{"a":{"env":"prod"}}},"all":{"children":["web"]},"web":{"hosts":["a","b"]}}'],
  build: [`{"commit":"0123456789","title":"t","service":"s","items":["a"],"artefacts":["sha256:${'ab'.repeat(32)}"],"builtAt":"2026-06-01T10:00:00Z"}`],
  health: ['{"status":"pass","checks":{"db":[{"status":"pass","time":"2026-06-01T10:00:00Z","observedValue":1}]}}', '[{"name":"a","status":"fail","observedAt":"2026-06-01T10:00:00Z"}]'],
};
const names = Object.keys(readers) as Name[];

test.each(names)('%s: the good files are read', async (name) => {
  const path = await fileOf('');
  for (const text of good[name]) {
    await writeFile(path, text);
    expect(await isRead(name, path)).toBe(true);
  }
});

test.each(names)('%s: a good file cut anywhere, or with bytes changed anywhere, is read or refused', async (name) => {
  const path = await fileOf('');
  const change = fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.integer({ min: 0, max: 255 }));
  await fc.assert(fc.asyncProperty(fc.constantFrom(...good[name]), fc.double({ min: 0, max: 1, noNaN: true }), fc.array(change, { maxLength: 4 }), async (text, share, changes) => {
    const whole = Buffer.from(text);
    const bytes = Buffer.from(whole.subarray(0, Math.ceil(whole.length * share)));
    for (const [at, byte] of changes) bytes[Math.floor(at * bytes.length)] = byte;
    await writeFile(path, bytes);
    await isRead(name, path);
  }), { numRuns: 80 });
});

test.each(names)('%s: random text of the signs that matter is read or refused', async (name) => {
  const path = await fileOf('');
  const sign = fc.constantFrom('"', ',', ';', '\n', '{', '}', '[', ']', ':', '<', '>', '/', '&', '<testsuite>', '<testcase/>', '<coverage>', '<class filename="a">', '<line number="1" hits="1"/>', '</a>', 'SF:a', 'DA:1,1', 'end_of_record', '"name":', '"status":', '"checks":', '"commit":', 'name', 'time', '1', '-', 'é', '\0', '\uFEFF', ' ', 'a | SUCCESS => {', '"ansible_facts":', '"__proto__":', 'null', '{"a":1}');
  await fc.assert(fc.asyncProperty(fc.array(sign, { maxLength: 80 }), async (signs) => {
    await writeFile(path, signs.join(''));
    await isRead(name, path);
  }), { numRuns: 100 });
});

test('a report or a document cut before its end is never read', async () => {
  const path = await fileOf('');
  for (const name of ['coverage', 'junit', 'build', 'health'] as const) {
    for (const text of good[name]) {
      for (let end = 1; end < text.trimEnd().length; end += 5) {
        await writeFile(path, text.slice(0, end));
        // LCOV without its last line break is whole; everything shorter is not.
        expect([name, end, await isRead(name, path)]).toEqual([name, end, false]);
      }
    }
  }
});
