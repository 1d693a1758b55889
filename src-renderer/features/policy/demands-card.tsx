// What each tier asks for before it is authorised: independent reviews and evidence, one tick for each (APR-04, APR-05).
import { tiers } from '#contract/change.ts';
import type { Tier } from '#contract/change.ts';
import type { PolicyText } from '#contract/policy.ts';
import { Card } from '../../ui/surfaces.tsx';
import { tierWords } from '../../ui/words.ts';
import { evidenceKindWords, reviewKindWords } from './policy-words.ts';
import s from './policy.module.css';

type ByTier = Record<Tier, readonly string[]>;
type Props = { document: PolicyText; mayEdit: boolean; onChange: (document: PolicyText) => void };
export function DemandsCard({ document, mayEdit, onChange }: Props) {
  const reviews = document['reviews'] as ByTier;
  const evidence = document['evidence'] as { days: number; sets: ByTier };
  return (
    <Card title="What each tier asks for" aside={<span className="mono dim">APR-04, APR-05</span>}>
      <div className={s.scroll} role="group" aria-label="What each tier asks for" tabIndex={0}>
        <table className={s.demands}>
          <thead><tr><th scope="col"><span className="unseen">What</span></th>{tiers.map((tier) => <th key={tier} scope="col">{tierWords[tier]}</th>)}</tr></thead>
          <Ticks title="Independent reviews" words={reviewKindWords} sets={reviews} mayEdit={mayEdit} onChange={(next) => { onChange({ ...document, reviews: next }); }} />
          <Ticks title="Evidence" words={evidenceKindWords} sets={evidence.sets} mayEdit={mayEdit} onChange={(sets) => { onChange({ ...document, evidence: { ...evidence, sets } }); }} />
        </table>
      </div>
    </Card>
  );
}

function Ticks({ title, words, sets, mayEdit, onChange }: { title: string; words: Record<string, string>; sets: ByTier; mayEdit: boolean; onChange: (sets: ByTier) => void }) {
  const toggle = (tier: Tier, kind: string): void => { onChange({ ...sets, [tier]: sets[tier].includes(kind) ? sets[tier].filter((one) => one !== kind) : [...sets[tier], kind] }); };
  return (
    <tbody>
      <tr><th scope="rowgroup" colSpan={tiers.length + 1}>{title}</th></tr>
      {Object.entries(words).map(([kind, label]) => (
        <tr key={kind}>
          <td>{label}</td>
          {tiers.map((tier) => <td key={tier}><input type="checkbox" aria-label={`${label} for ${tierWords[tier]}`} checked={sets[tier].includes(kind)} disabled={!mayEdit} onChange={() => { toggle(tier, kind); }} /></td>)}
        </tr>
      ))}
    </tbody>
  );
}
