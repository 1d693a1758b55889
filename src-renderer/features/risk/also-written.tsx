// What somebody else wrote in the same place apart, beside what stands (SYN-02). Writing the value again settles it.
import { SignalMark } from '../../ui/marks.tsx';
import { formatShort } from '../../ui/time-words.ts';
import s from './risk.module.css';

export function AlsoWritten({ also }: { also: readonly { said: string; by: string; at: string }[] }) {
  return also.map((one) => <p key={`${one.at} ${one.by}`} className={s.also}><SignalMark signal="accepted" label="written apart" /><span className="prose">{one.by === '' ? 'Somebody' : one.by} wrote apart at {formatShort(one.at)}: {one.said}. Say it again to settle which one stands.</span></p>);
}
