// All keys of the page before you, from the one registry.
import { Kbd } from '../ui/kbd.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { actionsNow, hotkeysOf, useRegistry } from './actions.ts';
import { usePalette } from './palette-state.ts';
import s from './palette.module.css';

export function KeysHelp() {
  const isOpen = usePalette((p) => p.isHelpOpen);
  useRegistry((r) => r.sets);
  const groups = isOpen ? [...Map.groupBy(actionsNow(0).filter((a) => hotkeysOf(a).length > 0), (a) => a.group ?? 'This page')] : [];
  return (
    <Dialog title="Keys" size="medium" isOpen={isOpen} onClose={() => { usePalette.setState({ isHelpOpen: false }); }}>
      <div className={s.keys}>
        {groups.map(([group, actions]) => (
          <section key={group}><h3>{group}</h3><ul>{actions.map((a) => <li key={a.id}><span>{a.label}</span><span>{hotkeysOf(a).map((k) => <span key={k}><span className="unseen">{k}</span><Kbd hotkey={k} /></span>)}</span></li>)}</ul></section>
        ))}
        <section><h3>Always</h3><ul><li><span>One level out</span><span><Kbd hotkey="Escape" /></span></li></ul></section>
      </div>
    </Dialog>
  );
}
