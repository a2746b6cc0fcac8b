import { setTimeout as after } from 'node:timers/promises';
import type { Figures, Target } from './scenario.ts';
import { TypingCrowd } from './typing.ts';
import type { Crowd } from './typing.ts';

const WARM_UP_MS = 1_000;
const TICK_MS = 5;
const FLOOD_WINDOW = 16;

/** Everybody types in turn, `perSecond` updates together, for `ms`. Late ticks catch up: the load does not depend on the timer. */
async function typeSteadily(crowd: TypingCrowd, perSecond: number, ms: number): Promise<void> {
  const start = performance.now();
  let sent = 0;
  for (let now = start; now < start + ms; now = performance.now()) {
    const due = ((now - start) / 1000) * perSecond;
    while (sent < due) crowd.type(sent++ % crowd.typists);
    await after(TICK_MS);
  }
}

async function steady(
  target: Target,
  people: Crowd,
  perSecond: number,
  seconds: number,
  each: 'delivery' | 'update',
): Promise<Figures> {
  const crowd = await TypingCrowd.open(target, people);
  await typeSteadily(crowd, perSecond, WARM_UP_MS);
  await crowd.drained();
  crowd.startMeasuring();
  await typeSteadily(crowd, perSecond, seconds * 1000);
  await crowd.drained();
  const figures = crowd.finish(each);
  crowd.close();
  return figures;
}

/** One document, 100 people, 10 of them typing, 200 updates a second together. */
export const fanOut = (target: Target, seconds: number): Promise<Figures> =>
  steady(target, { documents: 1, peopleInEach: 100, typistsInEach: 10 }, 200, seconds, 'delivery');

/** One document, 100 people, one of them typing, 5 updates a second: what one edit costs and takes when nothing else goes on. */
export const quiet = (target: Target, seconds: number): Promise<Figures> =>
  steady(target, { documents: 1, peopleInEach: 100, typistsInEach: 1 }, 5, seconds, 'delivery');

/** 300 documents, two people in each, both typing, 600 updates a second together. */
export const documents = (target: Target, seconds: number): Promise<Figures> =>
  steady(target, { documents: 300, peopleInEach: 2, typistsInEach: 2 }, 600, seconds, 'update');

/** One document, 50 people, 10 writing as fast as it goes: each has at most 16 edits that the witness has not seen. */
export async function flood(target: Target, seconds: number): Promise<Figures> {
  const crowd = await TypingCrowd.open(target, { documents: 1, peopleInEach: 50, typistsInEach: 10 });
  let going = true;
  crowd.onWitnessed = (typist) => {
    if (going) crowd.type(typist);
  };
  for (let typist = 0; typist < crowd.typists; typist++) {
    for (let i = 0; i < FLOOD_WINDOW; i++) crowd.type(typist);
  }
  await after(WARM_UP_MS);
  crowd.startMeasuring();
  await after(seconds * 1000);
  going = false;
  await crowd.drained();
  const figures = crowd.finish('delivery');
  crowd.close();
  return figures;
}
