// Audit: is the trail whole, do the tables follow from it, does a file hold, and a pack for a period.
import type { Action } from '../../app/actions.ts';
import { useActions } from '../../app/actions.ts';
import { goTo } from '../../app/routes.ts';
import { Screen } from '../../app/screen.tsx';
import { useSession } from '../../app/session.ts';
import { rememberReport, useTrail } from '../../app/trail-state.ts';
import type { TrailReport } from '../../app/trail-state.ts';
import { useJob } from '../../data/use-command.ts';
import type { Job } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ProgressBar } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card, Facts } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { counted, figure, listed } from '../../ui/words.ts';
import { Tabs } from '../../ui/tabs.tsx';
import { AccessTab } from '../audit/access-tab.tsx';
import { ArchiveTab } from '../audit/archive-tab.tsx';
import { ComplianceTab } from '../audit/compliance-tab.tsx';
import { ControlsTab } from '../audit/controls-tab.tsx';
import { ExplorerTab } from '../audit/explorer-tab.tsx';
import { FindingsTab } from '../audit/findings-tab.tsx';
import { RequestsTab } from '../audit/requests-tab.tsx';
import { SamplesTab } from '../audit/samples-tab.tsx';
import { AuthorityCard } from './authority-card.tsx';
import { Checkpoints } from './checkpoints.tsx';
import { PeriodPack } from './period-pack.tsx';
import { Report } from './report.tsx';
import { VerifyFile } from './verify-file.tsx';
import s from './audit.module.css';

const tabs = [['trail', 'Trail and packs'], ['samples', 'Samples'], ['requests', 'Requests'], ['findings', 'Findings'], ['compliance', 'Compliance'], ['access', 'Access reviews'], ['archive', 'Archive'], ['controls', 'Controls'], ['explorer', 'Trail explorer']] as const;

export function AuditScreen({ tab, record, at: moment }: { tab: string | null; record: string | null; at: string | null }) {
  const selected = tabs.find(([id]) => id === tab)?.[0] ?? 'trail';
  const show = (id: string): void => { goTo(id === 'trail' ? { place: 'audit' } : { place: 'audit', tab: id }); };
  const content = { explorer: <ExplorerTab key={record ?? ''} record={record} at={moment} />, samples: <SamplesTab />, requests: <RequestsTab />, findings: <FindingsTab />, compliance: <ComplianceTab />, access: <AccessTab />, archive: <ArchiveTab />, controls: <ControlsTab /> };
  const verify = useJob('trail.verify');
  const { report, at } = useTrail();
  const run = async (deep: boolean): Promise<void> => {
    if (verify.isRunning) return;
    const reply = await verify.run({ deep });
    const found = reply.value;
    if (found) rememberReport(found as TrailReport);
  };
  useActions([
    ...tabs.map(([id, label], i): Action => ({ id: `audit.tab.${id}`, label: `Show ${label.toLowerCase()}`, hotkey: String(i + 1), group: 'Audit', run: () => { show(id); } })),
    { id: 'trail.verify', label: 'Verify the trail', hotkey: 'V', group: 'Audit', run: () => { void run(false); } },
    { id: 'trail.verifyDeep', label: 'Verify with every signature', hotkey: 'Shift+V', group: 'Audit', run: () => { void run(true); } },
    ...(verify.isRunning ? [{ id: 'trail.stop', label: 'Stop the verification', hotkey: 'Escape', group: 'Audit', run: verify.cancel }] : []),
  ]);
  const shown = (verify.value as TrailReport | undefined) ?? report;
  return (
    <Screen title="Audit" sub={at === null ? 'the trail has not been verified in this window' : <>verified <Moment at={at} /></>} acts={selected === 'trail' && (
      <>
        <Button hotkey="Shift+V" isDisabled={verify.isRunning} onPress={() => { void run(true); }}>Every signature</Button>
        <Button kind="primary" hotkey="V" isDisabled={verify.isRunning} onPress={() => { void run(false); }}>Verify</Button>
      </>
    )}>
      <div className={s.tabs}><Tabs label="Audit" selected={selected} onSelect={show} tabs={tabs.map(([id, label]) => ({ id, label, content: id !== selected ? null : id === 'trail' ? <div className={s.page}>
        {verify.isRunning && <Card><ProgressBar label="Verifying the trail" progress={verify.progress} onCancel={verify.cancel} /></Card>}
        <RefusalLine refusal={verify.error} />
        {shown && !verify.isRunning && <Report report={shown} />}
        <div className={s.halves}><TrailFacts /><Rebuild /></div>
        <Checkpoints />
        <div className={s.halves}>
          <Card title="Audit pack"><PeriodPack /></Card>
          <Card title="Check a file"><VerifyFile /></Card>
        </div>
        <AuthorityCard />
      </div> : content[id] }))} /></div>
    </Screen>
  );
}

function TrailFacts() {
  const status = useQuery('workspace.status', {}).value;
  const root = useSession((x) => x.state?.workspace?.rootWords ?? '');
  if (!status) return <Card title="The trail"><p className="dim">Counting…</p></Card>;
  const { trail } = status;
  return (
    <Card title="The trail">
      <Facts rows={[
        ['Events', figure(trail.events)], ['Commits', figure(trail.commits)], ['Written by', trail.feeds.map((f) => `${f.site === 'roster' ? 'People and devices' : f.site === '' ? 'Unknown device' : `Site ${f.site}`}: ${counted(f.count, 'commit')}, feed ${f.feed.slice(0, 8)}`).join('\n')],
        ['Last checkpoint', trail.lastCheckpointAt === null ? 'none yet' : <><Moment at={trail.lastCheckpointAt} />{trail.lastCheckpointCount !== null && ` at commit ${figure(trail.lastCheckpointCount)}`}</>],
        ['Root in words', root],
        ['On this disk', status.isEncrypted ? 'Encrypted; opens with a passphrase only' : 'Not encrypted; relies on the encryption of the disk'],
      ]} />
    </Card>
  );
}

/** AUD-01: the tables are made anew from the trail and compared with what stood there. */
function Rebuild() {
  const rebuild: Job<'trail.rebuild'> = useJob('trail.rebuild');
  const differing = rebuild.value?.tables.filter((t) => !t.isEqual).map((t) => t.table) ?? [];
  return (
    <Card title="Tables from the trail">
      <div className={s.stack}>
        <p className="sec">Every list in Gavel is read off the trail. This makes all tables anew and compares them with those in use.</p>
        {rebuild.isRunning ? <ProgressBar label="Rebuilding" progress={rebuild.progress} onCancel={rebuild.cancel} /> : <div><Button onPress={() => { void rebuild.run({}); }}>Rebuild and compare</Button></div>}
        <RefusalLine refusal={rebuild.error} />
        {rebuild.value && (rebuild.value.isEqual ? <Banner tone="ok" verdict="Equal.">{figure(rebuild.value.tables.length)} tables from {figure(rebuild.value.events)} events are the same, row for row.</Banner> : <Banner tone="bad" verdict="Not equal.">{listed(differing)} differed from the trail; the tables made anew are in use now.</Banner>)}
      </div>
    </Card>
  );
}
