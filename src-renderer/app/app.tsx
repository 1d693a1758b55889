// Which of its faces the window shows: first run, an encrypted workspace to unlock, sign-in, or the house itself.
import { I18nProvider } from 'react-aria-components';
import { FirstRun } from '../features/workspace/first-run.tsx';
import { SignIn } from '../features/workspace/sign-in.tsx';
import { UnlockWorkspace } from '../features/workspace/unlock-workspace.tsx';
import { RefusalCard } from '../ui/refusal.tsx';
import { ToastRegion } from '../ui/toast.tsx';
import { Frame } from './frame.tsx';
import { IdleLock } from './idle-lock.tsx';
import { KeysHelp } from './keys-help.tsx';
import { Palette } from './palette.tsx';
import { useSession } from './session.ts';
import { useCommonActions } from './common-actions.ts';

export function App() {
  const state = useSession((s) => s.state);
  const error = useSession((s) => s.error);
  useCommonActions();
  return (
    <I18nProvider locale="en-GB">
      {state === null ? error && <RefusalCard refusal={error} title="Gavel could not start" />
        : state.locked !== null ? <UnlockWorkspace locked={state.locked} />
        : state.workspace === null ? <FirstRun />
          : state.person === null ? <SignIn state={state} workspace={state.workspace} />
            : <><Frame state={state} workspace={state.workspace} person={state.person} /><IdleLock minutes={state.idleLockMinutes} /></>}
      <Palette />
      <KeysHelp />
      <ToastRegion />
    </I18nProvider>
  );
}
