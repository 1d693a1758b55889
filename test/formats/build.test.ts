// The build file of a pipeline: strict, and every refusal names the field.
import { describe, expect, test } from 'vitest';
import { readBuild } from '../../src-main/formats/build.ts';
import { fileOf, refusalOf } from './read-fixture.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';
const digest = `sha256:${'ab'.repeat(32)}`;
const least = { commit, title: 'Payments 4.2.0', service: 'Payments' };
const readText = async (text: string | Uint8Array) => readBuild(await fileOf(text, 'build.json'));
const read = (value: unknown) => readText(JSON.stringify(value));
const refusal = async (value: unknown) => refusalOf(read(value));

test('CHG-05 a build file becomes a typed record, with digests and commit in lower case and times in UTC', async () => {
  const build = await read({
    ...least, commit: commit.toUpperCase(), environment: 'production', items: ['pay-01', ' pay-02 ', 'pay-01'], artefacts: [{ name: 'payments.tar', digest: digest.toUpperCase().replace('SHA', 'sha') }, digest], type: 'normal',
    pipeline: 'ci/payments', run: 4711, repository: 'git@example.org:pay.git', branch: 'main', version: '4.2.0', url: 'https://ci.example.org/runs/4711', builtAt: '2026-06-01T12:00:00+02:00',
    plannedStartAt: '2026-06-02T18:00:00Z', plannedEndAt: '2026-06-02T19:00:00Z', zone: 'Europe/London', backoutPlan: 'Deploy 4.1.9',
  });
  expect(build).toMatchObject({
    commit, title: 'Payments 4.2.0', items: ['pay-01', 'pay-02'], artefacts: [{ name: 'payments.tar', digest }], type: 'normal', pipeline: 'ci/payments', run: '4711', builtAt: '2026-06-01T10:00:00.000Z', zone: 'Europe/London', owner: null,
  });
  expect(await read(least)).toMatchObject({ commit, environment: null, items: [], artefacts: [], run: null, type: null });
  expect(await read({ ...least, artifacts: [digest] })).toMatchObject({ artefacts: [{ name: null, digest }] });
});

describe('CHG-05 a build file without a commit ID is refused, naming the commit', () => {
  test.each([
    ['none', { title: 'x', service: 'y' }, 'missing'], ['an empty one', { ...least, commit: ' ' }, 'missing'], ['null', { ...least, commit: null }, 'missing'], ['a variable nobody filled in', { ...least, commit: '$CI_COMMIT_SHA' }, 'invalid'],
    ['a name', { ...least, commit: 'HEAD' }, 'invalid'], ['all zeros', { ...least, commit: '0'.repeat(40) }, 'invalid'], ['a number', { ...least, commit: 1234567 }, 'invalid'], ['one inherited', JSON.parse(`{"__proto__":{"commit":"${commit}"},"title":"x","service":"y"}`), 'missing'],
    ['none, though other fields are wrong as well', { nonsense: 1 }, 'missing'],
  ])('CHG-05 with %s', async (_, value, because) => {
    expect(await refusal(value)).toMatchObject({ where: { file: 'build.json', field: 'commit' }, facts: { because } });
  });
});

test.each([
  ['a missing title', { commit, service: 's' }, 'title'], ['a missing service', { commit, title: 't' }, 'service'], ['an unknown field', { ...least, tittle: 'x' }, 'tittle'], ['a title that is none', { ...least, title: ['x'] }, 'title'],
  ['a title without end', { ...least, title: 'x'.repeat(301) }, 'title'], ['half a character', { ...least, title: '\ud800' }, 'title'], ['items that are no list', { ...least, items: 'pay-01' }, 'items'], ['an empty item', { ...least, items: ['a', ''] }, 'items[1]'],
  ['too many items', { ...least, items: Array.from({ length: 5001 }, (__, i) => `i${i}`) }, 'items'], ['a digest of another kind', { ...least, artefacts: [digest, 'md5:00'] }, 'artefacts[1].digest'], ['a digest too short', { ...least, artefacts: [{ name: 'a', digest: 'sha256:ab' }] }, 'artefacts[0].digest'],
  ['an artefact without a digest', { ...least, artefacts: [{ name: 'a' }] }, 'artefacts[0].digest'], ['an artefact with more', { ...least, artefacts: [{ digest, size: 1 }] }, 'artefacts[0].size'], ['an artefact that is none', { ...least, artefacts: [7] }, 'artefacts[0]'],
  ['both spellings', { ...least, artefacts: [], artifacts: [] }, 'artifacts'], ['an unknown type', { ...least, type: 'urgent' }, 'type'], ['a time without zone', { ...least, builtAt: '2026-06-01 10:00' }, 'builtAt'], ['a day that never was', { ...least, plannedStartAt: '2026-02-30T10:00:00Z' }, 'plannedStartAt'],
  ['an end before the start', { ...least, plannedStartAt: '2026-06-01T10:00:00Z', plannedEndAt: '2026-06-01T10:00:00Z' }, 'plannedEndAt'], ['a zone that is none', { ...least, zone: 'Mars/Base' }, 'zone'], ['an address of another scheme', { ...least, url: 'javascript:alert(1)' }, 'url'], ['a run that is none', { ...least, run: 1.5 }, 'run'],
  ['a name of the prototype', JSON.parse(`{"__proto__":{},"commit":"${commit}","title":"t","service":"s"}`), '__proto__'],
])('CHG-05 %s is refused at its field', async (_, value, field) => {
  const error = await refusal(value);
  expect(error.where).toEqual({ file: 'build.json', field });
  expect(error.message).toContain(field);
});

test('CHG-05 what is no single JSON object is refused, with the line where it breaks', async () => {
  expect((await refusal([least])).message).toContain('no JSON object');
  expect((await refusalOf(readText(`${JSON.stringify(least)}\n${JSON.stringify(least)}`))).message).toContain('several JSON values');
  expect((await refusalOf(readText('commit,title\nabc,x\n'))).message).toContain('no JSON');
  expect(await refusalOf(readText('{\n"commit": x}'))).toMatchObject({ code: 'malformed_json', where: { line: 2 } });
  expect((await refusalOf(readText(JSON.stringify(least).slice(0, -1)))).code).toBe('truncated');
  expect((await refusalOf(readText(`{"items":${'['.repeat(40)}${']'.repeat(40)}}`))).code).toBe('too_deep');
  expect((await refusalOf(readText(JSON.stringify({ ...least, description: 'x'.repeat(5_000_000) })))).code).toBe('too_large');
  expect((await refusalOf(readText(''))).code).toBe('empty_file');
});

test('CHG-05 a file with a mark or in UTF-16 is read', async () => {
  expect(await readText(`\uFEFF${JSON.stringify(least)}`)).toMatchObject({ commit });
  expect(await readText(Buffer.from(`\uFEFF${JSON.stringify(least)}`, 'utf16le'))).toMatchObject({ commit });
});
