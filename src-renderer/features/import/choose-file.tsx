// Dropping or choosing the file of another tool.
import { useState } from 'react';
import { choose } from './import-state.ts';
import s from './import.module.css';

/** The focus goes to the page: the field it was in goes away once the file is read. */
function take(input: HTMLInputElement): void {
  void choose(input.files?.[0]);
  input.value = '';
  document.getElementById('main')?.focus();
}

export function ChooseFile({ id }: { id: string }) {
  const [isOver, setOver] = useState(false);
  return (
    <div className={s.drop} data-over={isOver || undefined} onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => { setOver(false); }} onDrop={(e) => { e.preventDefault(); setOver(false); void choose(e.dataTransfer.files[0]); }}>
      <input id={id} type="file" accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson,.xml,.xlsx" onChange={(e) => { take(e.target); }} />
      <label htmlFor={id}>Choose a file of changes</label> <span className="dim">or drop it here: CSV, JSON, XML or a spreadsheet, as ServiceNow, Jira and others export it</span>
    </div>
  );
}
