import { type Fields, type Visitor } from './visitor';

/** What somebody enters, by the names of the questions; a day as `yyyy-mm-dd`, several choices as a list. */
export type Entered = Readonly<Record<string, string | readonly string[]>>;

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The fields of a question's form, as a browser sends them. */
export function fieldsOf(question: string, answer: string | readonly string[]): Fields {
  const [, year, month, day] = (typeof answer === 'string' && DAY.exec(answer)) || [];
  if (day === undefined) return answer === '' ? {} : { [question]: answer };
  return { [`${question}-day`]: day, [`${question}-month`]: month!, [`${question}-year`]: year! };
}

/** Begins to record something, and answers question after question; returns the draft's address, with all answers given. */
export async function answerAll(visitor: Visitor, begin: string, entered: Entered): Promise<string> {
  let address = await startOf(visitor, begin);
  while (!address.endsWith('/check')) address = await answerOne(visitor, address, entered);
  return address.replace(/\/check$/, '');
}

/** Begins to record something: the address of its first question without an answer. */
export async function startOf(visitor: Visitor, begin: string): Promise<string> {
  const { status, headers } = await visitor.getOnce(begin);
  expect({ begin, status }).toEqual({ begin, status: 303 });
  return headers.location!;
}

/** Answers the question at an address, and returns the address of the next. */
export async function answerOne(visitor: Visitor, address: string, entered: Entered): Promise<string> {
  const question = address.split('/').at(-1)!;
  const answer = entered[question];
  if (answer === undefined) throw new Error(`The question ${question} was asked at ${address}.`);
  const { status, headers, text } = await visitor.submitOnce(address, fieldsOf(question, answer));
  if (status !== 303) throw new Error(`${address} answered ${status}: ${mainOf(text)}`);
  return headers.location!;
}

/** Answers everything and sends it: the page that confirms it. */
export async function record(visitor: Visitor, begin: string, entered: Entered) {
  const draft = await answerAll(visitor, begin, entered);
  const page = await visitor.submit(`${draft}/check`, {});
  if (page.status !== 200) throw new Error(`${draft} was not recorded: ${mainOf(page.text)}`);
  return { draft, page };
}

/** The text of the main part of a page, without its tags. */
export const mainOf = (html: string): string =>
  (/<main[^]*<\/main>/.exec(html)?.[0] ?? html)
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
