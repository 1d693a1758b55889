// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest';
import { ErrorBoundary } from '../../../src-renderer/app/error-boundary.tsx';
import { onDemand } from '../../../src-renderer/app/on-demand.tsx';
import { buttonIn, click, mount, settle } from '../../support/mount.tsx';

const Said = ({ word }: { word: string }) => <p>Here is {word}</p>;

test('what is fetched on demand is shown as soon as it is there, and at once when it is shown again', async () => {
  let arrive: (found: typeof Said) => void = () => {};
  const load = vi.fn(() => new Promise<typeof Said>((done) => { arrive = done; }));
  const Later = onDemand(load, <i>Waiting</i>);
  expect(load).not.toHaveBeenCalled();
  const first = await mount(<Later word="one" />);
  expect(first.textContent).toBe('Waiting');
  arrive(Said);
  await settle();
  expect(first.textContent).toBe('Here is one');
  expect((await mount(<Later word="two" />)).textContent).toBe('Here is two');
  expect(load).toHaveBeenCalledOnce();
});

test('what cannot be fetched breaks its page, which says so and asks anew when it is shown again', async () => {
  const quiet = vi.spyOn(console, 'error').mockImplementation(() => {});
  const load = vi.fn(async () => Said).mockRejectedValueOnce(new Error('the file is gone'));
  const Later = onDemand(load);
  const place = await mount(<ErrorBoundary><Later word="three" /></ErrorBoundary>);
  await settle();
  expect(place.querySelector('[role="alert"]')?.textContent).toContain('the file is gone');
  await click(buttonIn(place, 'Try again'));
  await settle();
  expect(place.textContent).toBe('Here is three');
  quiet.mockRestore();
});
