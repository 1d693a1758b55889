// What a change reaches: whose answer it needs, the picture and the list, what cannot be seen, and who else works there (RISK-04).
import { useState } from 'react';
import type { ChangeRecord } from '#contract/change.ts';
import type { BlindSpot, ImpactItem, ImpactReport, ImpactService, OtherChange } from '#contract/impact.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import type { Action } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { useQuery } from '../../data/use-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Select } from '../../ui/fields.tsx';
import { SignalMark, StateRing } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card, CardHead } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { formatAgo } from '../../ui/time-words.ts';
import { counted, figure, listed } from '../../ui/words.ts';
import { blindWords, tierWord } from '../configuration/configuration-words.ts';
import { ItemDialog } from '../configuration/item-dialog.tsx';
import { ImpactGraph } from './impact-graph.tsx';
import { mostBoxes } from './graph-layout.ts';
import { RespondDialog } from './respond-dialog.tsx';
import s from './impact.module.css';

const depths: readonly number[] = [1, 2, 3, 4, 5, 6, 8, 10];
const itemHref = (id: string): string => hrefOf({ place: 'configuration', filter: '', item: id });

export function ImpactPart({ record }: { record: ChangeRecord }) {
  const [depth, setDepth] = useState<number | undefined>(undefined);
  const [answered, setAnswered] = useState<string | null>(null);
  const [selected, setSelected] = useState<string | null>(null);
  const [registered, setRegistered] = useState<string | null>(null);
  const facets = useQuery('item.facets', {}).value;
  const answer = useQuery('impact.show', { change: record.id, ...(depth === undefined ? {} : { depth }) }, { keepPrevious: true });
  const report = answer.value;
  const own = report?.services.filter((x) => x.mayRespond.ok) ?? [];
  useActions(own.map((x): Action => ({ id: `impact.respond.${x.id}`, label: `Answer for ${x.name}`, group: record.number, run: () => { setAnswered(x.id); } })));
  if (!report) return <RefusalLine refusal={answer.error} />;
  if (record.fields.items.length === 0) return <NoItems number={record.number} />;
  const service = report.services.find((x) => x.id === answered);
  const unknown = report.blind.filter((b) => b.id === null).map((b) => b.name);
  return (
    <div className={s.part}>
      {report.isScopeUnknown && (
        <Banner tone="warn" verdict="Unknown scope" acts={<Button refusal={refusalOf(facets?.mayKeep)} onPress={() => { setRegistered(unknown[0] ?? null); }}>Register {unknown[0]}…</Button>}>
          {listed(unknown.slice(0, 5))}{unknown.length > 5 ? ` and ${figure(unknown.length - 5)} more` : ''} {unknown.length === 1 ? 'is' : 'are'} in no register, so nobody can say what {unknown.length === 1 ? 'it reaches' : 'they reach'}. Register {unknown.length === 1 ? 'it' : 'them'} or correct the record.
        </Banner>
      )}
      <Services report={report} onRespond={setAnswered} />
      <Card title={`${counted(report.total, 'item')} within ${counted(report.depth, 'step')}`} aside={<Depth depth={report.depth} onChoose={setDepth} />}>
        {report.isCut && <p className="dim">More lies further away than can be listed.</p>}
        {report.total > mostBoxes && <p className="dim">Too many for a box each: items of one service at one distance share a box.</p>}
        <div className={s.pictures}><ImpactGraph report={report} selected={selected} onSelect={setSelected} /><Items report={report} selected={selected} onSelect={setSelected} /></div>
      </Card>
      <div className={s.pair}>
        <Blind blind={report.blind} total={report.blindTotal} />
        <Others changes={report.changes} hasWindow={report.hasWindow} />
      </div>
      {registered !== null && <ItemDialog record={null} name={registered} services={facets?.services.map((x) => x.name) ?? []} onClose={() => { setRegistered(null); }} onDone={() => { setRegistered(null); }} />}
      {service && <RespondDialog change={record.id} number={record.number} service={service} onClose={() => { setAnswered(null); }} />}
    </div>
  );
}

function NoItems({ number }: { number: string }) {
  return (
    <EmptyState title="Nothing to follow yet" steps={[{ title: 'Name the items it touches', text: `Edit ${number} and add its configuration items, one per line.` }]}>
      From the items of a change Gavel follows what relies on them: the services it reaches, their owners and tiers, and other work on them in the same days.
    </EmptyState>
  );
}

const Depth = ({ depth, onChoose }: { depth: number; onChoose: (depth: number) => void }) =>
  <div className={s.depth}><Select label="Steps followed" value={String(depth)} onChange={(text) => { onChoose(Number(text)); }} options={[...new Set([...depths, depth])].toSorted((a, b) => a - b).map((n) => ({ value: String(n), label: String(n) }))} /></div>;

function Standing({ service }: { service: ImpactService }) {
  const { answer } = service;
  const mark = answer === null ? (!service.isConsulted ? <span className="dim">not asked</span> : service.status === 'unowned' ? <SignalMark signal="bad">nobody to ask</SignalMark> : <SignalMark signal="missing">must answer</SignalMark>)
    : answer.isStale ? <SignalMark signal="gap">answered an earlier plan</SignalMark>
      : answer.response === 'agree' ? <SignalMark signal="ok">{answer.by} agrees</SignalMark> : <SignalMark signal="warn">{answer.by} objects</SignalMark>;
  return <div>{mark}{answer !== null && <small className={s.note}>{answer.note !== '' && <><q><bdi>{answer.note}</bdi></q>, </>}<time dateTime={answer.at}>{formatAgo(answer.at)}</time></small>}</div>;
}

