// Refusals about trains and portfolios (REL-08).
import { entry, t } from './error-entry.ts';

export const trainErrors = {
  portfolio_named_twice: entry('invalid', (f) => `There is a portfolio ${t(f['portfolio'])} already.`),
  train_named_twice: entry('invalid', (f) => `There is a train ${t(f['train'])} already.`),
  gate_named_twice: entry('invalid', (f) => `The gate ${t(f['gate'])} is named twice. Each gate stands once in the order.`),
  not_release_manager: entry('refused', (f) => `${t(f['person'])} holds no role of a release manager${f['isSuspended'] === true ? ', being suspended' : ''}. Have the role granted first, or assign somebody else.`),
  portfolio_without_manager: entry('refused', (f) => `${t(f['portfolio'])} has no release manager, so it opens no train. Assign one${t(f['former']) === '' ? '' : `: ${t(f['former'])} no longer holds the role`}.`),
  aboard_already: entry('refused', (f) => `${t(f['item'])} is aboard ${t(f['train'])} already, for the departure of ${t(f['departure'])}.`),
  item_over: entry('refused', (f) => `${t(f['item'])} is ${t(f['state']).replaceAll('-', ' ')}, so there is nothing left to board.`),
  not_aboard: entry('refused', (f) => `${t(f['item'])} is not aboard ${t(f['train'])}.`),
  no_such_departure: entry('invalid', (f) => `${t(f['train'])} does not depart at ${t(f['departure'])}. Its next departures are ${t(f['next'])}.`),
  gate_signed_already: entry('refused', (f) => `${t(f['item'])} passed ${t(f['gate'])} already.`),
  gate_out_of_order: entry('refused', (f) => `${t(f['item'])} passes ${t(f['before'])} first; gates are signed in their order.`),
  gate_role_needed: entry('denied', (f) => `${t(f['gate'])} is signed by ${t(f['role']).replaceAll('-', ' ')}; ${t(f['person'])} is ${t(f['have']).replaceAll('-', ' ') || 'none of these'}.`),
  item_departed: entry('refused', (f) => `${t(f['item'])} left with the departure of ${t(f['departure'])}.`),
  offer_settled: entry('refused', (f) => `${t(f['unit'])} and the release office are done with this date: it is ${t(f['standing'])}.`),
  offer_other_side: entry('denied', (f) => `${t(f['person'])} speaks neither for ${t(f['unit'])} nor for the release office.`),
  offer_own_date: entry('refused', (f) => `Only the other side accepts a date, and ${t(f['unit'])} ${f['side'] === 'unit' ? 'was offered none' : 'has named none'}.`),
  counter_without_date: entry('invalid', () => 'A counter-offer names another date.'),
};
