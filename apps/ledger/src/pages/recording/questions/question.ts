import { type Answers } from '@app/platform';
import { type Look, type RoleGrantRow } from '@app/read-models';
import { type Caller } from '../../../access/caller';

/** What the options and the words of a question may depend on. */
export interface Asking {
  readonly look: Look;
  readonly caller: Caller;
  /** Given so far. */
  readonly answers: Answers;
  readonly today: string;
  /** What people call whoever acted. */
  readonly called: (actorId: string) => string;
  /** The grants of roles that the person may look at, those taken back too. */
  readonly grantsSeen: () => Promise<readonly RoleGrantRow[]>;
}

/** Something that can be chosen. */
export interface Option {
  readonly value: string;
  readonly text: string;
  readonly hint?: string;
}

/** What a question that may be left empty offers beside its options. */
export const NONE_OF_THESE = 'None of these';

interface Asked {
  /** Names the answer, and the question in the address. */
  readonly name: string;
  /** The question, as the heading of its page. */
  readonly asks: string;
  /** What the answer is called where all answers are checked. */
  readonly called: string;
  readonly hint?: string;
  /** What is said when nothing was answered: "Enter …" or "Select …". */
  readonly missing: string;
  /** May be left empty. */
  readonly optional?: true;
  /** A link may answer it beforehand, as links may answer every choice: it names something, and says nothing. */
  readonly fromLinks?: true;
  /** Asked only when this holds of the answers before it. */
  readonly askedIf?: (answers: Answers) => boolean;
}

/** A question of a recording: one a page. */
export type Question = Asked &
  (
    | {
        readonly kind: 'choice';
        readonly options: (asking: Asking) => Promise<readonly Option[]>;
        /** What is said when there is nothing to choose from, and what to do. */
        readonly nothing: string;
      }
    | {
        /** Some of several; the answer names them with spaces between. */
        readonly kind: 'choices';
        readonly options: (asking: Asking) => Promise<readonly Option[]>;
        readonly nothing: string;
      }
    | { readonly kind: 'money'; readonly fromPence: 0 | 1 }
    | { readonly kind: 'day' }
    | {
        readonly kind: 'text';
        readonly lengthMax: number;
        readonly isLong?: true;
        /** What is wrong with a text that was typed; undefined when nothing is. */
        readonly refusedIf?: (text: string) => string | undefined;
      }
    | { readonly kind: 'number' }
  );

/** What an answer chose: the answer itself, or each of several, none of which has a space in it. */
export const chosenIn = ({ kind }: Question, answer: string): readonly string[] =>
  kind === 'choices' ? answer.split(' ') : [answer];

/** The questions that are asked, given these answers, in order. */
export const asked = (questions: readonly Question[], answers: Answers): readonly Question[] =>
  questions.filter(({ askedIf }) => askedIf?.(answers) ?? true);
