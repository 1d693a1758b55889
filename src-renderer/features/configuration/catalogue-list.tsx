// What is offered: each service with its features as releases make them, and the releases and changes that touch it (CFG-09).
import { useId, useState } from 'react';
import type { OfferingRow } from '#contract/catalogue.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { useJob } from '../../data/use-command.ts';
import { useDebounced } from '../../data/use-debounced.ts';
import { useQuery } from '../../data/use-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Badge, SignalMark, StateRing } from '../../ui/marks.tsx';
import type { Signal } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Toolbar } from '../../ui/surfaces.tsx';
import { formatDay } from '../../ui/time-words.ts';
import { counted } from '../../ui/words.ts';
import { featureWords, offeringWords, tierWord } from './configuration-words.ts';
import { FeatureDialog, OfferingDialog, RetireDialog } from './offering-dialog.tsx';
import s from './catalogue.module.css';

type Act = 'edit' | 'retire' | 'feature';
export function CatalogueList() {
  const searchId = useId();
  const [text, setText] = useState('');
  const [asked, ask] = useState<{ act: Act; service: string } | null>(null);
  const [limit, setLimit] = useState(100);
  const answer = useQuery('catalogue.list', { text: useDebounced(text.trim(), 50), limit }, { keepPrevious: true });
  const rows = answer.value?.rows ?? [];
  const row = rows.find(({ service }) => service === asked?.service);
  const close = (): void => { ask(null); };
  const write = useJob('catalogue.export');
  const save = (format: 'csv' | 'json'): void => { if (!write.isRunning) void write.run({ format }); };
  useActions([
    { id: 'catalogue.search', label: 'Search the catalogue', hotkey: ['/', 'F'], group: 'Configuration', run: () => { document.getElementById(searchId)?.focus(); } },
    { id: 'catalogue.csv', label: 'Save the catalogue as CSV', group: 'Configuration', run: () => { save('csv'); } }, { id: 'catalogue.json', label: 'Save the catalogue as JSON', group: 'Configuration', run: () => { save('json'); } },
  ]);
  return (
    <div className={s.catalogue}>
      <Toolbar label="Search"><SearchField id={searchId} label="Search the catalogue" hotkey="/" value={text} onChange={setText} /><span className="end dim nowrap" role="status">{answer.value && counted(answer.value.total, 'service')}</span><Button kind="quiet" isPending={write.isRunning} onPress={() => { save('csv'); }}>Save as CSV</Button></Toolbar>
      {write.value && <Banner tone="ok" verdict={`${write.value.file.name} is written.`}>{counted(write.value.rows, 'service')} in {write.value.file.folder}.</Banner>}
      <RefusalLine refusal={answer.error ?? write.error} />
      {answer.value && rows.length === 0 && (text === '' ? <Teaching /> : <EmptyState title="Nothing of that name">Neither a service that is offered nor one of its features says “{text}”.</EmptyState>)}
      {rows.length > 0 && (
        <div className={s.scroll} tabIndex={0} role="group" aria-label="Catalogue">
          <ul aria-label="Services offered">{rows.map((x) => <Offering key={x.service} row={x} refusal={refusalOf(answer.value?.mayKeep)} onAct={(act) => { ask({ act, service: x.service }); }} />)}</ul>
          {answer.value?.next != null && <p className={s.more}><Button kind="quiet" onPress={() => { setLimit(Math.min(500, limit + 100)); }}>Show more</Button></p>}
        </div>
      )}
      {row && asked?.act === 'edit' && <OfferingDialog row={row} onClose={close} />}
      {row && asked?.act === 'retire' && <RetireDialog row={row} onClose={close} />}
      {row && asked?.act === 'feature' && <FeatureDialog row={row} onClose={close} />}
    </div>
  );
}

function Teaching() {
  return (
    <EmptyState title="Nothing is offered yet" steps={[
      { title: 'Offer a service', text: 'One of those that are registered, with the items that stand behind it.' },
      { title: 'Say what a release does to it', text: 'A feature is planned until its release is transitioned; then it is live, with version and day.' },
      { title: 'Retire what is no longer offered', text: 'Then no release goes out that still has it in scope.' },
    ]}>The catalogue says what people can count on: each service with its owner, its tier, what it can do now, and what is coming.</EmptyState>
  );
}

