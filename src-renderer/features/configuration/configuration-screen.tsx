// The register: items and services, what discovery brought, and what is said of each.
import { useId, useState } from 'react';
import { refusalOf, useActions } from '../../app/actions.ts';
import { goTo, hrefOf } from '../../app/routes.ts';
import type { Route } from '../../app/routes.ts';
import { Screen } from '../../app/screen.tsx';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { counted } from '../../ui/words.ts';
import { CatalogueList } from './catalogue-list.tsx';
import { OfferingDialog } from './offering-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { ItemDialog } from './item-dialog.tsx';
import { ItemsList } from './items-list.tsx';
import { ServiceDialog } from './service-dialog.tsx';
import { ServicesList } from './services-list.tsx';
import { WaitingDialog } from './waiting-dialog.tsx';
import s from './configuration.module.css';

const parts = { items: 'Items', services: 'Services', catalogue: 'Catalogue' } as const;
type Part = keyof typeof parts;
const newWords: Record<Part, string> = { items: 'New item', services: 'New service', catalogue: 'Offer a service' };
const routeOfPart = (part: Part): Route => ({ place: 'configuration', filter: '', ...(part === 'items' ? {} : { part }) });
type Props = { filter: string; item: string | null; part: Part };
export function ConfigurationScreen({ filter, item, part }: Props) {
  const inputId = useId();
  const [file, setFile] = useState<File | null>(null);
  const [isNew, setNew] = useState(false);
  const [isSettling, setSettling] = useState(false);
  const facets = useQuery('item.facets', {});
  const may = facets.value?.mayKeep;
  const refusal = refusalOf(may);
  const pick = (): void => { document.getElementById(inputId)?.click(); };
  const create = (): void => { setNew(true); };
  const services = facets.value?.services.map((x) => x.name) ?? [];
  const sources = facets.value?.sources ?? [];
  const waiting = sources.reduce((sum, x) => sum + x.waiting, 0);
  useActions([
    ...(waiting > 0 ? [{ id: 'configuration.settle', label: 'Settle the records that wait…', hotkey: 'W', group: 'Configuration', run: () => { setSettling(true); } }] : []),
    { id: 'configuration.new', label: `${newWords[part]}…`, hotkey: 'C', group: 'Configuration', may, run: create },
    { id: 'configuration.import', label: 'Import a discovery file…', hotkey: 'I', group: 'Configuration', may, run: pick },
    ...(Object.keys(parts) as Part[]).map((id) => ({ id: `configuration.${id}`, label: `Show ${parts[id].toLowerCase()}`, group: 'Configuration', run: () => { goTo(routeOfPart(id)); } })),
  ]);
  return (
    <Screen title="Configuration" sub={waiting > 0 && <Button kind="quiet" hotkey="W" onPress={() => { setSettling(true); }}>{counted(waiting, 'record')} waiting for a choice</Button>} acts={(
      <><Button hotkey="I" refusal={refusal} onPress={pick}>Import discovery</Button><Button kind="primary" hotkey="C" refusal={refusal} onPress={create}>{newWords[part]}</Button></>
    )}>
      <input id={inputId} className={s.file} type="file" aria-label="Choose a discovery file" tabIndex={-1} accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson,.xlsx" onChange={(e) => { setFile(e.target.files?.[0] ?? null); e.target.value = ''; }} />
      <div className={s.page}>
        <nav className={s.tabs} aria-label="Parts of the register">
          {(Object.keys(parts) as Part[]).map((id) => <a key={id} href={hrefOf(routeOfPart(id))} aria-current={id === part ? 'page' : undefined}>{parts[id]}</a>)}
        </nav>
        <RefusalLine refusal={facets.error} />
        {part === 'services' && <ServicesList />}
        {part === 'catalogue' && <CatalogueList />}
        {part === 'items' && <ItemsList filter={filter} item={item} facets={facets.value} teaching={<Teaching onPick={pick} onNew={create} refusal={refusal} />} />}
      </div>
      {file && <ImportDialog file={file} sources={sources.map((x) => x.name)} onClose={() => { setFile(null); document.getElementById('main')?.focus(); }} />}
      {isSettling && <WaitingDialog onClose={() => { setSettling(false); }} />}
      {isNew && part === 'items' && <ItemDialog record={null} services={services} onClose={() => { setNew(false); }} onDone={(id) => { setNew(false); goTo({ place: 'configuration', filter, item: id }); }} />}
      {isNew && part === 'services' && <ServiceDialog row={null} onClose={() => { setNew(false); }} />}
      {isNew && part === 'catalogue' && <OfferingDialog row={null} onClose={() => { setNew(false); }} />}
    </Screen>
  );
}

function Teaching({ onPick, onNew, refusal }: { onPick: () => void; onNew: () => void; refusal: ReturnType<typeof refusalOf> }) {
  return (
    <EmptyState title="No items yet" steps={[
      { title: 'Import what a discovery tool knows', text: 'A table, JSON or Ansible facts. New, changed, missing and unclear items are shown before anything is written.', act: <Button kind="primary" refusal={refusal} onPress={onPick}>Choose a file</Button> },
      { title: 'Or register the first one by hand', text: 'A server, a database, a queue: whatever changes touch.', act: <Button refusal={refusal} onPress={onNew}>New item</Button> },
      { title: 'Say what relies on what', text: 'Then each change shows the services it reaches, and whose answer it needs.' },
    ]}>The register knows the items that changes touch, the services they belong to, and who answers for them.</EmptyState>
  );
}
