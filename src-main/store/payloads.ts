// Texts beside the log, named by their commitments. An erased one leaves a stone that no later file can lift (trail design, A9).
import type { ReadDb, WriteDb } from './open.ts';

export type StoredText = { commitment: Uint8Array; salt: Uint8Array; bytes: Uint8Array };
type PayloadRow = { salt: Uint8Array | null; bytes: Uint8Array | null; state: string };

/** A text as the verifier asks for it; undefined when it never arrived. */
export function payloadOf(db: ReadDb, commitment: string): { salt: Uint8Array; bytes: Uint8Array } | { redacted: true } | undefined {
  const row = db.get<PayloadRow>('SELECT salt, bytes, state FROM payload WHERE commitment = ?', Buffer.from(commitment, 'hex'));
  if (!row) return undefined;
  return row.salt && row.bytes ? { salt: row.salt, bytes: row.bytes } : { redacted: true };
}

/** Keeps a text that arrived, unless it is here or was erased. Answers whether it is new. */
export const keepText = (db: WriteDb, { commitment, salt, bytes }: StoredText, kind: string): boolean =>
  db.run("INSERT INTO payload (commitment, salt, bytes, class, state) VALUES (?, ?, ?, ?, 'kept') ON CONFLICT (commitment) DO NOTHING", commitment, salt, bytes, kind) > 0;

const isCommitment = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

/** Carries out an erasure: salt and bytes go for ever. What was never here is erased as well, so that it cannot arrive later. */
export function eraseTexts(db: WriteDb, { commitments, class: kind }: Record<string, unknown>): void {
  for (const commitment of Array.isArray(commitments) ? commitments.filter(isCommitment) : []) {
    db.run("INSERT INTO payload (commitment, salt, bytes, class, state) VALUES (?, NULL, NULL, ?, 'redacted') ON CONFLICT (commitment) DO UPDATE SET salt = NULL, bytes = NULL, state = 'redacted'", Buffer.from(commitment, 'hex'), typeof kind === 'string' ? kind : 'internal');
    db.run('DELETE FROM missing_text WHERE commitment = ?', Buffer.from(commitment, 'hex'));
  }
}
