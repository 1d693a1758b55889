// The archive: found by words, service and tag; how long each is kept and why, who holds it, what became of it (AUD-07).
import { useState } from 'react';
import { archiveViews } from '#contract/archive.ts';
import type { ArchivedRow, HoldRow } from '#contract/archive.ts';
import { bridge } from '../../bridge.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { useDebounced } from '../../data/use-debounced.ts';
import { useJob } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { TextField } from '../../ui/fields.tsx';
import { Badge, SignalMark } from '../../ui/marks.tsx';
import { ProgressBar } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { Moment } from '../../ui/time.tsx';
import { capital, counted, figure, listed } from '../../ui/words.ts';
import { AddToArchive, Dispose, ExtendRetention, LiftHold, PlaceHold, ProposeDisposal } from './archive-dialogs.tsx';
import { dayText } from './findings-tab.tsx';
import s from './audit.module.css';

type View = (typeof archiveViews)[number];
const viewWords: Record<View, string> = { all: 'All', due: 'May go', held: 'Held', proposed: 'To sign', disposed: 'Disposed' };
type Act = 'extend' | 'propose' | 'dispose';
type Asking = 'add' | { place: string } | { lift: HoldRow } | { act: Act; record: ArchivedRow } | null;

export function ArchiveTab() {
  const [text, setText] = useState('');
  const [service, setService] = useState('');
  const [tag, setTag] = useState('');
  const [view, setView] = useState<View>('all');
  const [asking, setAsking] = useState<Asking>(null);
  const said = useDebounced({ text: text.trim(), service: service.trim(), tag: tag.trim() }, 150);
  const isFiltered = said.text !== '' || said.service !== '' || said.tag !== '';
  const answer = useQuery('archive.search', { view, limit: 200, ...(said.text === '' ? {} : { text: said.text }), ...(said.service === '' ? {} : { service: said.service }), ...(said.tag === '' ? {} : { tag: said.tag }) }, { keepPrevious: true });
  const found = answer.value;
  const close = (): void => { setAsking(null); };
  useActions(found ? [{ id: 'archive.add', label: 'Archive closed records…', hotkey: 'C', group: 'Audit', may: found.mayKeep, run: () => { setAsking('add'); } }] : []);
  const add = <Button kind="primary" hotkey="C" isPending={found === undefined && answer.error === undefined} refusal={refusalOf(found?.mayKeep)} onPress={() => { setAsking('add'); }}>Archive closed records</Button>;
  return (
    <div className={s.page}>
      <RefusalLine refusal={answer.error} />
      {found && (found.counts.all === 0 && !isFiltered ? (
        <EmptyState title="Nothing is archived yet" steps={[
          { title: 'Archive what is closed', text: `${counted(found.waiting, 'closed record is', 'closed records are')} not archived yet. Each is taken in with its words, service, release and tags.`, act: add },
          { title: 'Find it years later', text: 'By any word in it, by service, by tag, by the release it belonged to.' },
          { title: 'Let it go when its time is over', text: `After ${found.years} years unless a tag or a hold says otherwise, by two signatures. A tombstone and a certificate stay.` },
        ]}>Closed records are kept as long as the policy says and forgotten on record, so that the trail stays whole.</EmptyState>
      ) : (
        <Card isPadded={false}>
          <div className={s.head}><h2>Archive</h2><span className="dim">{found.waiting > 0 && `${counted(found.waiting, 'closed record is', 'closed records are')} not archived yet`}</span><span className="end">{add}</span></div>
          <div className={s.search}>
            <TextField label="Words" value={text} onChange={setText} placeholder="Any word in it, or its number" />
            <TextField label="Service" value={service} onChange={setService} />
            <TextField label="Tag" value={tag} onChange={setTag} />
          </div>
          <div className={s.facts}><Segments label="Which records" chosen={view} onChoose={setView} choices={archiveViews.map((value) => ({ value, label: `${viewWords[value]} ${figure(found.counts[value])}` }))} /></div>
          {found.rows.length === 0 && <p className={s.none}>{isFiltered ? 'Nothing in the archive matches.' : 'None.'}</p>}
          <ul className={s.rows} aria-label="Archived records">{found.rows.map((row) => <Row key={row.id} row={row} onAct={(act) => { setAsking({ act, record: row }); }} onHold={() => { setAsking({ place: row.number }); }} />)}</ul>
          {found.next !== null && <p className={s.none}>The first {figure(found.rows.length)} of {figure(found.total)}. Search to see others.</p>}
        </Card>
      ))}
      <Holds onPlace={() => { setAsking({ place: '' }); }} onLift={(hold) => { setAsking({ lift: hold }); }} />
      {asking === 'add' && found && <AddToArchive waiting={found.waiting} onClose={close} />}
      {asking !== null && asking !== 'add' && <Dialogs asking={asking} onClose={close} />}
    </div>
  );
}

function Dialogs({ asking, onClose }: { asking: Exclude<Asking, 'add' | null>; onClose: () => void }) {
  if ('place' in asking) return <PlaceHold of={asking.place} onClose={onClose} />;
  if ('lift' in asking) return <LiftHold hold={asking.lift} onClose={onClose} />;
  const props = { record: asking.record, onClose };
  return asking.act === 'extend' ? <ExtendRetention {...props} /> : asking.act === 'propose' ? <ProposeDisposal {...props} /> : <Dispose {...props} />;
}

