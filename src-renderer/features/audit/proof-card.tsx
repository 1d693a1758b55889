// The way from an event to the checkpoint that proves it, drawn step by step, and the file that others can check (AUD-01).
import type { ProofShown } from '#contract/explorer.ts';
import { bridge } from '../../bridge.ts';
import { useJob } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card, CardHead } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { counted, figure } from '../../ui/words.ts';
import { StampLine } from '../trail/checkpoints.tsx';
import s from './explorer.module.css';

type Proof = NonNullable<ProofShown['proof']>;
const short = (hash: string): string => `${hash.slice(0, 8)} ${hash.slice(8, 16)}`;
const commits = ({ from, to }: { from: number; to: number }): string => (to - from === 1 ? `Commit ${figure(from)}` : `Commits ${figure(from)} to ${figure(to - 1)}`);

export function ProofCard({ event }: { event: string }) {
  const answer = useQuery('explorer.proof', { event }, { keepPrevious: true });
  const write = useJob('explorer.writeProof');
  const shown = answer.value;
  if (!shown) return <Card title="Proof"><RefusalLine refusal={answer.error} /></Card>;
  const { proof } = shown;
  if (proof === null) return <Card title="Proof"><p className="sec">No checkpoint covers this commit yet. One is signed after 256 commits, at each export and when the workspace is closed.</p></Card>;
  return (
    <Card isPadded={false}>
      <div className={s.cardHead}><CardHead title="Proof" aside={`${counted(proof.steps.length, 'sibling')} to a checkpoint over ${counted(proof.count, 'commit')}`} /></div>
      <div className={s.head}>{proof.holds ? <SignalMark signal="ok">Holds: every step was recomputed from the stored bytes</SignalMark> : proof.checks.filter(({ holds }) => !holds).map(({ name, text }) => <SignalMark key={name} signal="bad">{text}</SignalMark>)}</div>
      <Ladder shown={shown} proof={proof} />
      <div className={s.head}>
        <p>Signed by the device of {shown.site === 'roster' ? 'the organisation’s root' : `site ${shown.site}`}{proof.madeAt !== '' && <>, <Moment at={proof.madeAt} /></>}. Its key in words: <span className="prose">{proof.signer}</span></p>
        {proof.stamps.map((stamp) => <p key={stamp.id}>The checkpoint existed on <StampLine stamp={stamp} />. Whether to believe that is not judged here.</p>)}
        <pre className={s.checkpoint} tabIndex={0} role="group" aria-label="Text of the checkpoint">{proof.checkpoint.trimEnd()}</pre>
        <div><Button isDisabled={write.isRunning} onPress={() => { void write.run({ event }); }}>Write the proof as a file</Button></div>
        <RefusalLine refusal={write.error} />
        {write.value && <Banner tone="ok" verdict="Written." acts={<Button onPress={() => { void bridge().call('workspace.revealExports', {}); }}>Open folder</Button>}>{write.value.file.name}, in {write.value.file.folder}. Anybody can check it with <code>python3 verify.py {write.value.file.name}</code>, the script that every pack carries, and OpenSSL.</Banner>}
      </div>
    </Card>
  );
}

/** From the leaf down to the root: the node in the middle, its sibling on the side where it is hashed. */
function Ladder({ shown, proof }: { shown: ProofShown; proof: Proof }) {
  return (
    <div className={s.wide} tabIndex={0} role="group" aria-label="Path from the event to the root">
      <ol className={s.ladder}>
        <li><span className={s.node} data-end><b>Commit {figure(shown.seq)}</b><code title={shown.hash}>{short(shown.hash)}</code></span></li>
        <li><span className={s.node}><b>Leaf</b><code title={proof.leaf}>{short(proof.leaf)}</code></span></li>
        {proof.steps.map((step) => <li key={step.node} data-side={step.side}><span className={s.sibling}><span>{commits(step)}</span><code title={step.sibling}>{short(step.sibling)}</code></span><span className={s.node}><code title={step.node}>{short(step.node)}</code></span></li>)}
        <li><span className={s.node} data-end><b>Root of {counted(proof.count, 'commit')}</b><code title={proof.root}>{short(proof.root)}</code></span></li>
      </ol>
    </div>
  );
}
