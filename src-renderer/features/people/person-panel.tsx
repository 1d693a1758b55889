// One person: roles, key, standing, and what a registrar may change about each.
import { useState } from 'react';
import { sentence } from '#contract/errors.ts';
import type { Refusal } from '#contract/errors.ts';
import type { PersonRow, Role } from '#contract/people.ts';
import { useActions } from '../../app/actions.ts';
import { usePerson } from '../../app/session.ts';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { CardHead, Panel, Section } from '../../ui/surfaces.tsx';
import { roleWords } from '../../ui/words.ts';
import { SkillsSection } from '../reviews/skills-section.tsx';
import { ChangePassphrase, GrantRole, IssueKey, Reinstate, RevokeKey, RevokeRole, Suspend } from './person-dialogs.tsx';
import s from './people.module.css';

type Asked = 'grant' | 'suspend' | 'reinstate' | 'revoke-key' | 'issue-key' | 'passphrase' | { revoke: Role };

export function PersonPanel({ person, registrars, mayManage, onClose }: { person: PersonRow; registrars: number; mayManage: Refusal | undefined; onClose: () => void }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const isSelf = usePerson()?.id === person.id;
  // Nobody signs about themselves; the core says so as well.
  const own: Refusal | undefined = mayManage ?? (isSelf ? { code: 'own_role', facts: {} } : undefined);
  const done = (): void => { setAsked(null); };
  useActions([{ id: 'person.close', label: 'Close the person', hotkey: 'Escape', group: 'People', isSilent: true, run: onClose }]);
  const common = { person, registrars, onClose: done };
  return (
    <Panel label={person.name} className={s.panel} header={<CardHead title={<bdi>{person.name}</bdi>} aside={<Button kind="quiet" hotkey="Escape" onPress={onClose}>Close</Button>} />}>
      <Section title="Roles" aside={<Button refusal={own} onPress={() => { setAsked('grant'); }}>Grant a role…</Button>}>
        {person.roles.length === 0 ? <p className="dim">None. {person.isSuspended && 'A suspended person holds no role.'}</p> : (
          <ul className={s.held}>{person.roles.map((role) => (
            <li key={role}><span className="grow">{roleWords[role]}</span><Button kind="quiet" label={`Take away: ${roleWords[role]}`} refusal={mayManage} onPress={() => { setAsked({ revoke: role }); }}>Take away…</Button></li>
          ))}</ul>
        )}
        <p className="dim">A grant needs two registrars or the root; taking away needs one. Nobody grants to themselves.</p>
      </Section>
      <SkillsSection person={person} />
      <Section title="Key">
        <p>{person.hasKey ? person.canSignHere ? <SignalMark signal="ok">signs on this device</SignalMark> : <SignalMark signal="info">signs on another device</SignalMark> : <span className="dim">No key: this person stands in records and signs nothing.</span>}</p>
        <div className="row wrap">
          {isSelf && <Button onPress={() => { setAsked('passphrase'); }}>Change passphrase…</Button>}
          {person.hasKey ? <Button refusal={mayManage} onPress={() => { setAsked('revoke-key'); }}>Revoke key…</Button> : <Button refusal={own} onPress={() => { setAsked('issue-key'); }}>Give a key…</Button>}
        </div>
      </Section>
      <Section title="Standing">
        <p>{person.isSuspended ? <SignalMark signal="bad">suspended</SignalMark> : 'In good standing.'}</p>
        <div className="row wrap">{person.isSuspended ? <Button refusal={own} onPress={() => { setAsked('reinstate'); }}>End the suspension…</Button> : <Button refusal={own} onPress={() => { setAsked('suspend'); }}>Suspend…</Button>}</div>
        {mayManage && <p className="dim">{sentence(mayManage)}</p>}
      </Section>
      {asked === 'grant' && <GrantRole {...common} />}
      {asked === 'suspend' && <Suspend {...common} />}
      {asked === 'reinstate' && <Reinstate {...common} />}
      {asked === 'revoke-key' && <RevokeKey {...common} />}
      {asked === 'issue-key' && <IssueKey {...common} />}
      {asked === 'passphrase' && <ChangePassphrase onClose={done} />}
      {asked !== null && typeof asked === 'object' && <RevokeRole person={person} role={asked.revoke} onClose={done} />}
    </Panel>
  );
}
