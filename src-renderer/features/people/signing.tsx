// How an entry of the roster is signed: by a second registrar afterwards, or with the root out of the recovery kit now.
import { TextField } from '../../ui/fields.tsx';
import { Segments } from '../../ui/tabs.tsx';
import s from './people.module.css';

export type Way = { by: 'registrars' | 'root'; passphrase: string };
/** Two registrars where there are two; one alone needs the kit. */
export const firstWay = (registrars: number): Way => ({ by: registrars < 2 ? 'root' : 'registrars', passphrase: '' });
export const wayInput = ({ by, passphrase }: Way): { recoveryPassphrase?: string } => (by === 'root' ? { recoveryPassphrase: passphrase } : {});
export const wayProblem = ({ by, passphrase }: Way): string | undefined => (by === 'root' && passphrase.length < 8 ? 'Type the passphrase of the recovery kit; it has at least 8 characters' : undefined);
/** What happened to an entry, for the toast. */
export const entered = (isPending: boolean, what: string): string => (isPending ? `${what} is signed by you and waits for a second registrar.` : `${what} is signed and in force.`);

export function Signing({ way, registrars, error, onChange }: { way: Way; registrars: number; error: string | undefined; onChange: (way: Way) => void }) {
  return (
    <section className={s.signing} aria-label="Signatures">
      <div className="row wrap"><h3>Signed by</h3><span className="end"><Segments label="Signed by" choices={[{ value: 'registrars', label: 'Two registrars' }, { value: 'root', label: 'The root' }]} chosen={way.by} onChoose={(by) => { onChange({ ...way, by }); }} /></span></div>
      {way.by === 'registrars'
        ? <p className="sec">{registrars < 2 ? 'This organisation has no second registrar yet who could confirm it. Use the root.' : 'You sign first. It takes effect when another registrar has confirmed it, here or on another laptop.'}</p>
        : <TextField label="Passphrase of the recovery kit" type="password" autoComplete="off" maxLength={1024} value={way.passphrase} error={error} isRequired onChange={(passphrase) => { onChange({ ...way, passphrase }); }} help="The kit holds the organisation’s root. It signs at once and alone, and the trail says so." />}
    </section>
  );
}
