// The policy in force, and the organisation's root with its kit.
import type { Refusal } from '#contract/errors.ts';
import { useSession } from '../../app/session.ts';
import { bridge } from '../../bridge.ts';
import { useJob } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Fingerprint } from './fingerprint.tsx';
import s from './people.module.css';

export function PolicyTab({ mayManage }: { mayManage: Refusal | undefined }) {
  const policy = useQuery('policy.list', {});
  return (
    <div className={s.policy}>
      <RefusalLine refusal={policy.error} />
      {policy.value && (
        <Card title={`Policy ${policy.value.version}`}>
          <table className={s.plain}>
            <thead><tr><th scope="col">Rule</th><th scope="col">Value</th><th scope="col">Capability</th></tr></thead>
            <tbody>{policy.value.rows.map((row) => <tr key={row.name}><th scope="row">{row.name}</th><td>{row.value}</td><td className="mono dim">{row.rule}</td></tr>)}</tbody>
          </table>
          <p className="dim">Every decision stores the version it was made under.</p>
        </Card>
      )}
      <Root mayManage={mayManage} />
    </div>
  );
}

function Root({ mayManage }: { mayManage: Refusal | undefined }) {
  const words = useSession((x) => x.state?.workspace?.rootWords ?? '');
  const kit = useJob('key.recoveryKit');
  return (
    <Card title="The organisation’s root">
      <p className="sec">Whoever checks a pack or joins the organisation compares these words.</p>
      <Fingerprint words={words} label="Words of the organisation’s root" />
      <p className="sec">The recovery kit holds the root, encrypted under its passphrase. Print it and lock it away: it signs where two registrars cannot.</p>
      <div className="row wrap">
        <Button refusal={mayManage} isPending={kit.isRunning} onPress={() => { void kit.run({}); }}>Write the recovery kit</Button>
        {kit.value && <span role="status" className="row wrap"><span className="mono">{kit.value.file.name}</span> <Button kind="quiet" onPress={() => { void bridge().call('workspace.revealExports', {}); }}>Open folder</Button></span>}
      </div>
      <RefusalLine refusal={kit.error} />
    </Card>
  );
}
