// Keeping the register of items and services, and what owners of affected services answer (CFG-01, LEG-05, RISK-04).
import type { ItemFields, ServiceFields } from '#contract/configuration.ts';
import type { Receipt } from '#contract/values.ts';
import { orRefuse } from '../app-error.ts';
import { mayRetire } from '../domain/catalogue.ts';
import type { ItemPatch, Relating, ServicePatch } from '../domain/configuration.ts';
import { describeItem, describeService, registerItem, registerService, relate, unrelate } from '../domain/configuration.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import { respond } from '../domain/impact.ts';
import type { Holder, Item } from '../domain/item.ts';
import { nameKey, textOf } from '../domain/item.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

const patchOf = (context: WriteContext, { service, ...fields }: Partial<ItemFields>): ItemPatch => ({ ...fields, ...(service === undefined ? {} : { service: service === null ? null : context.loadService(service).id }) });
const holderOf = (context: WriteContext, name: string): Holder => ({ name, person: name === '' ? null : context.personCalled(name) });
const servicePatchOf = (context: WriteContext, { owner, deputies, ...fields }: Partial<ServiceFields>): ServicePatch =>
  ({ ...fields, ...(owner === undefined ? {} : { owner: holderOf(context, owner) }), ...(deputies === undefined ? {} : { deputies: deputies.map((name) => holderOf(context, name)) }) });

function write(context: WriteContext, subject: string, verdict: Verdict<DomainEvent>): Receipt {
  context.append(orRefuse(verdict));
  return { id: subject.slice(subject.indexOf(':') + 1), version: context.versionOf(subject) };
}
const ofItem = (context: WriteContext, ref: string, rule: (item: Item) => Verdict<DomainEvent>): Receipt => {
  const item = context.loadItem(ref);
  return write(context, subjectOf('item', item.id), rule(item));
};
const graphOf = ({ partsOf, itemName }: WriteContext): { partsOf: (item: string) => string[]; nameOf: (item: string) => string } => ({ partsOf, nameOf: itemName });
const relating = (context: WriteContext, { kind, to }: { kind: Relating['kind']; to: string }): Relating => ({ kind, to: context.loadItem(to) });

export const configurationCommands = {
  'item.register': (context, fields) => {
    const twin = context.findItems(fields.name).find((item) => nameKey(textOf(item.values, 'name')) === nameKey(fields.name) && nameKey(textOf(item.values, 'environment')) === nameKey(fields.environment ?? ''));
    const id = context.newId();
    return write(context, subjectOf('item', id), registerItem(id, { ...patchOf(context, fields), name: fields.name }, twin ?? null, context));
  },
  'item.describe': (context, { item, fields }) => ofItem(context, item, (one) => (fields.lifecycle === 'retired' ? mayRetire(textOf(one.values, 'name'), context.servicesOffering(one.id)) : null) ?? describeItem(one, patchOf(context, fields), context)),
  'item.relate': (context, input) => ofItem(context, input.item, (item) => relate(item, relating(context, input), graphOf(context), context)),
  'item.unrelate': (context, input) => ofItem(context, input.item, (item) => unrelate(item, relating(context, input), context)),
  'service.register': (context, fields) => {
    const id = context.newId();
    return write(context, subjectOf('service', id), registerService(id, { ...servicePatchOf(context, fields), name: fields.name }, context.findService(fields.name), context));
  },
  'service.describe': (context, { service: ref, fields }) => {
    const service = context.loadService(ref);
    return write(context, subjectOf('service', service.id), describeService(service, servicePatchOf(context, fields), context.openChangesOf(textOf(service.values, 'name'), context.actor), context));
  },
  'impact.respond': (context, { change: ref, service: about, response, note }) => {
    const change = context.loadChange(ref);
    const service = context.loadService(about);
    context.append(orRefuse(respond(context.dossierOf(change), { id: context.newId(), service: service.id, response, note }, context)));
    return { id: change.id, number: change.number, version: change.version + 1 };
  },
} satisfies Partial<CommandHandlers>;
