// People, their roles and keys, the devices they write on, the policy, and what waits for a second registrar.
import { useId, useState } from 'react';
import type { PersonRow } from '#contract/people.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { Screen } from '../../app/screen.tsx';
import { useDebounced } from '../../data/use-debounced.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Avatar, SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Toolbar } from '../../ui/surfaces.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { counted, roleWords } from '../../ui/words.ts';
import { AddPerson } from './add-person.tsx';
import { DevicesTab } from './devices.tsx';
import { EnrolDevice } from './enrol-device.tsx';
import { Pending } from './pending.tsx';
import { PersonPanel } from './person-panel.tsx';
import { PolicyTab } from './policy-tab.tsx';
import s from './people.module.css';

export function PeopleScreen() {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [tab, setTab] = useState('people');
  const [open, setOpen] = useState<'add' | 'enrol' | null>(null);
  const rested = useDebounced(text.trim(), 50);
  const people = useQuery('person.list', { limit: 500, ...(rested === '' ? {} : { text: rested }) }, { keepPrevious: true });
  const pending = useQuery('roster.pending', {});
  const devices = useQuery('device.list', {});
  const searchId = useId();
  const may = pending.value?.mayManage;
  const mayManage = refusalOf(may);
  // Until the core has said who may, nothing opens that it would refuse a moment later.
  const isAsking = pending.value === undefined && pending.error === undefined;
  useActions([
    { id: 'person.add', label: 'Add a person…', hotkey: 'C', group: 'People', may, run: () => { setOpen('add'); } },
    { id: 'device.enrol', label: 'Enrol a device…', hotkey: 'E', group: 'People', may, run: () => { setOpen('enrol'); } },
    { id: 'person.search', label: 'Search people', hotkey: '/', group: 'People', isSilent: true, run: () => { setTab('people'); requestAnimationFrame(() => { document.getElementById(searchId)?.focus(); }); } },
  ]);
  const rows = people.value?.rows ?? [];
  const person = tab === 'people' ? rows.find((p) => p.id === chosen) : undefined;
  const registrars = pending.value?.registrars ?? 0;
  const close = (): void => { setOpen(null); };
  return (
    <Screen title="People" acts={<><Button hotkey="E" refusal={mayManage} isPending={isAsking} onPress={() => { setOpen('enrol'); }}>Enrol a device</Button><Button kind="primary" hotkey="C" refusal={mayManage} isPending={isAsking} onPress={() => { setOpen('add'); }}>Add person</Button></>}>
      <div className={s.page} data-open={person !== undefined || undefined}>
        <div className={s.main}>
          <RefusalLine refusal={people.error ?? pending.error ?? devices.error} />
          <div className={s.top}><Pending rows={pending.value?.rows ?? []} /></div>
          <Tabs label="People and policy" selected={tab} onSelect={setTab} tabs={[
            { id: 'people', label: 'People', content: (
              <>
                <Toolbar label="Search">
                  <SearchField id={searchId} label="Search people" hotkey="/" value={text} onChange={setText} />
                  <span className="end dim" role="status">{people.value && counted(people.value.total, 'person', 'people')}</span>
                </Toolbar>
                {people.value?.rows.length === 0 ? <EmptyState title="Nobody by that name">Search by a part of the name.</EmptyState> : <PeopleTable rows={rows} chosen={chosen} onChoose={setChosen} />}
              </>
            ) },
            { id: 'devices', label: 'Devices', content: <DevicesTab rows={devices.value?.rows ?? []} mayManage={mayManage} /> },
            { id: 'policy', label: 'Policy', content: <PolicyTab mayManage={mayManage} /> },
          ]} />
        </div>
        {person && <PersonPanel key={person.id} person={person} registrars={registrars} mayManage={mayManage} onClose={() => { setChosen(null); }} />}
      </div>
      {open === 'add' && <AddPerson registrars={registrars} onClose={close} />}
      {open === 'enrol' && <EnrolDevice registrars={registrars} onClose={close} />}
    </Screen>
  );
}

function Key({ person }: { person: PersonRow }) {
  if (person.isSuspended) return <SignalMark signal="bad">suspended</SignalMark>;
  if (person.canSignHere && person.hasKey) return <SignalMark signal="ok">signs on this device</SignalMark>;
  return <span className="dim">{person.hasKey ? 'signs elsewhere' : 'no key'}</span>;
}

function PeopleTable({ rows, chosen, onChoose }: { rows: readonly PersonRow[]; chosen: string | null; onChoose: (id: string) => void }) {
  return (
    <div className={s.scroll} role="group" aria-label="People" tabIndex={0}>
      <table className={s.table}>
        <thead><tr><th scope="col">Name</th><th scope="col">Roles</th><th scope="col">Key</th></tr></thead>
        <tbody>{rows.map((p) => (
          <tr key={p.id} data-on={p.id === chosen || undefined}>
            <td><button type="button" className={s.name} aria-pressed={p.id === chosen} onClick={() => { onChoose(p.id); }}><Avatar name={p.name} /><bdi>{p.name}</bdi></button></td>
            <td className="sec">{p.roles.length === 0 ? <span className="dim">no role</span> : p.roles.map((r) => roleWords[r]).join(', ')}</td>
            <td className="nowrap"><Key person={p} /></td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}