const stateSignals: Record<OfferingRow['state'], Signal> = { pipeline: 'info', live: 'ok', retired: 'seen' };
const day = (at: string | null): string => (at === null ? 'no day yet' : formatDay(at.length === 10 ? `${at}T12:00:00.000Z` : at, 'UTC'));
type RowProps = { row: OfferingRow; refusal: ReturnType<typeof refusalOf>; onAct: (act: Act) => void };
function Offering({ row, refusal, onAct }: RowProps) {
  const about = [tierWord(row.tier), row.sla, row.environments.join(', ')].filter((text) => text !== '');
  return (
    <li className={s.offering}>
      <div className={s.head}>
        <SignalMark signal={stateSignals[row.state]}>{offeringWords[row.state]}</SignalMark><h2><bdi>{row.name}</bdi></h2>{row.isUnsupported && <Badge tone="bad">stands on something retired</Badge>}
        <span className={s.acts}>
          {row.state !== 'retired' && <Button kind="quiet" label={`Retire ${row.name}`} refusal={refusalOf(row.mayRetire)} onPress={() => { onAct('retire'); }}>Retire…</Button>}
          <Button kind="quiet" label={row.state === 'retired' ? `Offer again ${row.name}` : `Edit ${row.name}`} refusal={refusal} onPress={() => { onAct('edit'); }}>{row.state === 'retired' ? 'Offer again…' : 'Edit…'}</Button>
          {row.state !== 'retired' && <Button label={`Declare a feature of ${row.name}`} refusal={refusal} onPress={() => { onAct('feature'); }}>Declare a feature…</Button>}
        </span>
      </div>
      <p className="sec">{row.owner === '' ? <SignalMark signal="missing">nobody answers for it</SignalMark> : <bdi>{row.owner}</bdi>}{about.length > 0 && <span className="dim">{` · ${about.join(' · ')}`}</span>}</p>
      {row.description !== '' && <p className="prose">{row.description}</p>}
      <div className={s.parts}>
        <Features row={row} />
        <section aria-label={`Under way on ${row.name}`}><h3>Under way</h3>
          {row.releases.length === 0 && row.openChanges === 0 && <p className="dim">No release and no open change touches it.</p>}
          <ul className={s.lines}>
            {row.releases.map((one) => <li key={one.number}><span className="mono tiny">{one.number}</span><bdi className={s.name}>{one.name}</bdi><span className="dim nowrap">{one.state.replace('-', ' ')}, {day(one.startsAt)}</span></li>)}
            {row.changes.slice(0, 4).map((one) => <li key={one.id}><StateRing state={one.state} isShapeOnly /><a className={s.name} href={hrefOf({ place: 'change', change: one.number })}><span className="mono tiny">{one.number}</span> <bdi>{one.title}</bdi></a></li>)}
          </ul>
          {row.openChanges > 4 && <a className="tiny" href={hrefOf({ place: 'changes', filter: new URLSearchParams({ service: row.name }).toString() })}>{counted(row.openChanges, 'open change')} in all</a>}
        </section>
        <section aria-label={`Behind ${row.name}`}><h3>Behind it</h3>
          {row.artefacts.length === 0 ? <p className="dim">No item is named yet.</p> : <ul className={s.lines}>{row.artefacts.map((one) => <li key={one.id}><a className={s.name} href={hrefOf({ place: 'configuration', filter: '', item: one.id })}><bdi>{one.name}</bdi></a>{one.isRetired ? <SignalMark signal="bad">retired</SignalMark> : <span className="dim">{one.version}</span>}</li>)}</ul>}
        </section>
      </div>
    </li>
  );
}

function Features({ row }: { row: OfferingRow }) {
  return (
    <section aria-label={`Features of ${row.name}`}><h3>Features</h3>
      {row.features.length === 0 ? <p className="dim">No release has declared one.</p> : (
        <ul className={s.lines}>{row.features.map((one) => (
          <li key={one.name}><SignalMark signal={one.state === 'live' ? 'ok' : one.state === 'removed' ? 'seen' : 'info'} label={featureWords[one.state]} /><bdi className={s.name}>{one.name} <span className="dim">{one.version}</span></bdi>
            <span className="dim nowrap">{one.plannedOn === null && one.on !== null ? `${featureWords[one.state]} since ${day(one.on)}` : `${featureWords[one.state]}, ${day(one.plannedOn)}`}</span></li>
        ))}</ul>
      )}
    </section>
  );
}
