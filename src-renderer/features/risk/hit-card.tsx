// What the change hits and how it is taken back: two facts that people say, and what follows from them (RISK-01).
import { useEffect, useState } from 'react';
import { reversibilities, sensitivities } from '#contract/risk.ts';
import type { Reversibility, RiskRecord, Sensitivity } from '#contract/risk.ts';
import { refusalOf } from '../../app/actions.ts';
import { useCommand } from '../../data/use-command.ts';
import { NumberField, ReadField, Select } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { capital, figure } from '../../ui/words.ts';
import { AlsoWritten } from './also-written.tsx';
import { reversibilityWords, sensitivityWords } from './risk-words.ts';
import s from './risk.module.css';

export function HitCard({ risk }: { risk: RiskRecord }) {
  const { impact, reversibility } = risk;
  const cannot = refusalOf(risk.may.fill) !== undefined;
  const classify = useCommand('risk.classify');
  const reverse = useCommand('risk.setReversibility');
  const [sensitivity, setSensitivity] = useState<Sensitivity | ''>(impact.sensitivity ?? impact.suggested ?? '');
  const [users, setUsers] = useState(impact.users);
  useEffect(() => { setSensitivity(impact.sensitivity ?? impact.suggested ?? ''); setUsers(impact.users); }, [impact.sensitivity, impact.suggested, impact.users]);
  const say = (of: Sensitivity | '', by: number | null): void => {
    if (of !== '' && by !== null && (of !== impact.sensitivity || by !== impact.users)) void classify.run({ change: risk.id, sensitivity: of, users: by });
  };
  return (
    <Card title="What it hits, and the way back">
      <div className={s.hit}>
        {cannot ? <dl><ReadField label="Data sensitivity">{impact.sensitivity === null ? <span className="dim">not said</span> : sensitivityWords[impact.sensitivity]}</ReadField></dl>
          : <Select label="Data sensitivity" value={sensitivity} onChange={(of) => { setSensitivity(of); say(of, users); }} placeholder="Choose…" options={sensitivities.map((value) => ({ value, label: sensitivityWords[value] }))} />}
        {cannot ? <dl><ReadField label="Users affected">{impact.users === null ? <span className="dim">not said</span> : figure(impact.users)}</ReadField></dl>
          : <div onBlur={() => { say(sensitivity, users); }}><NumberField label="Users affected" value={users} onChange={setUsers} least={0} onEnter={() => { say(sensitivity, users); }} /></div>}
        <dl><ReadField label="Impact level"><b>{capital(impact.level)}</b> <span className="dim">{impact.because}</span></ReadField></dl>
        {cannot ? <dl><ReadField label="Way back">{reversibility.value === null ? <span className="dim">not said</span> : reversibilityWords[reversibility.value]}</ReadField></dl>
          : <Select<Reversibility> label="Way back" value={reversibility.value ?? ''} onChange={(value) => { void reverse.run({ change: risk.id, reversibility: value }); }} placeholder="Choose…" options={reversibilities.map((value) => ({ value, label: reversibilityWords[value] }))} />}
      </div>
      <AlsoWritten also={[...(impact.written?.also ?? []), ...(reversibility.written?.also ?? [])]} />
      <RefusalLine refusal={classify.error ?? reverse.error} />
    </Card>
  );
}
