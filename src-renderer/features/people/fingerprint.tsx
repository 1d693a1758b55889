import s from './people.module.css';

/** Twelve words in three groups of four, as they are read out. */
export function Fingerprint({ words, label }: { words: string; label: string }) {
  const all = words.split(' ');
  return (
    <div className={s.words} role="group" aria-label={label}>
      {[0, 4, 8].map((at) => <div key={at} className="mono">{all.slice(at, at + 4).join(' ')}</div>)}
    </div>
  );
}
