// Evidence of a change (APR-05): files by their digest, for the artefacts the change delivers, young enough to count.
import type { Dossier } from './dossier.ts';
import type { DomainEvent, EventType, Json, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { digestIn, digestsIn, oneIn, recordIn, textIn, timeIn, wholeIn } from './json-values.ts';
import { hasBegun, isPlanned } from './merge-change.ts';
import type { Cause } from './past.ts';
import { evidenceKinds } from './policy-document.ts';
import type { EvidenceKind } from './policy-document.ts';
import { needs } from './roles.ts';
import type { Kept } from './sheet.ts';
import { sheet, writeKept } from './sheet.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

/** Bytes of a file that are kept in the trail; of a larger one only its digest is. */
export const mostKept = 16 * 1024 * 1024;
type Said = { by: string; at: string };
export type EvidenceItem = Said & {
  id: string; number: string; kind: EvidenceKind; name: string; note: string; sha256: string; size: number;
  /** SHA-256 of the artefact it is about; null: of none. */
  artefact: string | null;
  /** When what it shows was seen. */
  observedAt: string;
  /** What it measured, in hundredths of a percent: lines covered. */
  measured: number | null;
  /** The bytes are in the trail, under the record `file:<id>`. */
  isKept: boolean;
  withdrawn: (Said & { reason: string }) | null;
};
export type Artefact = { sha256: string; name: string };
export type EvidenceState = { items: EvidenceItem[]; artefacts: Kept<Artefact[]> | null };

const said = (event: StampedEvent): Said => ({ by: idOf(event.by), at: event.at });

function attached(state: EvidenceState, event: StampedEvent): EvidenceState {
  const { data, text } = event;
  const [id, kind, sha256, size, observedAt] = [textIn(data['evidence']), oneIn(data['kind'], evidenceKinds), digestIn(data['sha256']), wholeIn(data['size'], 1, Number.MAX_SAFE_INTEGER), timeIn(data['observedAt'])];
  if (id === '' || kind === null || sha256 === null || size === null || observedAt === null || state.items.some((item) => item.id === id)) return state;
  const item: EvidenceItem = {
    id, number: textIn(data['number']), kind, name: textIn(text['name']) || '(erased)', note: textIn(text['note']), sha256, size, artefact: digestIn(data['artefact']), observedAt,
    measured: wholeIn(data['measured'], 0, 10_000), isKept: data['kept'] === true, withdrawn: null, ...said(event),
  };
  return { ...state, items: [...state.items, item] };
}

function declared(state: EvidenceState, event: StampedEvent, cause?: Cause): EvidenceState {
  const names = recordIn(event.text['names']);
  const artefacts = digestsIn(event.data['artefacts']).map((sha256) => ({ sha256, name: textIn(names[sha256]) }));
  return { ...state, artefacts: writeKept(state.artefacts ?? undefined, artefacts, event, { key: 'artefacts', cause }) };
}

export const evidenceSheet = sheet<EvidenceState>({
  name: 'evidence', kind: 'change', types: ['evidence.attached', 'evidence.withdrawn', 'evidence.artefactDeclared'],
  fold: (before, event, cause) => {
    const state = before ?? { items: [], artefacts: null };
    const after = event.type === 'evidence.attached' ? attached(state, event) : event.type === 'evidence.artefactDeclared' ? declared(state, event, cause)
      : { ...state, items: state.items.map((item) => (item.id === event.data['evidence'] && item.withdrawn === null ? { ...item, withdrawn: { reason: textIn(event.text['reason']), ...said(event) } } : item)) };
    return after.items.length === 0 && after.artefacts === null ? null : after;
  },
});

type Events = Verdict<DomainEvent>;
const event = ({ change }: Pick<Dossier, 'change'>, type: EventType, data: Record<string, Json>, text?: Record<string, Json>): DomainEvent => ({ type, subject: subjectOf('change', change.id), data, ...(text ? { text } : {}) });
const over = ['closed', 'rejected', 'cancelled'];
/** APR-05: evidence may be added and withdrawn while the change is not over. */
export const mayAttach = ({ change }: Pick<Dossier, 'change'>, { actor }: By): Refused | null =>
  firstRefusal(change.isArriving ? refuse('arriving') : over.includes(change.state) ? refuse('field_settled', { field: 'The evidence', state: change.state }) : null, needs('attach', actor));

export type Attaching = { evidence: string; number: string; kind: EvidenceKind; name: string; note: string; sha256: string; size: number; artefact: string | null; observedAt: string; measured: number | null; isKept: boolean };
/** APR-05: a file of no bytes proves nothing; neither does one from the future. */
export function attachEvidence(dossier: Dossier, { name, note, isKept, ...facts }: Attaching, by: By): Events {
  const no = firstRefusal(mayAttach(dossier, by), facts.size === 0 ? refuse('evidence_empty', { file: name }, { field: 'file' }) : null,
    facts.observedAt > by.now ? refuse('evidence_from_future', { at: facts.observedAt }, { field: 'observedAt' }) : null);
  return no ?? accept(event(dossier, 'evidence.attached', { ...facts, kept: isKept }, { name, ...(note === '' ? {} : { note }) }));
}

/** The bytes beside their evidence, in a record of their own, so that they can be erased alone. */
export const keepBytes = (evidence: string, base64: string): DomainEvent => ({ type: 'file.kept', subject: subjectOf('file', evidence), data: {}, text: { bytes: base64 } });

export function withdrawEvidence(dossier: Dossier, { id, reason }: { id: string; reason: string }, by: By): Events {
  const item = dossier.evidence?.items.find((one) => one.id === id || one.number === id);
  if (!item) return refuse('record_missing', { record: 'evidence', id });
  const no = firstRefusal(mayAttach(dossier, by), item.withdrawn ? refuse('evidence_withdrawn', { evidence: item.number }) : null);
  return no ?? accept(event(dossier, 'evidence.withdrawn', { evidence: item.id }, { reason }));
}

/** CHG-03: what a change delivers is settled once its implementation has begun. */
const mayDeclare = (dossier: Dossier, by: By): Refused | null =>
  firstRefusal(mayAttach(dossier, by), hasBegun(dossier.change.state) ? refuse('field_settled', { field: 'What the change delivers', state: dossier.change.state }) : null);

/** APR-05, DEP-01: what the change delivers, by digest; the list takes the place of the one before. CHG-03: other digests than those that were authorised void the authorisation. */
export function declareArtefacts(dossier: Dossier, artefacts: readonly Artefact[], by: By): Events {
  const no = mayDeclare(dossier, by);
  if (no) return no;
  const { change } = dossier;
  const unique = artefacts.filter(({ sha256 }, i) => artefacts.findIndex((other) => other.sha256 === sha256) === i);
  const known = dossier.evidence?.artefacts?.value ?? [];
  if (unique.length === known.length && unique.every(({ sha256, name }) => known.some((one) => one.sha256 === sha256 && one.name === name))) return accept<DomainEvent>();
  const digests = unique.map(({ sha256 }) => sha256);
  const names = Object.fromEntries(unique.filter(({ name }) => name !== '').map(({ sha256, name }) => [sha256, name]));
  const voids = isPlanned(change.state) && !isSameSet(digests, change.artefacts);
  return accept(event(dossier, 'evidence.artefactDeclared', { artefacts: digests, ...(voids ? { voids } : {}) }, Object.keys(names).length > 0 ? { names } : undefined));
}
const isSameSet = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((one) => b.includes(one));
