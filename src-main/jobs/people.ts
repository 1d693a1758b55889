// Enrolling a person: making a key takes a moment (scrypt), hence a job.
import type { Input, Output } from '#contract/index.ts';
import { appError, orRefuse } from '../app-error.ts';
import { enrolPerson } from '../domain/people.ts';
import { policy } from '../domain/policy.ts';
import { needs } from '../domain/roles.ts';
import type { JobContext } from '../ports.ts';

export async function addPerson(context: JobContext, { name, roles, passphrase }: Input<'person.add'>): Promise<Output<'person.add'>> {
  if (passphrase !== undefined && passphrase.length < policy.leastPassphrase) throw appError('passphrase_too_short', { least: policy.leastPassphrase });
  // Asked before a key is made, so that a refusal leaves no key file behind.
  context.write(({ actor }) => { const no = needs('managePeople', actor); if (no) orRefuse(no); });
  const id = context.newId();
  const key = passphrase === undefined ? null : Buffer.from(context.enrol(id, passphrase)).toString('hex');
  context.write((write) => { write.append(orRefuse(enrolPerson({ id, name, key, roles }, write))); });
  return { id, version: 1 + roles.length };
}