const kindWords: Record<ArchivedRow['kind'], string> = { change: 'Change', release: 'Release', incident: 'Incident', finding: 'Finding' };
function Row({ row, onAct, onHold }: { row: ArchivedRow; onAct: (act: Act) => void; onHold: () => void }) {
  const { disposed, proposed, holds } = row;
  const which = <span className="unseen"> {row.number}</span>;
  const place = row.kind === 'change' ? hrefOf({ place: 'change', change: row.number }) : null;
  return (
    <li>
      <div className={s.rowHead}>
        <SignalMark signal={disposed ? 'seen' : holds.length > 0 ? 'warn' : row.isPast ? 'info' : 'ok'} label={disposed ? 'disposed of' : holds.length > 0 ? 'held' : row.isPast ? 'its time is over' : 'kept'} />
        {place === null || disposed ? <b className="mono">{row.number}</b> : <a className="mono" href={place}>{row.number}</a>}<b><bdi>{disposed ? 'Disposed of' : row.title}</bdi></b>
        {holds.map((hold) => <Badge key={hold.id} tone="warn"><span className={s.cut} title={hold.matter}>Held for {hold.matter}</span></Badge>)}{proposed && !disposed && <Badge tone="info">Disposal to be signed</Badge>}
        {!disposed && (
          <span className={s.rowActs}>
            {proposed ? <Button refusal={refusalOf(row.mayDispose)} onPress={() => { onAct('dispose'); }}>Dispose of…{which}</Button> : row.isPast && <Button refusal={refusalOf(row.mayPropose)} onPress={() => { onAct('propose'); }}>Propose disposal…{which}</Button>}
            <Button kind="quiet" onPress={onHold}>Hold…{which}</Button>
            <Button kind="quiet" onPress={() => { onAct('extend'); }}>Keep longer…{which}</Button>
          </span>
        )}
      </div>
      <p className="dim">{kindWords[row.kind]}{row.service !== '' && <>, <bdi>{row.service}</bdi></>}{row.release !== '' && row.release !== row.number && <>, in <span className="mono">{row.release}</span></>}. Closed <Moment at={row.closedAt} isShort />{disposed ? '' : <>, kept until {dayText(row.retainedUntil)}: {row.extended && row.extended.until === row.retainedUntil ? <>extended by <bdi>{row.extended.by}</bdi>, {row.extended.reason}</> : `${row.rule.years} years${row.rule.tag === null ? '' : ` for ${row.rule.tag}`}`}</>}.{row.tags.length > 0 && ` Tagged ${listed(row.tags)}.`}{row.keywords.length > 0 && ` Filed under ${listed(row.keywords)}.`}</p>
      {proposed && !disposed && <p className="dim">Disposal proposed by <bdi>{proposed.by}</bdi>, <Moment at={proposed.at} isShort />: {proposed.reason}</p>}
      {disposed && <><p className="dim">{capital(counted(disposed.texts, 'text'))} erased. Proposed by <bdi>{disposed.proposedBy}</bdi>, signed by <bdi>{disposed.by}</bdi>, <Moment at={disposed.at} isShort />: {disposed.reason}</p><Certificate record={row.id} number={row.number} /></>}
    </li>
  );
}

function Certificate({ record, number }: { record: string; number: string }) {
  const write = useJob('archive.writeCertificate');
  if (write.isRunning) return <ProgressBar label="Writing the certificate" progress={write.progress} onCancel={write.cancel} />;
  return (
    <>
      <div><Button kind="quiet" onPress={() => { void write.run({ record }); }}>Write the certificate<span className="unseen"> of {number}</span></Button></div>
      <RefusalLine refusal={write.error} />
      {write.value && <Banner tone="ok" verdict="Written and sealed." acts={<Button onPress={() => { void bridge().call('workspace.revealExports', {}); }}>Open folder</Button>}>{write.value.file.name}, in {write.value.file.folder}.</Banner>}
    </>
  );
}

function Holds({ onPlace, onLift }: { onPlace: () => void; onLift: (hold: HoldRow) => void }) {
  const { value, error } = useQuery('hold.list', {});
  if (!value) return <RefusalLine refusal={error} />;
  return (
    <Card isPadded={false}>
      <div className={s.head}><h2>Legal holds</h2><span className="end"><Button refusal={refusalOf(value.mayPlace)} onPress={onPlace}>Place a hold</Button></span></div>
      {value.rows.length === 0 && <p className={s.none}>Nothing is held.</p>}
      <ul className={s.rows} aria-label="Legal holds">{value.rows.map((hold) => (
        <li key={hold.id}>
          <div className={s.rowHead}>
            <SignalMark signal={hold.lifted ? 'seen' : 'warn'} label={hold.lifted ? 'lifted' : 'in force'} /><b><bdi>{hold.matter}</bdi></b>
            <span>{hold.scope === 'record' ? <span className="mono">{hold.of}</span> : <>everything {hold.scope === 'tag' ? 'tagged' : 'of'} <bdi>{hold.of}</bdi></>}, {counted(hold.records, 'record')}</span>
            {hold.lifted === null && <span className={s.rowActs}><Button refusal={refusalOf(hold.mayLift)} onPress={() => { onLift(hold); }}>Lift…<span className="unseen"> {hold.matter}</span></Button></span>}
          </div>
          <p className="dim">{hold.reason} <span className="tiny"><bdi>{hold.placed.by}</bdi>, <Moment at={hold.placed.at} isShort />{hold.lifted && <>. Lifted by <bdi>{hold.lifted.by}</bdi>, <Moment at={hold.lifted.at} isShort />: {hold.lifted.reason}</>}</span></p>
        </li>
      ))}</ul>
    </Card>
  );
}
