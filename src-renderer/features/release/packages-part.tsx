// How a release is split: packages, whether each could go out alone, and the packaging that was decided (REL-02).
import { useState } from 'react';
import type { ReleaseRecord } from '#contract/release.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { Button } from '../../ui/button.tsx';
import { ReadField } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { counted, listed } from '../../ui/words.ts';
import { DropPackageDialog, PackageDialog, PackagingDialog } from './plan-dialogs.tsx';
import { packagingSays, packagingWords } from './release-words.ts';
import s from './release.module.css';

type Package = ReleaseRecord['packages'][number];
type Asking = { what: 'package'; pack: Package | null } | { what: 'drop'; pack: Package } | { what: 'packaging' } | null;

export function PackagesPart({ release }: { release: ReleaseRecord }) {
  const [asking, setAsking] = useState<Asking>(null);
  const close = (): void => { setAsking(null); };
  const { edit } = release.may;
  const refusal = refusalOf(edit);
  useActions([
    { id: 'release.package', label: 'Make a package…', hotkey: 'A', group: release.number, may: edit, run: () => { setAsking({ what: 'package', pack: null }); } },
    { id: 'release.packaging', label: 'Decide the packaging…', hotkey: 'P', group: release.number, may: edit, run: () => { setAsking({ what: 'packaging' }); } },
  ]);
  const { packaging } = release;
  const loose = release.changes.filter(({ number }) => !release.packages.some(({ changes }) => changes.includes(number)));
  return (
    <>
      <Card title="Packaging" aside={<Button hotkey="P" refusal={refusal} onPress={() => { setAsking({ what: 'packaging' }); }}>{packaging ? 'Decide anew' : 'Decide'}</Button>}>
        {packaging === null ? <p className="dim">Not decided. Four scores say whether it goes out in one piece, in parts, or in small steps.</p> : (
          <>
            <p><b>{packagingWords[packaging.choice]}</b>, {packagingSays[packaging.choice]}. {packaging.choice === packaging.recommended ? 'The criteria speak for it.' : <>The criteria speak for {packagingWords[packaging.recommended].toLowerCase()} packaging; chosen all the same: {packaging.rationale}</>}</p>
            <p className="dim tiny">Coupling {packaging.criteria.coupling}, way back {packaging.criteria.rollback}, service {packaging.criteria.criticality}, automation {packaging.criteria.automation}. <bdi>{packaging.by}</bdi>, <Moment at={packaging.at} isShort /></p>
          </>
        )}
      </Card>
      <div className={s.sectionHead}><h2>Packages</h2>{release.packages.length > 0 && loose.length > 0 && <span className="dim">{counted(loose.length, 'change')} in none: {listed(loose.map(({ number }) => number))}</span>}<Button hotkey="A" refusal={refusal} onPress={() => { setAsking({ what: 'package', pack: null }); }}>Make a package</Button></div>
      {release.packages.length === 0 && <Card><p className="dim">No packages. Everything goes out as one piece; split it where parts can be deployed and taken back alone.</p></Card>}
      {release.packages.map((pack) => <PackageCard key={pack.id} pack={pack} release={release} onAsk={setAsking} />)}
      {asking?.what === 'package' && <PackageDialog release={release} pack={asking.pack} onClose={close} />}
      {asking?.what === 'drop' && <DropPackageDialog release={release} pack={asking.pack} onClose={close} />}
      {asking?.what === 'packaging' && <PackagingDialog release={release} onClose={close} />}
    </>
  );
}

function PackageCard({ release, pack, onAsk }: { release: ReleaseRecord; pack: Package; onAsk: (asking: Asking) => void }) {
  const refusal = refusalOf(release.may.edit);
  const none = <span className="dim">not said</span>;
  return (
    <Card title={<bdi>{pack.name}</bdi>} aside={<span className={s.aside}><SignalMark signal={pack.isIndependent ? 'ok' : 'warn'}>{pack.isIndependent ? 'Independent' : 'Not independent'}</SignalMark><Button kind="quiet" refusal={refusal} onPress={() => { onAsk({ what: 'package', pack }); }}>Edit…<span className="unseen"> {pack.name}</span></Button><Button kind="quiet" refusal={refusal} onPress={() => { onAsk({ what: 'drop', pack }); }}>Dissolve…<span className="unseen"> {pack.name}</span></Button></span>}>
      {pack.shares.map(({ other, otherName, items }) => <p key={other}><SignalMark signal="warn">Shares {listed(items)} with {otherName}. Move the item, or declare a dependency between the two.</SignalMark></p>)}
      {pack.isTooMany && <p><SignalMark signal="warn">{counted(pack.changes.length, 'change')} are many for one package. Split it.</SignalMark></p>}
      {pack.isTooWide && <p><SignalMark signal="warn">{counted(pack.services, 'service')} are many for one package. Split it.</SignalMark></p>}
      <dl className={s.fields}>
        <ReadField label="Changes">{pack.changes.length === 0 ? <span className="dim">none yet</span> : <span className="mono">{pack.changes.join(', ')}</span>}</ReadField>
        <ReadField label="Items">{pack.items.length === 0 ? <span className="dim">none</span> : listed(pack.items.map(({ name }) => name))}</ReadField>
        <ReadField label="Owner">{pack.owner ? <bdi>{pack.owner.name}</bdi> : <span className="dim">nobody yet</span>}</ReadField>
        <ReadField label="Boundary" className={s.half}>{pack.boundary === '' ? none : pack.boundary}</ReadField>
        <ReadField label="Backout" className={s.half}>{pack.backout === '' ? none : pack.backout}</ReadField>
      </dl>
    </Card>
  );
}
