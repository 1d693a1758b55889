// Keeping the service catalogue, and declaring what releases do to it (CFG-09).
import { appError, orRefuse } from '../app-error.ts';
import { declareFeature, offer, offeringSheet } from '../domain/catalogue.ts';
import { subjectOf } from '../domain/event.ts';
import { textOf } from '../domain/item.ts';
import { releaseSheet } from '../domain/release.ts';
import { hasInScope } from '../domain/release-pieces.ts';
import type { CommandHandlers } from '../ports.ts';

export const catalogueCommands = {
  'catalogue.offer': (context, { service: ref, state, artefacts }) => {
    const service = context.loadService(ref);
    const named = { id: service.id, name: textOf(service.values, 'name') };
    const releases = state === 'retired' ? context.releasesAhead().filter(({ members }) => hasInScope(members, named)).map(({ release }) => release) : [];
    context.append(orRefuse(offer(named, { state, artefacts: artefacts.map((item) => context.loadItem(item).id), releases }, context)));
    return { id: service.id, version: context.versionOf(subjectOf('service', service.id)) };
  },
  'catalogue.declare': (context, { service: ref, release: of, feature, action, featureVersion }) => {
    const service = context.loadService(ref);
    const release = context.findSheet(releaseSheet, of);
    if (release === null) throw appError('record_missing', { record: 'release', id: of }, { field: 'release' });
    const declaration = { id: context.newId(), release: release.id, number: release.number, feature, action, version: featureVersion };
    context.append(orRefuse(declareFeature({ id: service.id, name: textOf(service.values, 'name'), offering: context.findSheet(offeringSheet, service.id) }, declaration, context)));
    return { id: service.id, version: context.versionOf(subjectOf('service', service.id)) };
  },
} satisfies Partial<CommandHandlers>;