function Services({ report, onRespond }: { report: ImpactReport; onRespond: (service: string) => void }) {
  const asked = report.services.filter((x) => x.isConsulted);
  const open = asked.filter((x) => x.status !== 'answered');
  return (
    <Card isPadded={false}>
      <div className={s.head}><CardHead title="Services it reaches" caption="Owners of tier 1 and 2 answer before the change is authorised" aside={asked.length === 0 ? undefined : open.length === 0 ? <SignalMark signal="ok">all have answered</SignalMark> : <SignalMark signal="missing">{counted(open.length, 'answer')} open</SignalMark>} /></div>
      {report.services.length === 0 ? <p className={s.none}>None that the register knows of.</p> : (
        <div className={s.scroll} tabIndex={0} role="group" aria-label="Services it reaches">
          <table className={s.table}>
            <thead><tr><th scope="col">Service</th><th scope="col">Tier</th><th scope="col">Owner</th><th scope="col">Service level</th><th scope="col">Distance</th><th scope="col">Answer</th><th scope="col"><span className="unseen">Acts</span></th></tr></thead>
            <tbody>{report.services.map((x) => (
              <tr key={x.id}>
                <td><bdi className={s.strong}>{x.name}</bdi></td><td>{x.tier ?? '–'}</td>
                <td>{x.owner === '' ? <span className="dim">nobody</span> : <bdi>{x.owner}</bdi>}{x.deputies.length > 0 && <small className={s.note}>or {x.deputies.join(', ')}</small>}</td>
                <td><bdi>{x.sla || '–'}</bdi></td><td className="nowrap">{x.distance === 0 ? 'changed itself' : counted(x.distance, 'step')}</td><td><Standing service={x} /></td>
                <td className={s.act}>{(x.isConsulted || x.mayRespond.ok) && <Button kind={x.mayRespond.ok && x.status !== 'answered' && x.isConsulted ? 'primary' : 'quiet'} label={`Answer for ${x.name}`} refusal={refusalOf(x.mayRespond)} onPress={() => { onRespond(x.id); }}>Answer…</Button>}</td>
              </tr>
            ))}</tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

function Items({ report, selected, onSelect }: { report: ImpactReport; selected: string | null; onSelect: (item: string | null) => void }) {
  const steps = [...new Set(report.items.map((i) => i.distance))];
  return (
    <div className={s.items} tabIndex={0} role="group" aria-label="Items it reaches">
      {steps.map((distance) => {
        const all = report.items.filter((i) => i.distance === distance);
        return <section key={distance}><h3>{distance === 0 ? 'Changed' : counted(distance, 'step')} <span className="dim">{figure(all.length)}</span></h3><ul>{all.map((item) => <Item key={item.id} item={item} isSelected={item.id === selected} onSelect={onSelect} />)}</ul></section>;
      })}
      {report.total > report.items.length && <p className="dim">The nearest {figure(report.items.length)} of {figure(report.total)}.</p>}
    </div>
  );
}

function Item({ item, isSelected, onSelect }: { item: ImpactItem; isSelected: boolean; onSelect: (item: string | null) => void }) {
  return (
    <li data-on={isSelected || undefined}>
      <button type="button" aria-pressed={isSelected} onClick={() => { onSelect(isSelected ? null : item.id); }}>
        <bdi className={s.strong}>{item.name}</bdi> <span className="dim">{[item.serviceName, tierWord(item.tier), item.owner].filter((text) => text !== '').join(', ')}</span>
        {item.distance > 0 && <small className={s.note}>{item.path.join(' → ')}</small>}
      </button>
      <a href={itemHref(item.id)} aria-label={`Open ${item.name} in the register`}>Open</a>
    </li>
  );
}

function Blind({ blind, total }: { blind: readonly BlindSpot[]; total: number }) {
  return (
    <Card title="Blind spots" aside={total > 0 ? figure(total) : undefined}>
      {total === 0 ? <p className="dim">None: each item has an owner and is related to others.</p> : (
        <ul className={s.lines}>{blind.slice(0, 50).map((b) => <li key={b.id ?? b.name}><SignalMark signal="unseen">{b.id === null ? <bdi>{b.name}</bdi> : <a href={itemHref(b.id)}><bdi>{b.name}</bdi></a>}</SignalMark><span className="dim">{listed(b.why.map((why) => blindWords[why]))}</span></li>)}</ul>
      )}
      {total > 50 && <p className="dim">The first 50 of {figure(total)}.</p>}
    </Card>
  );
}

function Others({ changes, hasWindow }: { changes: readonly OtherChange[]; hasWindow: boolean }) {
  return (
    <Card title="Others at work there" aside={changes.length > 0 ? figure(changes.length) : undefined}>
      {changes.length === 0 && <p className="dim">{hasWindow ? 'No other change touches these items or services within a day of the window.' : 'Without a planned window nobody can say who else works there.'}</p>}
      <ul className={s.lines}>{changes.slice(0, 50).map((c) => (
        <li key={c.number} className={s.other}><StateRing state={c.state} isShapeOnly /><a className="mono" href={hrefOf({ place: 'change', change: c.number })}>{c.number}</a><bdi className="grow trunc" title={c.title}>{c.title}</bdi><span className="dim nowrap"><Moment at={c.plannedStartAt} zone="UTC" /></span><small className={s.note}>touches {listed(c.touches.slice(0, 3))}{c.touches.length > 3 ? ` and ${figure(c.touches.length - 3)} more` : ''}</small></li>
      ))}</ul>
    </Card>
  );
}
