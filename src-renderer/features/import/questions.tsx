// What only a person can answer, each asked once. Nothing is guessed.
import { Select } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { Card } from '../../ui/surfaces.tsx';
import type { Mapping } from '#contract/imports.ts';
import { editMapping } from './import-state.ts';
import { dateFormatWords, fieldWord } from './import-words.ts';
import { columnsOf, isAnswered, setColumn } from './mapping.ts';
import type { Inspection } from './mapping.ts';
import { ZonePicker } from './zone-picker.tsx';
import s from './import.module.css';

type Question = Inspection['questions'][number];

export function Questions({ questions, mapping }: { questions: readonly Question[]; mapping: Mapping }) {
  const open = questions.filter((q) => !isAnswered(mapping, q)).length;
  return (
    <Card title="To be answered first" aside={open === 0 ? 'all answered' : `${open} open`}>
      <ul className={s.questions}>
        {questions.map((q) => (
          <li key={`${q.about} ${q.field ?? ''}`}>
            <p className="prose"><SignalMark signal={isAnswered(mapping, q) ? 'ok' : 'missing'} label={isAnswered(mapping, q) ? 'answered' : 'open'} /> {q.text}</p>
            <Answer question={q} mapping={mapping} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Answer({ question: { about, field, candidates = [] }, mapping }: { question: Question; mapping: Mapping }) {
  const options = candidates.map((value) => ({ value, label: value }));
  switch (about) {
    case 'zone': return <ZonePicker label="Time zone of the dates" value={mapping.zone} onChoose={(zone) => { void editMapping({ ...mapping, zone }); }} />;
    case 'encoding': return <Select label="Encoding" value={mapping.encoding ?? ''} placeholder="Choose…" options={options} onChange={(encoding) => { if (encoding !== '') void editMapping({ ...mapping, encoding }, true); }} />;
    case 'dateFormat': return <Select label={candidates.includes('DD/MM/YYYY') ? 'Dates name first' : 'The number counts'} value={mapping.dateFormat ?? ''} placeholder="Choose…" options={candidates.map((value) => ({ value, label: dateFormatWords[value] ?? value }))} onChange={(dateFormat) => { if (dateFormat !== '') void editMapping({ ...mapping, dateFormat }); }} />;
    case 'field': return field === undefined ? null : <Select label={`${fieldWord(field)} is in`} value={columnsOf(mapping, field)[0] ?? ''} placeholder="Choose a column…" options={options} onChange={(column) => { void editMapping(setColumn(mapping, field, column)); }} />;
    default: return <p className="dim">Answer it in the table of words below.</p>;
  }
}
