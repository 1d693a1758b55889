// A time zone out of all the platform knows, found by typing.
import { useMemo, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { viewerZone } from '../../ui/time-words.ts';
import s from './import.module.css';

/** `onChoose` hears known zones only. */
export function ZonePicker({ label, value, onChoose }: { label: string; value: string | undefined; onChoose: (zone: string) => void }) {
  const zones = useMemo(() => ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')], []);
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? value ?? '';
  const find = (written: string): string | undefined => zones.find((zone) => zone.toLowerCase() === written.trim().toLowerCase().replaceAll(' ', '_'));
  const type = (written: string): void => {
    const zone = find(written);
    setTyped(zone === undefined ? written : null);
    if (zone !== undefined && zone !== value) onChoose(zone);
  };
  const isUnknown = typed !== null && typed.trim() !== '' && find(typed) === undefined;
  return (
    <div className={s.named}>
      <TextField label={label} value={text} onChange={type} suggestions={zones} placeholder="Type a city, such as London" maxLength={64} help={isUnknown ? 'Choose one of the list, such as Europe/London' : undefined} />
      {value !== viewerZone() && <Button kind="quiet" onPress={() => { type(viewerZone()); }}>Here: {viewerZone()}</Button>}
    </div>
  );
}
