// What somebody needs from the organisation who checks a pack without Gavel: the authority behind its seals, its fingerprint, the words of the root (AUD-02).
import { bridge } from '../../bridge.ts';
import { useJob } from '../../data/use-command.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import s from './audit.module.css';

/** Four digits at a time, as covers of packs print it. */
const grouped = (hex: string): string => hex.match(/.{1,4}/g)?.join(' ') ?? '';

export function AuthorityCard() {
  const write = useJob('export.authority');
  return (
    <Card title="For auditors without Gavel">
      <div className={s.stack}>
        <p className="sec">Who checks a pack with ordinary tools needs the authority behind its seals from you, not out of the pack. Tell them its fingerprint and the words of the root on paper or by voice; both stand on the cover of every pack.</p>
        <div><Button isDisabled={write.isRunning} onPress={() => { void write.run({}); }}>Write authority.pem</Button></div>
        <RefusalLine refusal={write.error} />
        {write.value && <Banner tone="ok" verdict="Written." acts={<Button onPress={() => { void bridge().call('workspace.revealExports', {}); }}>Open folder</Button>}>{write.value.file.name}, in {write.value.file.folder}. Fingerprint <span className="mono prose">{grouped(write.value.fingerprint)}</span>. Root <span className="prose">{write.value.rootWords}</span>.</Banner>}
      </div>
    </Card>
  );
}
