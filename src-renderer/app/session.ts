// What is open and who is signed in, as the core says it.
import { create } from 'zustand';
import type { Output } from '#contract/index.ts';
import type { Refusal } from '#contract/errors.ts';
import { bridge } from '../bridge.ts';
import { forgetAll } from '../data/answers.ts';

export type SessionState = Output<'session.state'>;
type Session = { state: SessionState | null; error: Refusal | null };
export const useSession = create<Session>(() => ({ state: null, error: null }));

/** Takes over what the core answered after opening, signing in or locking; answers of another person are forgotten. */
export function adoptSession(state: SessionState): void {
  const before = useSession.getState().state;
  useSession.setState({ state, error: null });
  const who = (s: SessionState | null): string => `${s?.workspace?.rootWords ?? ''} ${s?.person?.id ?? ''}`;
  if (before && who(before) !== who(state)) forgetAll();
}

export async function loadSession(): Promise<void> {
  const reply = await bridge().call('session.state', {});
  if (reply.ok) adoptSession(reply.value);
  else useSession.setState({ error: reply.error });
}

export async function lock(): Promise<void> {
  const reply = await bridge().call('session.lock', {});
  if (reply.ok) adoptSession(reply.value);
}

/** Who acts. Screens are mounted only while somebody is signed in. */
export const usePerson = (): NonNullable<SessionState['person']> | null => useSession((s) => s.state?.person ?? null);
