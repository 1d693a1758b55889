// Who may do what in the deployment tools: conflicts of duties first, then accounts nobody answers for, then what the last imports changed.
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { refusalOf, useActions } from '../../app/actions.ts';
import type { Action } from '../../app/actions.ts';
import { Screen } from '../../app/screen.tsx';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { counted } from '../../ui/words.ts';
import { AccountsCard } from './accounts-card.tsx';
import { ConflictsCard } from './conflicts-card.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { SourcesCard } from './sources-card.tsx';
import s from './entitlements.module.css';

export function EntitlementsScreen() {
  const inputId = useId();
  const [file, setFile] = useState<File | null>(null);
  const sources = useQuery('entitlement.sources', {});
  const mayImport = sources.value?.mayImport;
  const refusal = refusalOf(mayImport);
  const pick = (): void => { document.getElementById(inputId)?.click(); };
  const choose: Action = { id: 'entitlement.import', label: 'Import permissions of a tool…', hotkey: 'C', group: 'Entitlements', may: mayImport, run: pick };
  useActions([choose]);
  const rows = sources.value?.rows ?? [];
  return (
    <Screen title="Entitlements" sub={rows.length > 0 && counted(rows.length, 'tool')} acts={<Button kind="primary" hotkey="C" refusal={refusal} onPress={pick}>Import permissions</Button>}>
      <input id={inputId} className={s.file} type="file" aria-label="Choose a permission export" tabIndex={-1} accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson,.xlsx" onChange={(e) => { setFile(e.target.files?.[0] ?? null); e.target.value = ''; }} />
      <div className={s.page}>
        <RefusalLine refusal={sources.error} />
        {sources.value && rows.length === 0 && <Teaching act={<Button kind="primary" refusal={refusal} onPress={pick}>Choose a file</Button>} />}
        {rows.length > 0 && <><ConflictsCard /><AccountsCard mayMap={sources.value!.mayMap} /><SourcesCard rows={rows} /></>}
      </div>
      {file && <ImportDialog file={file} tools={rows.map(({ name }) => name)} onClose={() => { setFile(null); document.getElementById('main')?.focus(); }} />}
    </Screen>
  );
}

function Teaching({ act }: { act: ReactNode }) {
  return (
    <EmptyState title="No permissions imported yet" steps={[
      { title: 'Export the permissions of a deployment tool', text: 'A table or JSON with one line per right: the user, the system, the environment, the right; the change it was granted for, where there is one.' },
      { title: 'Import it here', text: 'Columns are recognised by their names or asked for. Nothing is written before you have seen what it would add and remove.', act },
      { title: 'Say whose accounts these are', text: 'One person may hold rights through several accounts. Shared and service accounts get an owner who answers for them.' },
    ]}>Gavel finds who can commit and approve, approve and deploy to production, administer and approve, or reach production without a change. What it finds stays open until the rights are apart or somebody accepts it until a day.</EmptyState>
  );
}
