// What a form of the register writes: only what was altered.
import { expect, test } from 'vitest';
import type { ServiceRow } from '../../../src-main/contract/configuration.ts';
import { filterText, listingOf } from '../../../src-renderer/features/configuration/listing.ts';
import { alteredService } from '../../../src-renderer/features/configuration/service-dialog.tsx';

const row: ServiceRow = { id: 's', name: 'Cards', tier: 1, owner: 'Zoe', deputies: ['Dan'], description: '', sla: '', unit: '', isFinancial: true, isCustomerFacing: false, hasAutomaticRollback: false, rpoMinutes: 5, rtoMinutes: null, items: 0, mayClearRollback: { ok: true } };
const draft = { name: 'Cards', owner: 'Zoe', deputies: 'Dan', description: '', sla: '', unit: '', tier: '1', isFinancial: true, isCustomerFacing: false, hasAutomaticRollback: false, rpoMinutes: 5, rtoMinutes: null };

test('CFG-01 a form that was opened and not altered writes nothing', () => {
  expect(alteredService(row, draft)).toEqual({});
});

test('CFG-01 only what was altered is written, names apart by commas', () => {
  expect(alteredService(row, { ...draft, deputies: 'Dan, Eve ,', tier: '', hasAutomaticRollback: true, rtoMinutes: 30 })).toEqual({ deputies: ['Dan', 'Eve'], tier: null, hasAutomaticRollback: true, rtoMinutes: 30 });
});

test('a filter is text in the address and back; what nobody knows is left out', () => {
  const filter = 'text=web&type=server&state=missing&tier=1%2C2&blind=no-owner&sort=tier&dir=down';
  expect(filterText(listingOf(filter))).toBe(filter);
  expect(filterText(listingOf('state=gone&tier=9&blind=all&sort=colour'))).toBe('');
});
