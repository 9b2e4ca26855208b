import { type Recording } from '../recording';
import { contribution } from './contribution.recording';

/** All that people record through pages, in the order in which it is offered. */
export const recordings: readonly Recording[] = [contribution];
