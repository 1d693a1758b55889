// Whether a hotfix may enter a release whose scope is frozen (EMG-01).
import type { Dossier } from './dossier.ts';
import { isDeclared } from './emergency.ts';
import { accept, refuse } from './verdict.ts';
import type { Verdict } from './verdict.ts';

/** `items` are those of the incident's service; `isSigned`: the owner of the scope has signed this hotfix. */
export type FrozenScope = { release: string; owner: string; isSigned: boolean; service: { name: string; items: readonly string[] } };
/** What the release owes once it is out: the fix goes back into the line of development. */
export type BackMerge = { kind: 'back-merge'; change: string; release: string; items: readonly string[]; title: string };

/** EMG-01: only on a criterion, with items of the incident's service alone, and the signature of the scope's owner; the entry makes the task to merge it back. */
export function hotfixEntry({ change, emergency }: Pick<Dossier, 'change' | 'emergency'>, { release, owner, isSigned, service }: FrozenScope): Verdict<BackMerge> {
  if (!isDeclared(emergency.sheet)) return refuse('hotfix_unjustified', { change: change.number });
  const { items } = change.fields;
  if (items.length === 0) return refuse('emergency_scope_needed');
  const strangers = items.filter((item) => !service.items.includes(item));
  if (strangers.length > 0) return refuse('hotfix_outside_incident', { items: strangers, service: service.name }, { field: 'items' });
  return isSigned ? accept<BackMerge>({ kind: 'back-merge', change: change.number, release, items, title: `Merge ${change.number} back from ${release}` }) : refuse('scope_owner_needed', { owner });
}
