// The calendar for scripts and pipelines: is this slot free (CAL-08).
import { contract } from '#contract/index.ts';
import type { SlotVerdict } from '#contract/feed.ts';
import type { ErrorCode, Refusal } from '#contract/errors.ts';
import { sentence } from '#contract/errors.ts';
import { AppError } from '../../app-error.ts';
import type { Command } from './command.ts';
import { flagsOf, ownFlag } from './flags.ts';
import { facts, table } from './text.ts';

const refusalOf = ({ why }: SlotVerdict): Refusal | null => (why === null ? null : { code: why.code as ErrorCode, facts: why.facts });
const verdictWords: Record<SlotVerdict['verdict'], string> = { free: 'free', taken: 'taken', untrusted: 'cannot be believed' };

function textOf(verdict: SlotVerdict): string {
  const why = refusalOf(verdict);
  return [
    facts([['Slot', verdictWords[verdict.verdict]], ['Service', verdict.service], ['From', verdict.startsAt], ['Until', verdict.endsAt], ['Feed of', verdict.issuedAt], ['Judged', verdict.at]]),
    ...(why === null ? [] : [sentence(why)]),
    ...(verdict.hits.length === 0 ? [] : [table(['In the slot', 'Keeps back', 'From', 'Until', 'Risk'], verdict.hits.map((hit) => [`${hit.number} ${hit.title}`.trim(), hit.isDenying ? 'yes' : 'no', hit.startsAt, hit.endsAt, hit.tier ?? '']))]),
  ].join('\n\n');
}

const check: Command = {
  words: 'calendar check', about: contract['feed.check'].about, takes: [],
  flags: [...flagsOf('feed.check', { renamed: { environment: 'env' } }).filter(({ name }) => name !== 'feed' && name !== 'trust'), ownFlag('feed', 'the signed schedule', { isRequired: true }), ownFlag('trust', 'public key (PEM), or the list of keys to believe')],
  run: async (desk, { input }) => {
    const { app, bridge } = desk.core();
    const { feed, trust, ...slot } = input;
    const reply = await bridge.call('feed.check', { ...slot, feed: app.stagePath(String(feed)), ...(trust === undefined ? {} : { trust: app.stagePath(String(trust)) }) } as Parameters<typeof bridge.call<'feed.check'>>[1]);
    if (!reply.ok) throw new AppError(reply.error);
    for (const notice of reply.value.notices) desk.say(notice);
    return { value: reply.value, refusal: refusalOf(reply.value), text: () => textOf(reply.value) };
  },
};

export const calendarCommands: readonly Command[] = [check];
