// Opening a bundle: the system's file chooser, or a file dropped anywhere in the window.
import { useEffect, useRef, useState } from 'react';
import s from './exchange.module.css';

/** Opens the system's file chooser. */
export const pickBundle = (id: string): void => { document.getElementById(id)?.click(); };

const holdsFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;

/** Hears files over the whole window while it is mounted. */
export function DropAnywhere({ id, onFile }: { id: string; onFile: (file: File | undefined) => void }) {
  const [isOver, setOver] = useState(false);
  const latest = useRef(onFile);
  latest.current = onFile;
  useEffect(() => {
    const over = (event: DragEvent): void => { if (holdsFile(event)) { event.preventDefault(); setOver(true); } };
    // Leaving one element for its neighbour is no leaving of the window.
    const leave = (event: DragEvent): void => { if (event.relatedTarget === null) setOver(false); };
    const drop = (event: DragEvent): void => {
      if (!holdsFile(event)) return;
      event.preventDefault();
      setOver(false);
      latest.current(event.dataTransfer?.files[0]);
    };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => { window.removeEventListener('dragover', over); window.removeEventListener('dragleave', leave); window.removeEventListener('drop', drop); };
  }, []);
  return (
    <>
      {/* The focus goes to the page, whose keys are the next steps: a file input would take them for typing. */}
      <input id={id} className={s.file} type="file" accept=".cabsync" tabIndex={-1} aria-label="Bundle" onChange={(e) => { onFile(e.target.files?.[0]); e.target.value = ''; document.getElementById('main')?.focus(); }} />
      {isOver && <div className={s.over} aria-hidden="true"><b>Drop the bundle to look into it</b><span>Nothing is written until you import</span></div>}
    </>
  );
}
