// Readings for rollback triggers: in order, in known units, refused as a whole at the row and field that is not.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ReadingsOptions, decimal, readReadings, readingUnit } from '../../src-main/formats/readings.ts';
import { fileOf, refusalOf } from './read-fixture.ts';

const read = async (text: string | Uint8Array, options: ReadingsOptions = {}) => readReadings(await fileOf(text, 'metrics'), options);
const refusal = async (text: string | Uint8Array, options: ReadingsOptions = {}) => refusalOf(read(text, options));
const rows = ['time,metric,value,unit', '2026-06-01T10:00:00Z,error-rate,5.20,percent', '2026-06-01T10:00:00Z,latency-p95,310,ms', '2026-06-01T12:01:00+02:00,error-rate,6,%'];
const csv = rows.join('\n');
const expected = [
  { row: 1, at: '2026-06-01T10:00:00.000Z', metric: 'error-rate', value: '5.2', unit: 'percent' }, { row: 2, at: '2026-06-01T10:00:00.000Z', metric: 'latency-p95', value: '310', unit: 'ms' },
  { row: 3, at: '2026-06-01T10:01:00.000Z', metric: 'error-rate', value: '6', unit: 'percent' },
];
const objects = [
  { time: '2026-06-01T10:00:00Z', metric: 'error-rate', value: 5.2, unit: 'percent' }, { time: '2026-06-01T10:00:00Z', metric: 'latency-p95', value: 310, unit: 'ms' }, { time: 1780308060, metric: 'error-rate', value: '6.0', unit: '%' },
];
const changed = (row: number, text: string): string => rows.map((each, i) => (i === row ? text : each)).join('\n');

describe('BCK-02 readings', () => {
  test.each([
    ['CSV', csv], ['CSV with semicolons and other names', csv.replaceAll(',', ';').replace('time;metric', 'Timestamp;Metric Name')], ['UTF-16', Buffer.from(`\uFEFF${csv}`, 'utf16le')], ['a JSON array', JSON.stringify(objects)],
    ['a JSON array under a name', JSON.stringify({ readings: objects })], ['JSON lines', objects.map((each) => JSON.stringify(each)).join('\n')],
  ])('BCK-02 readings are read from %s', async (_, text) => {
    expect(await read(text)).toEqual(expected);
  });

  test('BCK-02 a file in which nothing was measured is an empty list, for the deadline to judge', async () => {
    for (const text of ['', '\n', 'time,metric,value,unit\n', '[]', '{"readings":[]}']) expect(await read(text)).toEqual([]);
  });

  test('BCK-02 a time without zone needs one, and is read in the one that is said', async () => {
    const local = changed(1, '2026-06-01 10:00:00,error-rate,5.2,percent');
    expect(await refusal(local)).toMatchObject({ where: { file: 'metrics', row: 1, field: 'time' }, message: expect.stringContaining('no zone') });
    expect((await read(local, { zone: 'UTC' }))[0]?.at).toBe('2026-06-01T10:00:00.000Z');
  });
});

