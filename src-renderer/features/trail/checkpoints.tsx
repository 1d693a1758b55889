// Checkpoints of the trail with their time-stamps (RFC 3161): the request that is taken to an authority, and the reply that is kept (AUD-01).
import { useState } from 'react';
import type { CheckpointRow, Stamp } from '#contract/checkpoints.ts';
import type { Refusal } from '#contract/errors.ts';
import type { Output } from '#contract/index.ts';
import { bridge } from '../../bridge.ts';
import { handOver } from '../../data/hand-over.ts';
import { useJob } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { figure } from '../../ui/words.ts';
import s from './audit.module.css';

/** Rows at first; those with a time-stamp are shown besides. */
const few = 5;

export function Checkpoints() {
  const [isAll, setAll] = useState(false);
  const list = useQuery('checkpoint.list', { limit: isAll ? 500 : few }, { keepPrevious: true });
  const request = useJob('checkpoint.writeRequest');
  const shown = list.value;
  return (
    <Card title="Checkpoints and time-stamps" {...(shown && shown.total > 0 ? { aside: `${figure(shown.stamped)} of ${figure(shown.total)} time-stamped` } : {})}>
      <div className={s.stack}>
        <p className="sec prose">A time-stamping authority can confirm when a checkpoint existed. Gavel never goes online: write the request, take it to an authority on another machine, and hand its reply over under “Check a file”. Whom to believe is not judged here.</p>
        <RefusalLine refusal={list.error} />
        {shown && shown.rows.length === 0 && <p className="dim">No checkpoint was signed yet. One is signed after 256 commits, at each export and when the workspace is closed.</p>}
        {shown && shown.rows.length > 0 && (
          <table className={s.feeds}><thead><tr><th scope="col">Checkpoint</th><th scope="col">Signed by its device</th><th scope="col">Time-stamps</th><th scope="col"><span className="unseen">Request</span></th></tr></thead>
            <tbody>{shown.rows.map((row) => <Row key={row.checkpoint} row={row} isBusy={request.isRunning} onRequest={() => { void request.run({ checkpoint: row.checkpoint }); }} />)}</tbody></table>
        )}
        <div className={s.acts}>
          <Button isDisabled={request.isRunning} onPress={() => { void request.run({}); }}>Write a request for now</Button>
          {shown && !isAll && shown.total > shown.rows.length && <Button kind="quiet" onPress={() => { setAll(true); }}>Show all {figure(shown.total)}</Button>}
        </div>
        <RefusalLine refusal={request.error} />
        {request.value && <Requested asked={request.value} />}
      </div>
    </Card>
  );
}

function Row({ row, isBusy, onRequest }: { row: CheckpointRow; isBusy: boolean; onRequest: () => void }) {
  return (
    <tr>
      <td><span className="mono">{row.checkpoint}</span>{row.site === '' && <span className="dim"> roster</span>}</td>
      <td>{row.madeAt === '' ? '' : <Moment at={row.madeAt} />}</td>
      <td>{row.stamps.length === 0 ? <span className="dim">none</span> : row.stamps.map((stamp) => <p key={stamp.id}><StampLine stamp={stamp} /></p>)}</td>
      <td className={s.right}><Button kind="quiet" isDisabled={isBusy} label={`Request for ${row.checkpoint}`} onPress={onRequest}>Request</Button></td>
    </tr>
  );
}

/** When, and who says so. */
export function StampLine({ stamp }: { stamp: Stamp }) {
  return <><Moment at={stamp.at} />, says <bdi>{stamp.authority}</bdi></>;
}

function Requested({ asked }: { asked: Output<'checkpoint.writeRequest'> }) {
  return (
    <Banner tone="ok" verdict="Written." acts={<Button onPress={() => { void bridge().call('workspace.revealExports', {}); }}>Open folder</Button>}>
      {asked.file.name} is the request for checkpoint {asked.checkpoint}, in {asked.file.folder}; the checkpoint and its signature lie beside it. What comes back is checked with <code>{asked.commands[1]}</code>
    </Banner>
  );
}

/** Keeps a reply that was checked on the panel beside its checkpoint. */
export function KeepStamp({ file }: { file: File }) {
  const [kept, setKept] = useState<Output<'checkpoint.importReply'> | null>(null);
  const [error, setError] = useState<Refusal | undefined>(undefined);
  const keep = async (): Promise<void> => {
    setError(undefined);
    const staged = await handOver(file);
    if (!staged.ok) { setError(staged.error); return; }
    const reply = await bridge().call('checkpoint.importReply', { file: staged.value.file });
    if (reply.ok) setKept(reply.value);
    else setError(reply.error);
    void bridge().call('file.discard', { file: staged.value.file });
  };
  if (kept) return <Banner tone="ok" verdict={kept.isNew ? 'Kept.' : 'Known already.'}>{kept.isNew ? <>It stands beside checkpoint {kept.checkpoint} from now on, and in every pack that covers it.</> : <>This authority stamped checkpoint {kept.checkpoint} before, and that time-stamp stays: <StampLine stamp={kept.stamp} />.</>}</Banner>;
  return <><div><Button kind="primary" onPress={() => { void keep(); }}>Keep it beside its checkpoint</Button></div><RefusalLine refusal={error} /></>;
}
