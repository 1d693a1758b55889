// Whether a new workspace is encrypted on this machine's disk, and what it relies on when it is not (SEC-04).
import { Checkbox } from '../../ui/fields.tsx';

export function EncryptChoice({ isEncrypted, onChange }: { isEncrypted: boolean; onChange: (isEncrypted: boolean) => void }) {
  return (
    <Checkbox label="Encrypt this workspace" isChecked={isEncrypted} onChange={onChange}
      help={isEncrypted ? 'Nothing in it can be read without the passphrase of somebody who signs here. Nobody can reset that.' : 'Without it, whoever gets at this disk can read the records: they rely on the encryption of the disk.'} />
  );
}
