/** Carries a step out, as an app would through the API or a person on the screen. */
import type { Made } from './asking.ts';
import { edit, list, name, person, undo } from './changes.ts';
import { bank, book, buy, clock, move, sell, settle, take } from './documents.ts';
import { repeat, wrong } from './refused.ts';
import type { Step } from './steps.ts';
import type { Photo, World } from './world.ts';

export function carryOut(here: World, step: Step, photo: Photo): Made {
  switch (step.do) {
    case 'sell':
      return sell(here, step, photo);
    case 'take':
      return take(here, step, photo);
    case 'buy':
      return buy(here, step, photo);
    case 'settle':
      return settle(here, step, photo);
    case 'bank':
      return bank(here, step, photo);
    case 'move':
      return move(here, step);
    case 'book':
      return book(here, step, photo);
    case 'clock':
      return clock(here, step, photo);
    case 'edit':
      return edit(here, step, photo);
    case 'undo':
      return undo(here, step, photo);
    case 'name':
      return name(here, step, photo);
    case 'list':
      return list(here, step, photo);
    case 'person':
      return person(here, step, photo);
    case 'wrong':
      return wrong(here, step, photo);
    case 'repeat':
      return repeat(here, step.cents, step.who, photo);
  }
}
