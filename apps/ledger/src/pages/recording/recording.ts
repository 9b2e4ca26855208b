import { type Answers } from '@app/platform';
import { type CommandAnswer } from '@app/application';
import { type Caller } from '../../access/caller';
import { type CommandType, holdsRoleFor } from '../../access/permissions';
import { type Ask } from '../../access/asking.service';
import { type Table } from '../tables/table';
import { type Asking as Answering, type Question } from './questions/question';

/** A command to ask for, made of answers: its class and its fields, without who asks and when. */
export interface Asking {
  readonly ask: Ask;
  readonly command: { readonly type: CommandType } & Readonly<Record<string, unknown>>;
}

/** What is said when something is recorded. */
export interface Confirmation {
  /** "Contribution recorded". */
  readonly heading: string;
  /** What people quote to find it again: an entry's reference. */
  readonly reference: string;
  /** What happens next, in a sentence. */
  readonly note?: string;
  readonly next: readonly { readonly text: string; readonly href: string }[];
}

/** Something that people record: its questions, one a page, and the command that the answers make. */
export interface Recording {
  /** In the address: `/record/<name>/…`. */
  readonly name: string;
  /** "Record a contribution received". */
  readonly title: string;
  /** The part of the service that offers it, when that is not the list of all that is recorded. */
  readonly section?: 'access';
  /** When to use it, in a sentence. */
  readonly about: string;
  /** The commands that it can lead to: it is offered to those who may ask for one of them. */
  readonly commands: readonly CommandType[];
  readonly questions: readonly Question[];
  /** What the answers come to, shown where they are checked: figures that nobody typed. */
  readonly comesTo?: (answering: Answering) => Promise<Table>;
  /** The words of the button that sends it. */
  readonly sends: string;
  /** How a mistake is put right: "a mistake is put right by …"; a reversal when it is not said. */
  readonly correctedBy?: string;
  /** @param draftId makes identifiers that nobody has to think up */
  readonly asking: (answers: Answers, draftId: string) => Asking;
  readonly confirmation: (answers: Answers, answer: CommandAnswer) => Confirmation;
}

/** True when somebody has a role that may ask for what a recording leads to: it is then offered. */
export const mayRecord = ({ commands }: Recording, { grants }: Pick<Caller, 'grants'>): boolean =>
  commands.some((type) => holdsRoleFor(grants, type));