describe('BCK-02 readings in the wrong unit or order are refused', () => {
  test.each([
    ['a time that goes back', changed(3, '2026-06-01T09:59:59Z,error-rate,6,%'), 3, 'time', 'wrong_order'], ['a metric twice at one time', changed(2, '2026-06-01T10:00:00Z,error-rate,310,percent'), 2, 'time', 'wrong_order'],
    ['an unknown unit', changed(2, '2026-06-01T10:00:00Z,latency-p95,310,parsecs'), 2, 'unit', 'unknown_unit'], ['a unit that changes', changed(3, '2026-06-01T10:01:00Z,error-rate,6,ratio'), 3, 'unit', 'unknown_unit'],
    ['a missing unit', changed(1, '2026-06-01T10:00:00Z,error-rate,6,'), 1, 'unit', 'missing'], ['a time that is none', changed(1, 'soon,error-rate,6,%'), 1, 'time', 'invalid'], ['a day that never was', changed(1, '2026-02-30T10:00:00Z,error-rate,6,%'), 1, 'time', 'invalid'],
    ['no number', changed(1, '2026-06-01T10:00:00Z,error-rate,NaN,%'), 1, 'value', 'invalid'], ['an infinity', changed(1, '2026-06-01T10:00:00Z,error-rate,+Inf,%'), 1, 'value', 'invalid'], ['a unit within the value', changed(1, '2026-06-01T10:00:00Z,error-rate,5%,%'), 1, 'value', 'invalid'],
    ['a row cut short', changed(3, '2026-06-01T10:01:00Z,error-rate'), 3, 'row', 'invalid'], ['a metric without a name', changed(1, '2026-06-01T10:00:00Z,,6,%'), 1, 'metric', 'missing'],
  ])('BCK-02 %s: row and field are named', async (...[, text, row, field, because]) => {
    const error = await refusal(text);
    expect([error.where.file, error.where.row, error.where.field, error.facts['because']]).toEqual(['metrics', row, field, because]);
    expect(error.message).toContain(`row ${row}`);
  });

  test('BCK-02 a header without a unit, or with two, is refused before any row', async () => {
    expect((await refusal('time,metric,value\n')).where).toEqual({ file: 'metrics', field: 'unit' });
    expect((await refusal('time,metric,value\n2026-06-01T10:00:00Z,a,1\n')).where).toMatchObject({ row: 1, field: 'unit' });
    expect((await refusal('at,ts,metric,value,unit\n')).where).toMatchObject({ field: 'time' });
  });

  test('BCK-02 of two columns that could be the time, the one called time is it', async () => {
    expect((await read('timestamp,time,metric,value,unit\nlater,2026-06-01T10:00:00Z,a,1,ms\n'))[0]?.at).toBe('2026-06-01T10:00:00.000Z');
  });

  test('BCK-02 more readings than fit the memory are refused with the limit', async () => {
    const many = Array.from({ length: 500_001 }, (_, i) => `${1_780_308_000_000 + i},a,1,ms`);
    expect(await refusal(`time,metric,value,unit\n${many.join('\n')}\n`)).toMatchObject({ code: 'too_large', where: { row: 500_001 }, facts: { limit: '500000 readings' } });
  });

  test('BCK-02 a broken line among good ones refuses the file at that line', async () => {
    const lines = objects.map((each) => JSON.stringify(each));
    expect((await refusal([lines[0], '{"time":', lines[1]].join('\n'))).where).toMatchObject({ row: 2, line: 2 });
    expect((await refusal([lines[0], '7', lines[1]].join('\n'))).where).toMatchObject({ row: 2 });
    expect((await refusal(JSON.stringify(objects).slice(0, -2))).code).toBe('truncated');
    expect((await refusal(csv.replace('error-rate', '"error-rate'))).code).toBe('quote_not_closed');
  });

  test('BCK-02 XML and what is no table are refused', async () => {
    expect((await refusal('<readings/>')).message).toContain('neither CSV nor JSON');
    expect((await refusal('{"error":"no data"}')).where).toMatchObject({ row: 1, field: 'time' });
  });
});

test('BCK-02 a value keeps every digit that was written, and no more', () => {
  expect(['5.20', '+007', '-0.0', '1e3', '1.25E-3', '12.5e1', '.5', '5.', '1e99', '0x10', '1,5'].map(decimal)).toEqual(['5.2', '7', '0', '1000', '0.00125', '125', null, null, null, null, null]);
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), (n) => {
    const text = decimal(String(n));
    if (text !== null) expect(Number(text)).toBe(n === 0 ? 0 : n);
  }));
});

test('BCK-02 a unit is known by its usual spellings', () => {
  expect(['%', 'Percent', 'ms', 'µs', 'KiB', 'req/s', 'furlong', ''].map(readingUnit)).toEqual(['percent', 'percent', 'ms', 'us', 'KiB', 'per-second', null, null]);
});
