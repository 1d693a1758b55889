// The act of backing up, and the reminder when there was no backup for a week.
import { useState } from 'react';
import { HardDrive } from 'lucide-react';
import { useActions } from '../../app/actions.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { counted } from '../../ui/words.ts';
import { BackupDialog } from './backup-dialog.tsx';

export function BackupLine() {
  const [isOpen, setOpen] = useState(false);
  const answer = useQuery('workspace.status', {});
  const status = answer.value;
  const open = (): void => { setOpen(true); };
  useActions([{ id: 'workspace.backup', label: 'Back up this workspace', group: 'Everywhere', run: open }]);
  return (
    <>
      {status?.isBackupDue === true && <Button kind="quiet" icon={<HardDrive aria-hidden="true" />} onPress={open}>{`No backup for ${counted(status.daysWithoutBackup, 'day')}`}</Button>}
      {isOpen && <BackupDialog lastBackupAt={status?.lastBackupAt ?? null} onClose={() => { setOpen(false); }} />}
    </>
  );
}
