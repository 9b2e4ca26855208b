import { Injectable } from '@nestjs/common';
import { type Answers } from '@app/platform';
import { type Look, roleGrants } from '@app/read-models';
import { todayInLondon } from '@app/runtime';
import { Access } from '../../access/access.service';
import { type Caller } from '../../access/caller';
import { sightOf } from '../../access/sight-of';
import { Reports } from '../../api/reports.service';
import { ActorNames } from '../../identity/actor-names';
import { type Table } from '../tables/table';
import { asked, type Asking, chosenIn, type Option, type Question } from './questions/question';
import { readAnswer } from './questions/read-answer';
import { type Recording } from './recording';

/** A question with what can be chosen. */
export interface Offered {
  readonly question: Question;
  readonly options: readonly Option[];
}

/** How far answers have come: the questions that are answered, and the first that is not. */
export interface Progress {
  readonly answered: readonly Offered[];
  /** Undefined when all are answered. */
  readonly next?: Question;
}

/** Looks up what the questions of a recording offer, as the person who answers may see it. */
@Injectable()
export class Questions {
  constructor(
    private readonly reports: Reports,
    private readonly access: Access,
    private readonly actorNames: ActorNames,
  ) {}

  /** One question with its options. */
  offer(question: Question, answers: Answers, caller: Caller): Promise<Offered> {
    return this.inOneLook(caller, answers, (asking) => offerOf(question, asking));
  }

  /** Goes through the questions that these answers lead to, up to the first whose answer does not stand. */
  progress(recording: Recording, answers: Answers, caller: Caller): Promise<Progress> {
    return this.inOneLook(caller, answers, async (asking) => {
      const answered: Offered[] = [];
      for (const question of asked(recording.questions, answers)) {
        const offered = await offerOf(question, asking);
        // What later questions offer depends on this answer, so nothing is looked up by one that does not stand.
        if (!isAnswered(offered, answers)) return { answered, next: question };
        answered.push(offered);
      }
      return { answered };
    });
  }

  /** What all answers come to, of recordings that tell it before it is sent. */
  async comesTo({ comesTo }: Recording, answers: Answers, caller: Caller): Promise<Table | undefined> {
    return comesTo && this.inOneLook(caller, answers, comesTo);
  }

  private inOneLook<Result>(
    caller: Caller,
    answers: Answers,
    see: (asking: Asking) => Promise<Result>,
  ): Promise<Result> {
    const { called } = this.actorNames;
    return this.reports.look(sightOf(caller), {}, (look) =>
      see({ look, caller, answers, today: todayInLondon(), called, grantsSeen: () => this.grantsSeen(look, caller) }),
    );
  }

  private async grantsSeen(look: Look, caller: Caller) {
    return this.access.grantsSeenBy(caller, await roleGrants(look));
  }
}

async function offerOf(question: Question, asking: Asking): Promise<Offered> {
  const isChoice = question.kind === 'choice' || question.kind === 'choices';
  return { question, options: isChoice ? await question.options(asking) : [] };
}

/** True when an answer that was read before still stands. */
export function isAnswered({ question, options }: Offered, answers: Answers): boolean {
  const answer = answers[question.name];
  if (answer === undefined) return false;
  if (answer === '') return question.optional === true;
  if (question.kind !== 'choice' && question.kind !== 'choices') return true;
  return chosenIn(question, answer).every((each) => options.some(({ value }) => value === each));
}

/** What names something in an address: identifiers, and references made of them. */
const NAME = /^[\w./:-]{1,200}$/;

/**
 * The answers that an address gives beforehand. It may name things; what is said of them, a sum or a reason, is the
 * person's own to enter, so that no link of somebody else puts it into their mouth.
 * @param values the query of the address, such as `pooledFundId=…`
 */
export function givenAnswers(recording: Recording, values: Readonly<Record<string, unknown>>): Answers {
  const given: Record<string, string> = {};
  for (const question of recording.questions) {
    const value = values[question.name];
    if (typeof value !== 'string' || !NAME.test(value)) continue;
    // What can be chosen is looked up when the question is reached; until then the value stands as it came.
    if (question.kind === 'choice' || question.kind === 'choices') given[question.name] = value;
    else if (question.fromLinks) {
      const { answer } = readAnswer(question, { [question.name]: value });
      if (answer !== undefined) given[question.name] = answer;
    }
  }
  return given;
}

/**
 * What a changed answer takes with it: later choices that were left empty, since there may be something to choose now.
 * A choice that cannot be made any more is asked again by itself.
 */
export function droppedBy(recording: Recording, question: Question, answer: string, before: Answers): string[] {
  if (before[question.name] === answer) return [];
  return recording.questions
    .slice(recording.questions.indexOf(question) + 1)
    .filter(({ kind, name }) => kind === 'choice' && before[name] === '')
    .map(({ name }) => name);
}
