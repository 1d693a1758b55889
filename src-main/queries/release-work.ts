// What releases wait for from one person: scope requests and trade-offs that their scope owner decides (REL-07), and dates that one side named and the other has not answered (REL-08).
import type { Task, WorkOfRecord } from '#contract/work.ts';
import { portfolioSheet } from '../domain/portfolio.ts';
import type { Release } from '../domain/release.ts';
import { releaseSheet } from '../domain/release.ts';
import { mayComplete, mayDecide, mayDecideTradeOff } from '../domain/scope-acts.ts';
import type { Train } from '../domain/train.ts';
import { cutOffOf, trainSheet } from '../domain/train.ts';
import { isTurnOf } from '../domain/train-acts.ts';
import type { ReadContext } from '../ports.ts';

const row = (kind: 'release' | 'train', { id, number, title, zone }: { id: string; number: string; title: string; zone: string }, tasks: Task[]): WorkOfRecord[] =>
  (tasks.length === 0 ? [] : [{ record: id, number, title, kind, state: null, tier: null, score: null, plannedStartAt: null, zone, tasks }]);

/** States in which the scope of a release can still be asked about. */
const open = ['planning', 'scoped', 'ready', 'go'] as const;
function scopeTasks(context: ReadContext, release: Release): Task[] {
  const { actor, now } = context;
  const dueAt = release.window.value.startsAt;
  const due = { part: 'requests', dueAt, isOverdue: dueAt !== null && dueAt < now };
  const numbers = ({ add, remove }: Release['requests'][number]): string => [...add, ...remove].map((id) => context.findChange(id)?.number ?? id).join(', ');
  const requests = release.requests.flatMap((request): Task[] => {
    const label = mayDecide(release, request, '', context) === null ? 'Decide the scope request about' : request.standing === 'draft' && request.by === actor.id && mayComplete(release, request, context) === null ? 'Complete your scope request about' : null;
    return label === null ? [] : [{ id: `scope:${request.id}`, kind: 'scope', label: `${label} ${numbers(request)}`, ...due }];
  });
  const tradeOffs = release.tradeOffs.filter((one) => mayDecideTradeOff(release, one, '', context) === null).map((one): Task => ({ id: `trade-off:${one.id}`, kind: 'scope', label: `Choose a way: ${one.about}`, ...due }));
  return [...requests, ...tradeOffs];
}

function offerTasks(context: ReadContext, train: Train): Task[] {
  const portfolio = context.findSheet(portfolioSheet, train.portfolio);
  if (portfolio === null) return [];
  return train.offers.filter((offer) => isTurnOf(offer, portfolio, context)).flatMap((offer): Task[] => {
    const item = train.items.find(({ id }) => id === offer.item);
    if (!item) return [];
    const dueAt = cutOffOf(item.departure, train);
    const { label: number } = context.placeNamed({ kind: item.kind, id: item.id });
    return [{ id: `offer:${offer.id}`, kind: 'offer', label: offer.contact === context.actor.id ? `Answer the date offered to ${offer.unit} for ${number}` : `Answer the date that ${offer.unit} named for ${number}`, part: portfolio.id, dueAt, isOverdue: dueAt < context.now }];
  });
}

export const releaseWork = (context: ReadContext): WorkOfRecord[] => [
  ...context.listSheets(releaseSheet, { state: [...open] }).flatMap((release) => row('release', { id: release.id, number: release.number, title: release.name.value, zone: release.window.value.zone }, scopeTasks(context, release))),
  ...context.listSheets(trainSheet).flatMap((train) => row('train', { id: train.id, number: '', title: train.name, zone: train.zone }, offerTasks(context, train))),
];
