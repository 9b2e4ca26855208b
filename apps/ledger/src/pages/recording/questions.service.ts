import { Injectable } from '@nestjs/common';
import { type Answers } from '@app/platform';
import { todayInLondon } from '@app/runtime';
import { type Caller } from '../../access/caller';
import { sightOf } from '../../access/sight-of';
import { Reports } from '../../api/reports.service';
import { asked, type Asking, type Option, type Question } from './questions/question';
import { readAnswer } from './questions/read-answer';
import { type Recording } from './recording';

/** A question with what can be chosen. */
export interface Offered {
  readonly question: Question;
  readonly options: readonly Option[];
}

/** Looks up what the questions of a recording offer, as the person who answers may see it. */
@Injectable()
export class Questions {
  constructor(private readonly reports: Reports) {}

  /** One question with its options. */
  offer(question: Question, answers: Answers, caller: Caller): Promise<Offered> {
    return this.inOneLook(caller, answers, (asking) => offerOf(question, asking));
  }

  /** Every question that these answers lead to, with its options. */
  offerAll(recording: Recording, answers: Answers, caller: Caller): Promise<readonly Offered[]> {
    return this.inOneLook(caller, answers, async (asking) => {
      const offered: Offered[] = [];
      for (const question of asked(recording.questions, answers)) offered.push(await offerOf(question, asking));
      return offered;
    });
  }

  private inOneLook<Result>(
    caller: Caller,
    answers: Answers,
    see: (asking: Asking) => Promise<Result>,
  ): Promise<Result> {
    return this.reports.look(sightOf(caller), {}, (look) => see({ look, caller, answers, today: todayInLondon() }));
  }
}

async function offerOf(question: Question, asking: Asking): Promise<Offered> {
  const isChoice = question.kind === 'choice' || question.kind === 'choices';
  return { question, options: isChoice ? await question.options(asking) : [] };
}

/** The first question whose answer is missing or cannot be chosen any more; undefined when all are answered. */
export function firstUnanswered(offered: readonly Offered[], answers: Answers): Question | undefined {
  return offered.find(({ question, options }) => !isAnswered(question, answers, options))?.question;
}

/** True when an answer that was read before still stands. */
function isAnswered(question: Question, answers: Answers, options: readonly Option[]): boolean {
  const answer = answers[question.name];
  if (answer === undefined) return false;
  if (answer === '') return question.optional === true;
  if (question.kind !== 'choice' && question.kind !== 'choices') return true;
  return answer.split(' ').every((each) => options.some(({ value }) => value === each));
}

/**
 * The answers that an address gives beforehand: those that can be read as what they are asked for.
 * @param values the query of the address, such as `pooledFundId=…`
 */
export function givenAnswers(recording: Recording, values: Readonly<Record<string, unknown>>): Answers {
  const given: Record<string, string> = {};
  for (const question of recording.questions) {
    const value = values[question.name];
    if (typeof value !== 'string' || value === '') continue;
    // What can be chosen is looked up when the question is reached; until then the value stands as it came.
    const offered = [{ value, text: value }];
    const typed = question.kind === 'choices' ? { [question.name]: value.split(' ') } : { [question.name]: value };
    const options =
      question.kind === 'choices' ? value.split(' ').map((each) => ({ value: each, text: each })) : offered;
    const { answer } = readAnswer(question, typed, options);
    if (answer !== undefined) given[question.name] = answer;
  }
  return given;
}
