// The trail explorer on a terminal: a record as it stood, who had seen what, and the proof of an event drawn as steps (AUD-01).
import type { Stamp } from '#contract/checkpoints.ts';
import type { Output } from '#contract/index.ts';
import { facts, minuteOf, oneLine, table } from './text.ts';

const minute = (at: string): string => `${minuteOf(at)} UTC`;
/** A time-stamp is exact to the second or better. */
const second = (at: string): string => `${at.slice(0, 19).replace('T', ' ')} UTC`;
const stampLine = ({ at, authority }: Stamp): string => `${second(at)} ${oneLine(authority)}`;
const notJudged = 'Whether the authority is to be trusted is not judged here.';
const where = (site: string, feed: string, seq: number): string => `${site === '' ? feed.slice(0, 8) : site}/${seq}`;
const placeOf = (event: string, site: string): string => (site === '' || site === 'roster' ? event.replace(/^[0-9a-f]{32}/, (feed) => feed.slice(0, 8)) : event.replace(/^[0-9a-f]{32}/, site));

export function recordThenText({ subject, name, asOf, events, counted, total, fields, differing, erased }: Output<'explorer.record'>): string {
  const shown = asOf === null ? fields.filter(({ now }) => now !== null && now !== '') : fields.filter(({ differs, isErased }) => differs || isErased);
  const said = (text: string | null, isErased: boolean): string | null => (isErased && (text === null || text === '') ? '(erased)' : text);
  return [
    facts([['Record', `${name} (${subject})`],
      ['As it stood', asOf === null ? 'now' : `${asOf.event === null ? '' : `after ${asOf.event.replace(/^[0-9a-f]{32}/, (feed) => feed.slice(0, 8))}${asOf.isAsSeen ? ', as its writer had seen it' : ''}, `}${minute(asOf.at)}`],
      ['Events', `${counted} of ${total} count`], ...(erased.length === 0 ? [] : [['Erased since', `texts of the class ${erased.join(', ')}`] as const])]),
    asOf === null ? table(['Of', 'Field', 'Value'], shown.map((f) => [f.group, f.name, said(f.now, f.isErased)]))
      : shown.length === 0 ? 'Nothing differs from now.' : `${differing} ${differing === 1 ? 'field differs' : 'fields differ'} from now.\n${table(['Of', 'Field', 'Then', 'Now'], shown.map((f) => [f.group, f.name, said(f.was, f.isErased), said(f.now, f.isErased)]))}`,
    table(['Place', 'At', 'By', 'Signed', 'Counts', 'What'], events.map((e) => [placeOf(e.event, e.site), minute(e.at), e.by, e.isSigned, e.isCounted, e.said])),
  ].join('\n\n');
}

export const seenText = (seen: Output<'explorer.seen'>): string => [
  facts([['Event', `${where(seen.site, seen.feed, seen.seq)}: ${oneLine(seen.said)}`], ['By', `${seen.by}, ${minute(seen.at)}${seen.isSigned ? ', signed' : ''}`], ['Commit', seen.hash], ['Roster', `${seen.roster} entries`], ['Written by', seen.app]]),
  table(['Device', 'Had seen', 'Here now', 'Named in the commit', 'Feed'], seen.feeds.map((f) => [f.isOwn ? `${f.site} (its own)` : f.site, f.seen, f.here, f.isNamed, f.feed.slice(0, 16)])),
  seen.unseen.length === 0 ? 'It had seen every event of this record.' : `${seen.unseen.length} events of this record it had not seen, ${seen.apart} of them written apart from it:\n${table(['Place', 'At', 'By', 'Written', 'What'], seen.unseen.map((e) => [placeOf(e.event, e.site), minute(e.at), e.by, e.isApart ? 'apart' : 'after it', e.said]))}`,
].join('\n\n');

export function proofText({ said, site, feed, seq, hash, proof }: Output<'explorer.proof'>): string {
  const head = [['Event', `${where(site, feed, seq)}: ${oneLine(said)}`], ['Commit', hash]] as const;
  if (proof === null) return `${facts(head)}\n\nNo checkpoint covers it yet. One is signed after 256 commits, at each export and when the workspace is closed.`;
  const commits = (from: number, to: number): string => (to - from === 1 ? `commit ${from}` : `commits ${from} to ${to - 1}`);
  return [
    facts(head),
    table(['Step', 'Made of', 'Hash'], [
      ['Leaf', `SHA-256(00, commit ${seq})`, proof.leaf],
      ...proof.steps.map((step, i) => [i + 1, step.side === 'left' ? `${commits(step.from, step.to)} (${step.sibling.slice(0, 12)}), then the hash above` : `the hash above, then ${commits(step.from, step.to)} (${step.sibling.slice(0, 12)})`, step.node]),
      ['Root', `of ${proof.count} commits, as the checkpoint states`, proof.root],
    ]),
    `Checkpoint, signed ${proof.madeAt === '' ? '' : `${minute(proof.madeAt)} `}by the device with the key “${proof.signer}”:\n${proof.checkpoint.trimEnd().split('\n').map((line) => `  ${oneLine(line)}`).join('\n')}`,
    ...(proof.stamps.length === 0 ? [] : [`The checkpoint existed ${proof.stamps.map((stamp) => `on ${second(stamp.at)}, says ${oneLine(stamp.authority)}`).join('; ')}. ${notJudged}`]),
    proof.holds ? 'Holds: every step was recomputed from the stored bytes.' : proof.checks.filter(({ holds }) => !holds).map(({ text }) => `DOES NOT HOLD: ${text}`).join('\n'),
  ].join('\n\n');
}

export const checkpointsText = ({ rows, total, stamped }: Output<'checkpoint.list'>): string => (rows.length === 0 ? 'No checkpoint was signed yet. One is signed after 256 commits, at each export and when the workspace is closed.' : [
  table(['Checkpoint', 'Signed', 'Head', 'Time-stamps'], rows.map((row) => [row.checkpoint, minute(row.madeAt), row.head.slice(0, 16), row.stamps.map(stampLine).join('; ')])),
  `${rows.length} of ${total}, ${stamped} with a time-stamp.${stamped === 0 ? '' : ` ${notJudged}`}`,
].join('\n'));

export const requestText = ({ checkpoint, files, commands }: Output<'checkpoint.writeRequest'>): string => [
  `Checkpoint ${checkpoint}: ${files.map(({ name }) => name).join(', ')} in ${files[0]!.folder}`,
  'Take the .tsq to a time-stamping authority from a machine that is online, bring the .tsr back and import it:', ...[commands[0]!, `gavel import ${files[0]!.name.replace(/tsq$/, 'tsr')}`].map((line) => `  ${line}`),
  'Anybody checks the reply, with the certificates of the authority in tsa-ca.pem:', `  ${commands[1]!}`,
].join('\n');

export const stampedText = ({ isNew, checkpoint, stamp, command }: Output<'checkpoint.importReply'>): string => [
  isNew ? `Checkpoint ${checkpoint} is time-stamped.` : `Known already: this authority stamped checkpoint ${checkpoint} before, and that time-stamp stays.`,
  facts([['Time', second(stamp.at)], ['Signed by', `${oneLine(stamp.authority)}, certificate issued by ${oneLine(stamp.issuer)}`], ['Certificate', stamp.fingerprint]]),
  `${notJudged} With the authority’s own certificates in tsa-ca.pem, OpenSSL says so:\n  ${command}`,
].join('\n');
