// The thread in which documents are printed and sealed, on a read-only connection, so that a meeting never stutters while a pack is made. Part of boot.
import { parentPort, workerData } from 'node:worker_threads';
import { writeSignedBackout, writeSignedMinutes, writeSignedPack, writeSignedPreRead, writeSignedReport, writeSignedRisk } from './documents/signed.ts';
import type { SignedFile, SignedInput } from './documents/signed.ts';
import type { BackoutDocument } from './documents/backout-document.ts';
import type { MinutesDocument } from './documents/minutes-document.ts';
import type { PackDocument } from './documents/pack-document.ts';
import type { PreReadDocument } from './documents/pre-read-document.ts';
import type { ReportDocument } from './documents/report-document.ts';
import type { RiskDocument } from './documents/risk-document.ts';
import type { PrintTask } from './ports.ts';
import { openDatabase } from './store/open.ts';
import { sourceOf } from './store/store.ts';
import { fromSeed, signBytes } from './trail/keys.ts';

export type PrintOrder = PrintTask & { dir: string; /** of an encrypted database */ key: Uint8Array | null; migrations: string; org: string; deviceSeed: Uint8Array; resourcesDir: string };
export type FromPrinter = { kind: 'progress'; done: number; what: string } | { kind: 'done'; file: SignedFile } | { kind: 'cancelled' } | { kind: 'failed'; problem: string };

const port = parentPort!;
const say = (message: FromPrinter): void => { port.postMessage(message); };
const stop = new AbortController();
port.on('message', () => { stop.abort(); });

async function print(order: PrintOrder): Promise<SignedFile> {
  const db = openDatabase(order.dir, { migrations: order.migrations, readOnly: true, key: order.key });
  try {
    // One snapshot for all the evidence: commits that arrive meanwhile are not in this document.
    db.exec('BEGIN');
    const device = fromSeed(order.deviceSeed);
    const common: Omit<SignedInput<never>, 'document'> = {
      evidence: { source: sourceOf(db, order.org), rosterFeed: order.rosterFeed, keys: order.keys, signer: order.signer, sign: (manifest) => signBytes(device.privateKey, manifest) },
      seal: order.seal, outPath: order.outPath, resourcesDir: order.resourcesDir, signedAt: order.signedAt, signal: stop.signal, onProgress: ({ done, what }) => { say({ kind: 'progress', done, what }); },
    };
    if (order.kind === 'backout') return await writeSignedBackout({ ...common, document: order.document as BackoutDocument });
    if (order.kind === 'pre-read') return await writeSignedPreRead({ ...common, document: order.document as PreReadDocument });
    if (order.kind === 'report') return await writeSignedReport({ ...common, document: order.document as ReportDocument, ...(order.signedText ? { signedText: order.signedText } : {}) });
    if (order.kind === 'risk') return await writeSignedRisk({ ...common, document: order.document as RiskDocument });
    return order.kind === 'minutes' ? await writeSignedMinutes({ ...common, document: order.document as MinutesDocument, signedText: order.signedText! }) : await writeSignedPack({ ...common, document: order.document as PackDocument });
  } finally {
    db.close();
  }
}

print(workerData as PrintOrder).then(
  (file) => { say({ kind: 'done', file }); },
  (error: unknown) => { say(stop.signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', problem: error instanceof Error ? error.stack ?? error.message : String(error) }); },
);
