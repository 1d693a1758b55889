// @vitest-environment happy-dom
import { act } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import type { SessionState } from '../../../src-renderer/app/session.ts';
import { IdleLock } from '../../../src-renderer/app/idle-lock.tsx';
import { mount, press } from '../../support/mount.tsx';
import { scriptedBridge } from '../../support/scripted-bridge.ts';

const locked: SessionState = { workspace: null, locked: null, person: null, signers: [], shell: 'direct', idleLockMinutes: 1, app: '0.1.0' };
const pass = async (seconds: number): Promise<void> => { await act(async () => { await vi.advanceTimersByTimeAsync(seconds * 1000); }); };
afterEach(() => { vi.useRealTimers(); });

test('SEC-02 half a minute before it locks the window says so, and a key keeps it open', async () => {
  vi.useFakeTimers();
  const bridge = scriptedBridge({ 'session.lock': locked });
  await mount(<IdleLock minutes={1} />, bridge);
  await pass(25);
  expect(document.body.textContent).not.toContain('Lock the window?');
  await pass(10);
  expect(document.body.textContent).toContain('Lock the window?');
  await press('x');
  await pass(2);
  expect(document.body.textContent).not.toContain('Lock the window?');
  await pass(40);
  expect(bridge.calls).toEqual([]);
});

test('SEC-02 a window nobody touches locks itself after its minutes', async () => {
  vi.useFakeTimers();
  const bridge = scriptedBridge({ 'session.lock': locked });
  await mount(<IdleLock minutes={1} />, bridge);
  await pass(61);
  expect(bridge.calls[0]?.name).toBe('session.lock');
});
