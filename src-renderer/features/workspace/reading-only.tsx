// A workspace in whose feed this device may not write: why it only reads, and the way on.
import { useState } from 'react';
import { useCommand } from '../../data/use-command.ts';
import { adoptSession } from '../../app/session.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Shape } from '../../ui/shapes.tsx';

const reasons: Record<string, string> = {
  older_than_mark: 'This is an older copy of the workspace: this device had already written more than is here. Reading is possible; what was written since must come back from where it went, or this device goes on in a new feed with a new site code. The old feed is never written again.',
  restored_copy: 'This workspace was put back from a backup, and what this device wrote after it is not known here. Reading is possible; to write, this device goes on in a new feed with a new site code. The old feed is never written again.',
  feed_elsewhere: 'Another copy of this workspace went on writing under this device’s name. Reading is possible; to write, this device goes on in a new feed with a new site code. The old feed is never written again.',
  chain_broken: 'The trail does not hold, so nothing more is written. Verify it on the Audit page to see where.',
};

export function ReadingOnly({ reason }: { reason: string | null }) {
  const [isOpen, setOpen] = useState(false);
  const [site, setSite] = useState('');
  const start = useCommand('workspace.startNewFeed');
  const go = async (): Promise<void> => {
    const reply = await start.run({ site: site.trim().toUpperCase() });
    if (reply.ok) { setOpen(false); adoptSession(reply.value); }
  };
  const mayStart = reason !== null && reason !== 'chain_broken';
  const close = (): void => { setOpen(false); };
  return (
    <>
      <Button kind="quiet" icon={<Shape name="sig-warn" />} onPress={() => { setOpen(true); }}>Reading only</Button>
      <Dialog title="This workspace is open for reading only" isOpen={isOpen} onClose={close} footer={(
        <>
          <Button hotkey="Escape" onPress={close}>Go on reading</Button>
          {mayStart && <Button kind="primary" isPending={start.isPending} isDisabled={site.trim().length < 2} onPress={() => { void go(); }}>Start a new feed</Button>}
        </>
      )}>
        <p className="sec">{reasons[reason ?? ''] ?? reasons['chain_broken']}</p>
        {mayStart && <TextField label="New site code" value={site} onChange={setSite} maxLength={4} help="Two to four capitals or digits, such as A2; numbers of new records carry it" isRequired autoFocus onEnter={() => { void go(); }} />}
        <RefusalLine refusal={start.error} />
      </Dialog>
    </>
  );
}
