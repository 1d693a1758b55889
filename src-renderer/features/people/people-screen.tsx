// People, their roles, and who can sign on this device.
import { useId, useState } from 'react';
import type { Output } from '#contract/index.ts';
import { roles } from '#contract/people.ts';
import type { PersonRow, Role } from '#contract/people.ts';
import { useActions } from '../../app/actions.ts';
import { Screen } from '../../app/screen.tsx';
import { bridge } from '../../bridge.ts';
import { useCommand } from '../../data/use-command.ts';
import { useDebounced } from '../../data/use-debounced.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Checkbox } from '../../ui/fields.tsx';
import { Avatar, SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { CardHead, Panel, Toolbar } from '../../ui/surfaces.tsx';
import { showToast } from '../../ui/toast.tsx';
import { figure, roleWords } from '../../ui/words.ts';
import { AddPerson } from './add-person.tsx';
import s from './people.module.css';

export function PeopleScreen() {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [isAdding, setAdding] = useState(false);
  const rested = useDebounced(text.trim(), 50);
  const answer = useQuery('person.list', { limit: 500, ...(rested === '' ? {} : { text: rested }) }, { keepPrevious: true });
  const searchId = useId();
  useActions([
    { id: 'person.add', label: 'Add a person…', hotkey: 'C', group: 'People', run: () => { setAdding(true); } },
    { id: 'person.search', label: 'Search people', hotkey: '/', group: 'People', isSilent: true, run: () => { document.getElementById(searchId)?.focus(); } },
  ]);
  const rows = answer.value?.rows ?? [];
  const person = rows.find((p) => p.id === chosen) ?? null;
  return (
    <Screen title="People & policy" acts={<Button kind="primary" hotkey="C" onPress={() => { setAdding(true); }}>Add person</Button>}>
      <div className={s.page} data-open={person !== null || undefined}>
        <div className={s.main}>
          <Toolbar label="Search">
            <SearchField id={searchId} label="Search people" hotkey="/" value={text} onChange={setText} />
            <span className="end dim" role="status">{answer.value && `${figure(answer.value.total)} ${answer.value.total === 1 ? 'person' : 'people'}`}</span>
          </Toolbar>
          <RefusalLine refusal={answer.error} />
          {answer.value?.rows.length === 0 ? <EmptyState title="Nobody by that name">Search by a part of the name.</EmptyState> : <PeopleTable rows={rows} chosen={chosen} onChoose={setChosen} />}
        </div>
        {person && <PersonPanel key={person.id} person={person} onClose={() => { setChosen(null); }} />}
      </div>
      {isAdding && <AddPerson onClose={() => { setAdding(false); }} />}
    </Screen>
  );
}

function PeopleTable({ rows, chosen, onChoose }: { rows: Output<'person.list'>['rows']; chosen: string | null; onChoose: (id: string) => void }) {
  return (
    <div className={s.scroll}>
      <table className={s.table}>
        <thead><tr><th scope="col">Name</th><th scope="col">Roles</th><th scope="col">Key</th></tr></thead>
        <tbody>{rows.map((p) => (
          <tr key={p.id} data-on={p.id === chosen || undefined}>
            <td><button type="button" className={s.name} aria-pressed={p.id === chosen} onClick={() => { onChoose(p.id); }}><Avatar name={p.name} /><bdi>{p.name}</bdi></button></td>
            <td className="sec">{p.roles.length === 0 ? <span className="dim">no role</span> : p.roles.map((r) => roleWords[r]).join(', ')}</td>
            <td>{p.canSignHere ? <SignalMark signal="ok">signs on this device</SignalMark> : <span className="dim">{p.hasKey ? 'signs elsewhere' : 'no key'}</span>}</td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}

function PersonPanel({ person, onClose }: { person: PersonRow; onClose: () => void }) {
  const grant = useCommand('role.grant');
  const revoke = useCommand('role.revoke');
  useActions([{ id: 'person.close', label: 'Close the person', hotkey: 'Escape', group: 'People', isSilent: true, run: onClose }]);
  const toggle = (role: Role, on: boolean): void => {
    grant.clear();
    revoke.clear();
    void (on ? grant : revoke).run({ person: person.id, role }).then((reply) => {
      if (reply.ok) showToast({ text: `${person.name}: ${roleWords[role]} ${on ? 'granted' : 'taken away'}.`, undo: () => { void bridge().call(on ? 'role.revoke' : 'role.grant', { person: person.id, role }); } });
    });
  };
  return (
    <Panel label={person.name} className={s.panel} header={<CardHead title={<bdi>{person.name}</bdi>} aside={<Button kind="quiet" hotkey="Escape" onPress={onClose}>Close</Button>} />}>
      <div className={s.roles}>
        <p className="dim">Every role holds its own rights. Each grant is an event of the trail; nobody grants to themselves.</p>
        {roles.map((role) => <Checkbox key={role} label={roleWords[role]} isChecked={person.roles.includes(role)} isDisabled={grant.isPending || revoke.isPending} onChange={(on) => { toggle(role, on); }} />)}
        <RefusalLine refusal={grant.error ?? revoke.error} />
      </div>
    </Panel>
  );
}
