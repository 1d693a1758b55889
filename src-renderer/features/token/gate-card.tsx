// What the pipeline calls before it deploys, ready to be pasted (DEP-02).
import { useActions } from '../../app/actions.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { showToast } from '../../ui/toast.tsx';
import type { CardProps } from './deployment-part.tsx';
import { gateCommand } from './token-words.ts';
import s from './token.module.css';

export function GateCard({ record, deployment: { rows, artefacts, environment, isDemanding, listHours } }: CardProps) {
  const current = rows.find(({ standing }) => standing === 'in-force' || standing === 'not-yet');
  const line = gateCommand({ token: current?.id ?? null, change: record.number, environment: current?.environment ?? environment, artefact: current?.artefacts[0] ?? artefacts[0]?.sha256 ?? null, isDemanding: current?.isDemanding ?? isDemanding });
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(line.replace(/ \\\n {2}/g, ' '));
      showToast({ text: 'The gate command is on the clipboard.' });
    } catch {
      showToast({ text: 'The clipboard is closed to this window. Select the command and copy it.', tone: 'warn' });
    }
  };
  useActions([{ id: 'token.copyGate', label: 'Copy the gate command', hotkey: 'Y', group: record.number, run: () => { void copy(); } }]);
  return (
    <Card title="The gate in the pipeline" aside={<Button hotkey="Y" onPress={() => { void copy(); }}>Copy</Button>}>
      <pre className={s.command} tabIndex={0} aria-label="Gate command">{line}</pre>
      <dl className={s.codes}>
        <div><dt className="mono">0</dt><dd>deploy</dd></div><div><dt className="mono">1</dt><dd>denied, with every reason</dd></div><div><dt className="mono">2</dt><dd>a file or flag is unusable</dd></div><div><dt className="mono">3</dt><dd>not to be trusted: signature, key, list</dd></div>
      </dl>
      {(current?.isDemanding ?? isDemanding) && <p className={`sec tiny ${s.demand}`}>Here the gate also demands the two signed lists, not older than {listHours} hours; leaving them out does not open it.</p>}
    </Card>
  );
}
