// A fingerprint as twelve words, in three groups of four, to be read aloud.
import s from './words.module.css';

export function Words({ words, label }: { words: string; label: string }) {
  const all = words.split(' ');
  return (
    <ol className={s.words} aria-label={label}>
      {all.map((word, i) => <li key={`${i}-${word}`}><span className={s.place}>{i + 1}</span>{word}</li>)}
    </ol>
  );
}
