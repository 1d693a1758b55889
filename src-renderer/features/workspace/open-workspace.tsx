// Workspaces of this machine, latest first, and files an auditor brings.
import { useCallback, useEffect, useState } from 'react';
import type { Output } from '#contract/index.ts';
import type { Refusal } from '#contract/errors.ts';
import { useActions } from '../../app/actions.ts';
import { adoptSession } from '../../app/session.ts';
import { bridge } from '../../bridge.ts';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Badge } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { formatAgo } from '../../ui/time-words.ts';
import { VerifyFile } from '../trail/verify-file.tsx';
import { Restore } from './restore.tsx';
import s from './first-run.module.css';

export function OpenWorkspace({ onBack }: { onBack: () => void }) {
  const [known, setKnown] = useState<Output<'workspace.recent'> | null>(null);
  const [error, setError] = useState<Refusal | undefined>(undefined);
  const open = useCommand('workspace.open');
  useActions([{ id: 'open.back', label: 'Back', hotkey: 'Escape', group: 'Start', run: onBack }]);
  useEffect(() => {
    void bridge().call('workspace.recent', {}).then((reply) => { if (reply.ok) setKnown(reply.value); else setError(reply.error); });
  }, []);
  const choose = useCallback(async (handle: string) => {
    const reply = await open.run({ handle });
    if (reply.ok) adoptSession(reply.value);
  }, [open]);
  return (
    <div className={s.form}>
      <h1 className={s.heading}>Open what you have</h1>
      {known?.length === 0 && <p className="sec">No workspace has been opened on this machine yet. Go back and look around first, or set up your organisation.</p>}
      <ul className={s.list}>
        {known?.map((w, i) => (
          <li key={w.handle}>
            <button type="button" className={s.workspace} autoFocus={i === 0} onClick={() => { void choose(w.handle); }}>
              <span className="grow"><b className="trunc">{w.organisation}</b> <span className="dim">Site {w.site}</span></span>
              {w.isSample && <Badge>made up</Badge>}
              {w.isEncrypted && <Badge>encrypted</Badge>}
              {w.openedAt !== null && <span className="dim nowrap">{formatAgo(w.openedAt)}</span>}
            </button>
          </li>
        ))}
      </ul>
      <RefusalLine refusal={error ?? open.error} />
      <div className={s.sub}>
        <b>Restore a backup</b>
        <Restore />
      </div>
      <div className={s.sub}>
        <b>Check an audit pack or signed minutes</b>
        <VerifyFile />
      </div>
      <div className={s.acts}><Button onPress={onBack} hotkey="Escape">Back</Button></div>
    </div>
  );
}
