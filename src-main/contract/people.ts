import { z } from 'zod';
import { command, job, query } from './define.ts';
import { Count, Line, Page, Receipt, Ref } from './values.ts';

/** Roles of issue one; each holds explicit permissions checked in the rules (SEC-01). */
export const roles = ['requester', 'change-manager', 'chair', 'member', 'release-manager', 'implementer', 'auditor', 'administrator'] as const;
export const Role = z.enum(roles);
export type Role = z.output<typeof Role>;

export const Passphrase = z.string().min(8).max(1024);

export const PersonRow = z.object({
  id: z.string(), name: z.string(), roles: z.array(Role), hasKey: z.boolean(), canSignHere: z.boolean(),
});
export type PersonRow = z.output<typeof PersonRow>;

export const people = {
  'person.add': job('Enrols a person with roles; with a passphrase the person can sign on this device.',
    z.strictObject({ name: Line, roles: z.array(Role).max(8).default([]), passphrase: Passphrase.optional() }), Receipt),
  'person.list': query('People, their roles, and who can sign here.',
    z.strictObject({ ...Page, text: z.string().max(200).optional() }), z.object({ rows: z.array(PersonRow), total: Count, next: z.string().nullable() }), ['person']),
  'role.grant': command('Grants a role; nobody grants to themselves.',
    z.strictObject({ person: Ref, role: Role }), Receipt),
  'role.revoke': command('Takes a role away.',
    z.strictObject({ person: Ref, role: Role }), Receipt),
};
