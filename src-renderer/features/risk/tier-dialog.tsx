// A tier set by hand: up is free, down needs a change manager and a reason (RISK-03).
import { useState } from 'react';
import { tiers } from '#contract/change.ts';
import type { Tier } from '#contract/change.ts';
import type { RiskRecord } from '#contract/risk.ts';
import { whyNot } from '../../app/actions.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextArea } from '../../ui/fields.tsx';
import { RiskMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { tierWords } from '../../ui/words.ts';
import s from './risk.module.css';

export function TierDialog({ risk, onClose }: { risk: RiskRecord; onClose: () => void }) {
  const [tier, setTier] = useState<Tier>(risk.tier);
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const set = useCommand('risk.setTier');
  const isLower = tiers.indexOf(tier) < tiers.indexOf(risk.tier);
  const cannot = isLower ? whyNot(risk.may.lower) : undefined;
  const problem = isLower && reason.trim() === '' ? 'Say why the tier may be lower' : undefined;
  const send = async (): Promise<void> => {
    setTried(true);
    if (set.isPending || problem !== undefined || cannot !== undefined || tier === risk.tier) return;
    if (!(await set.run({ change: risk.id, tier, reason: reason.trim() })).ok) return;
    showToast({ text: `${risk.number} counts as ${tierWords[tier]}.` });
    onClose();
  };
  return (
    <Dialog title={`Set the tier of ${risk.number} by hand`} isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Keep {tierWords[risk.tier]}</Button><Button kind="primary" hotkey="Mod+Enter" isDisabled={tier === risk.tier || cannot !== undefined} isPending={set.isPending} onPress={() => { void send(); }}>Set {tierWords[tier]}</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <p className="sec">The points say {tierWords[risk.computed]}. Raising is free; a lower tier holds for this scope and no higher risk than is known now.</p>
      <fieldset className={s.tiers}>
        <legend className="unseen">Tier</legend>
        {tiers.map((one) => <label key={one}><input type="radio" name="tier" checked={tier === one} onChange={() => { setTier(one); set.clear(); }} /><RiskMark tier={one} />{one === risk.computed && <span className="dim">by points</span>}</label>)}
      </fieldset>
      {cannot !== undefined && <p className={s.cannot}>{cannot}</p>}
      <TextArea label="Reason" value={reason} onChange={setReason} rows={2} maxLength={300} isRequired={isLower} error={isTried ? problem : undefined} />
      <RefusalLine refusal={set.error} />
    </Dialog>
  );
}
