// The register in words: states of items, relations read from either end, and what makes an item a blind spot.
import type { Ambiguous, ItemLifecycle, ItemRow, RelationKind } from '#contract/configuration.ts';
import type { OfferingRow } from '#contract/catalogue.ts';
import type { BlindSpot } from '#contract/impact.ts';

export const lifecycleWords: Record<ItemLifecycle, string> = { planned: 'Planned', live: 'Live', retiring: 'Retiring', retired: 'Retired' };
export const itemStateWords = { present: 'Present', missing: 'Missing', retired: 'Retired' } as const;
/** A relation as its source says it, and as its target would. */
export const relationWords: Record<RelationKind, { out: string; back: string }> = {
  'depends-on': { out: 'depends on', back: 'is needed by' }, 'runs-on': { out: 'runs on', back: 'hosts' }, 'contains': { out: 'contains', back: 'is part of' }, 'connects-to': { out: 'connects to', back: 'is called by' }, 'feeds': { out: 'feeds', back: 'is fed by' },
};
export const blindWords: Record<BlindSpot['why'][number], string> = { unregistered: 'in no register', 'no-owner': 'nobody owns it', 'no-relations': 'nothing is related to it' };
export const blindChoices = [{ value: 'no-owner', label: 'No owner' }, { value: 'no-relations', label: 'No relations' }] as const;
export const stateOf = ({ lifecycle, missingAt }: Pick<ItemRow, 'lifecycle' | 'missingAt'>): { word: string; isMissing: boolean } =>
  (lifecycle !== 'retired' && missingAt !== null ? { word: 'Missing', isMissing: true } : { word: lifecycleWords[lifecycle], isMissing: false });
export const tierWord = (tier: number | null): string => (tier === null ? '' : `Tier ${tier}`);
/** What a record that fits several items may be said to be. */
export const choicesOf = ({ candidates }: Pick<Ambiguous, 'candidates'>): { value: string; label: string }[] =>
  [...candidates.map((c) => ({ value: c.id, label: [c.name, c.environment, c.serial, c.fqdn].filter((text) => text !== '').join(', ') })), { value: 'new', label: 'A new item' }, { value: 'leave', label: 'Leave it out' }];
export const offeringWords: Record<OfferingRow['state'], string> = { pipeline: 'In the pipeline', live: 'Live', retired: 'Retired' };
export const actionWords = { add: 'Adds it', alter: 'Alters it', remove: 'Removes it' } as const;
export const featureWords: Record<OfferingRow['features'][number]['state'], string> = { planned: 'planned', live: 'live', changing: 'live, to be altered', leaving: 'live, to be removed', removed: 'removed' };
