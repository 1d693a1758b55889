// The place of the policy: who authorises what, the numbers behind it, its versions, and the models, charters and profiles that live under it.
import { useState } from 'react';
import type { PolicyText, PolicyVersion } from '#contract/policy.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import type { Action } from '../../app/actions.ts';
import { goTo } from '../../app/routes.ts';
import { Screen } from '../../app/screen.tsx';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { counted } from '../../ui/words.ts';
import { ChartersTab } from './charters-tab.tsx';
import { MatrixTab } from './matrix-tab.tsx';
import { ModelsTab } from './models-tab.tsx';
import { ProfilesTab } from './profiles-tab.tsx';
import { ProposeDialog } from './propose-dialog.tsx';
import { Replay } from './replay.tsx';
import { ValuesTab } from './values-tab.tsx';
import { useVersions, VersionsTab } from './versions-tab.tsx';
import s from './policy.module.css';

const tabs = [['matrix', 'Approval matrix'], ['values', 'Weights and thresholds'], ['versions', 'Versions'], ['models', 'Change models'], ['charters', 'Charters'], ['profiles', 'Profiles']] as const;
type TabId = (typeof tabs)[number][0];

/** A name that no version has yet: the year, and the next figure. */
const nextVersion = (rows: readonly PolicyVersion[]): string => {
  const year = String(new Date().getFullYear());
  const taken = new Set(rows.map(({ version }) => version));
  const free = Array.from({ length: rows.length + 1 }, (_, i) => `${year}-${i + 1}`).find((name) => !taken.has(name));
  return free ?? `${year}-${rows.length + 1}`;
};

export function PolicyScreen({ tab }: { tab: string | null }) {
  const selected: TabId = tabs.find(([id]) => id === tab)?.[0] ?? 'matrix';
  const versions = useVersions();
  const rows = versions.value?.rows ?? [];
  const inForce = rows.find(({ state }) => state === 'in-force');
  const [draft, setDraft] = useState<PolicyText | null>(null);
  const [isProposing, setProposing] = useState(false);
  const [isReplaying, setReplaying] = useState(false);
  const document = draft ?? inForce?.document;
  const may = versions.value?.mayPropose;
  const check = useQuery('policy.check', { document: draft ?? { version: '–' } }, { keepPrevious: true });
  const problems = draft === null ? [] : check.value?.problems ?? [];
  const isEditing = draft !== null && (selected === 'matrix' || selected === 'values');
  const first = problems[0];
  const propose = (): void => { if (draft !== null && problems.length === 0) setProposing(true); };
  const drop = (): void => { setDraft(null); setReplaying(false); };
  const show = (id: string): void => { goTo({ place: 'policy', tab: id }); };
  useActions([
    ...tabs.map(([id, label], i): Action => ({ id: `policy.tab.${id}`, label: `Show ${label.toLowerCase()}`, hotkey: String(i + 1), group: 'Policy', run: () => { show(id); } })),
    ...(isEditing ? [{ id: 'policy.propose', label: 'Propose the policy…', hotkey: 'P', group: 'Policy', may, run: propose } satisfies Action, { id: 'policy.drop', label: 'Drop what you edited', group: 'Policy', run: drop } satisfies Action] : []),
  ]);
  const edit = { problems, mayEdit: may?.ok ?? false, onChange: setDraft };
  const begin = (version: PolicyVersion): void => { setDraft(version.document); show('matrix'); };
  const shown = selected === 'matrix' ? document && <MatrixTab document={document} {...edit} /> : selected === 'values' ? document && <ValuesTab document={document} {...edit} /> : selected === 'versions' ? <VersionsTab rows={rows} onEdit={begin} />
    : selected === 'models' ? <ModelsTab /> : selected === 'charters' ? <ChartersTab /> : <ProfilesTab />;
  return (
    <Screen title="Policy" sub={inForce && <span className="mono">{inForce.version}</span>}>
      <div className={s.page}>
        <RefusalLine refusal={versions.error} />
        {isEditing && (
          <div className={s.editing} role="region" aria-label="Not proposed yet">
            <SignalMark signal={first ? 'bad' : 'info'}>{first ? `${counted(problems.length, 'problem')}: ${first.at.startsWith('matrix.') ? 'the matrix' : first.at} ${first.problem}` : 'You have edited the policy. Nothing counts before it is proposed and signed by two people.'}</SignalMark>
            <span className={s.acts}><Button kind="quiet" onPress={drop}>Drop</Button><Button isPressed={isReplaying} onPress={() => { setReplaying(!isReplaying); }}>Replay</Button><Button kind="primary" hotkey="P" refusal={refusalOf(may)} isDisabled={first !== undefined} onPress={propose}>Propose…</Button></span>
          </div>
        )}
        {isEditing && isReplaying && !first && <div className={s.inset}><Replay title="Your edits over the last twelve months" document={draft} /></div>}
        <Tabs label="Policy" selected={selected} onSelect={show} tabs={tabs.map(([id, label]) => ({ id, label, content: id === selected ? shown : null }))} />
      </div>
      {isProposing && draft !== null && <ProposeDialog document={draft} suggested={nextVersion(rows)} onClose={() => { setProposing(false); }} onProposed={() => { setProposing(false); drop(); show('versions'); }} />}
    </Screen>
  );
}
