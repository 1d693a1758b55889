// The thread in which documents are printed and sealed, on a read-only connection, so that a meeting never stutters while a pack is made. Part of boot.
import { parentPort, workerData } from 'node:worker_threads';
import { writeSignedBackout, writeSignedMinutes, writeSignedPreRead, writeSignedReport, writeSignedRisk } from './documents/signed.ts';
import type { SignedFile, SignedInput } from './documents/signed.ts';
import type { SignedPack } from './documents/signed-pack.ts';
import type { BackoutDocument } from './documents/backout-document.ts';
import type { MinutesDocument } from './documents/minutes-document.ts';
import type { PreReadDocument } from './documents/pre-read-document.ts';
import type { ReportDocument } from './documents/report-document.ts';
import type { RiskDocument } from './documents/risk-document.ts';
import type { PackTask, PrintedPack, PrintTask } from './ports.ts';
import { openReading } from './store/store.ts';
import type { Reading } from './store/store.ts';
import { fromSeed, signBytes } from './trail/keys.ts';

/** Where the workspace and what is printed with lie. `key` opens an encrypted database. */
export type PrintingPlace = { dir: string; dataDir: string; app: string; key: Uint8Array | null; migrations: string; deviceSeed: Uint8Array; resourcesDir: string };
export type WorkerOrder = PrintingPlace & (PrintTask | (PackTask & { kind: 'pack' }));
export type Printed = { kind: 'done'; file: SignedFile | SignedPack; document?: PrintedPack['document'] };
export type FromPrinter = { kind: 'progress'; done: number; what: string } | Printed | { kind: 'cancelled' } | { kind: 'failed'; problem: string };
/** What all documents share. */
export type Common = Omit<SignedInput<never>, 'document'>;

const port = parentPort!;
const say = (message: FromPrinter): void => { port.postMessage(message); };
const stop = new AbortController();
port.on('message', () => { stop.abort(); });

function commonOf(order: WorkerOrder, { source }: Reading): Common {
  const device = fromSeed(order.deviceSeed);
  return {
    evidence: { source, rosterFeed: order.rosterFeed, keys: order.keys, signer: order.signer, sign: (manifest) => signBytes(device.privateKey, manifest) },
    seal: order.seal, outPath: order.outPath, resourcesDir: order.resourcesDir, signedAt: order.signedAt, signal: stop.signal, onProgress: ({ done, what }) => { say({ kind: 'progress', done, what }); },
  };
}

function printTask(order: WorkerOrder & PrintTask, common: Common): Promise<SignedFile> {
  switch (order.kind) {
    case 'backout': return writeSignedBackout({ ...common, document: order.document as BackoutDocument });
    case 'minutes': return writeSignedMinutes({ ...common, document: order.document as MinutesDocument, signedText: order.signedText! });
    case 'pre-read': return writeSignedPreRead({ ...common, document: order.document as PreReadDocument });
    case 'report': return writeSignedReport({ ...common, document: order.document as ReportDocument, ...(order.signedText ? { signedText: order.signedText } : {}) });
    case 'risk': return writeSignedRisk({ ...common, document: order.document as RiskDocument });
  }
}

async function print(order: WorkerOrder): Promise<Printed> {
  const reading = openReading({ ...order, nowMs: Date.now });
  try {
    // One snapshot for everything: commits that arrive meanwhile are not in this document.
    reading.db.exec('BEGIN');
    const common = commonOf(order, reading);
    if (order.kind !== 'pack') return { kind: 'done', file: await printTask(order, common) };
    // What a pack is gathered with is a large part of the program; other prints do without.
    const { printPack } = await import('./print-pack.ts');
    return { kind: 'done', ...await printPack(order, { reading, common }) };
  } finally {
    reading.close();
  }
}

print(workerData as WorkerOrder).then(
  say,
  (error: unknown) => { say(stop.signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', problem: error instanceof Error ? error.stack ?? error.message : String(error) }); },
);
