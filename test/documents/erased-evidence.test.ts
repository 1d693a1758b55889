// Evidence in which a text was erased: whoever checks the files without Gavel learns whether two persons stood behind it.
import { expect, onTestFinished, test } from 'vitest';
import { subjectOf } from '../../src-main/domain/event.ts';
import { byPython, filesOf } from '../support/evidence-files.ts';
import { exchange, laptopsOf, template } from '../support/laptops.ts';
import type { Laptop } from '../support/laptops.ts';

const made = template(2);
const signed = { role: 'registrar', rev: '', supersedes: [], class: 'personal' };

/** A change whose title two laptops know; the first one asks for it to be erased when `asks` says so. */
async function given(asks: boolean): Promise<{ first: Laptop; second: Laptop; commitments: string[] }> {
  const group = laptopsOf(await made, 2);
  onTestFinished(() => { group.close(); });
  const [first, second] = group.laptops as [Laptop, Laptop];
  first.write({ type: 'change.created', subject: 'change:x', data: { number: first.store.nextNumber('C'), type: 'normal' }, text: { title: 'Switch', owner: 'Zoe Quill', requester: 'Zoe Quill' } });
  if (asks) first.write({ type: 'payload.redactionProposed', subject: 'change:x', data: signed, text: { reason: 'She left' } });
  exchange(first, second);
  const commitments = second.store.db.all<{ env: Uint8Array }>("SELECT c.env FROM event e JOIN commit_log c ON c.feed = e.feed AND c.seq = e.seq WHERE e.subject = 'change:x' AND e.type = 'change.created'")
    .flatMap(({ env }) => (JSON.parse(Buffer.from(env).toString()) as { events: { p?: Record<string, { c: string }> }[] }).events.flatMap(({ p }) => p?.['personal']?.c ?? []));
  expect(commitments).toHaveLength(1);
  return { first, second, commitments };
}
const erasing = (laptop: Laptop, commitments: string[], proposer: Laptop): void => { laptop.write({ type: 'payload.redacted', subject: 'change:x', data: { ...signed, commitments, proposedBy: subjectOf('person', proposer.person.id) }, text: { reason: 'She left' } }); };

test('AUD-01 SEC-01 verify.py says of an erasure by two persons that everything holds', async () => {
  const { first, second, commitments } = await given(true);
  erasing(second, commitments, first);
  const said = byPython(await filesOf(second));
  expect(said).toContain('1 erased');
  expect(said).toContain('INTACT: digests');
  expect(said).not.toContain('GAP');
});

test('AUD-01 SEC-01 verify.py names the gap where one person erased a text alone, though a request is claimed', async () => {
  const { first, second, commitments } = await given(false);
  erasing(second, commitments, first);
  const said = byPython(await filesOf(second));
  expect(said).toMatch(/GAP {5}evidence\.ndjson, line \d+: a text was erased by one person alone/);
  expect(said).toContain('INTACT WITH 1 GAP(S): digests');
});

test('AUD-01 SEC-01 whoever asked for an erasure is not the one who carries it out', async () => {
  const { first, commitments } = await given(true);
  erasing(first, commitments, first);
  expect(byPython(await filesOf(first))).toContain('a text was erased by one person alone');
});
