// Waves of a release (CAL-07).
import type { Receipt } from '#contract/values.ts';
import { orRefuse } from '../app-error.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import type { Release } from '../domain/release.ts';
import type { Verdict } from '../domain/verdict.ts';
import { baseWaves, dropWave, placeWaves, setWave, waveSheet } from '../domain/waves.ts';
import type { Waves } from '../domain/waves.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

function onWaves(context: WriteContext, ref: string, rule: (on: { release: Release; waves: Waves | null }) => Verdict<DomainEvent>): Receipt {
  const release = context.loadRelease(ref);
  context.append(orRefuse(rule({ release, waves: context.findSheet(waveSheet, release.id) })));
  return { id: release.id, number: release.number, version: context.versionOf(subjectOf('release', release.id)) };
}

export const waveCommands = {
  'wave.set': (context, { release, wave, start, occurrence, ...rest }) => onWaves(context, release, (on) =>
    setWave(on, { ...rest, id: wave ?? context.newId(), isNew: wave === undefined, start: start === undefined ? null : { local: start, occurrence } }, context)),
  'wave.drop': (context, { release, wave }) => onWaves(context, release, (on) => dropWave(on, wave, context)),
  'wave.base': (context, { release, zone }) => onWaves(context, release, (on) => baseWaves(on, zone, context)),
  'wave.place': (context, { release, from, gapMinutes }) => onWaves(context, release, (on) => placeWaves(on, { from, gapMinutes }, context)),
} satisfies Partial<CommandHandlers>;
