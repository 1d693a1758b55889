// The devices of the organisation: what each has seen of what is here, and when word last went either way.
import type { PeerRow } from '#contract/exchange.ts';
import { Button } from '../../ui/button.tsx';
import { Badge, SignalMark } from '../../ui/marks.tsx';
import { Card, CardHead } from '../../ui/surfaces.tsx';
import { formatAgo, formatMoment } from '../../ui/time-words.ts';
import { figure } from '../../ui/words.ts';
import { behindWords } from './exchange-words.ts';
import s from './exchange.module.css';

function Ago({ at }: { at: string | null }) {
  return at === null ? <span className="dim">never</span> : <time dateTime={at} title={formatMoment(at)}>{formatAgo(at)}</time>;
}

/** What a device has seen, as far as its own last word tells. */
function Seen({ peer }: { peer: PeerRow }) {
  if (peer.isOwn) return <span className="dim">{figure(peer.count)} commits written</span>;
  if (peer.revokedFrom !== null) return <SignalMark signal="bad">revoked from commit {figure(peer.revokedFrom)}</SignalMark>;
  if (peer.lastReceivedAt === null && peer.behind > 0) return <span className="dim">nothing heard from it yet</span>;
  return peer.behind === 0 ? <SignalMark signal="ok">up to date</SignalMark> : <SignalMark signal="unseen">{behindWords(peer.behind)}</SignalMark>;
}

export function Devices({ peers, onExport }: { peers: readonly PeerRow[]; onExport: (feed: string) => void }) {
  return (
    <Card isPadded={false}>
      <div className={s.head}><CardHead title="Devices" caption="as far as their last word tells" /></div>
      <div className={s.scroll} role="group" aria-label="Devices" tabIndex={0}>
        <table className={s.table}>
          <thead><tr><th scope="col">Site</th><th scope="col">Has seen</th><th scope="col">Last sent to it</th><th scope="col">Last received from it</th><th scope="col"><span className="unseen">Act</span></th></tr></thead>
          <tbody>{peers.map((p) => (
            <tr key={p.feed} data-off={p.revokedFrom !== null || undefined}>
              <th scope="row"><span className="row"><span className={s.site}>{p.site}</span><span className="mono dim">{p.feed.slice(0, 8)}</span>{p.isOwn && <Badge>this device</Badge>}</span></th>
              <td><Seen peer={p} /></td>
              <td>{p.isOwn ? '' : <Ago at={p.lastSentAt} />}</td>
              <td>{p.isOwn ? '' : <Ago at={p.lastReceivedAt} />}</td>
              <td className={s.act}>{!p.isOwn && p.revokedFrom === null && (p.canReceive ? <Button kind="quiet" label={`Export a bundle for ${p.site}`} onPress={() => { onExport(p.feed); }}>Export…</Button> : <span className="dim" title="The device has no key that a bundle can be locked to. Use a passphrase.">no key to lock to</span>)}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>
    </Card>
  );
}
