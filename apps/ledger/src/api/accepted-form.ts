import { type HttpExchange } from './http.decorator';
import { ProblemError } from './problems/problem';

/** The forms that an answer may come in, the usual one first. */
const FORMS = ['application/json', 'text/csv', 'text/plain'] as const;
type Form = (typeof FORMS)[number];

/** The form that an Accept header likes best (RFC 9110, 12.5.1), the usual one of equals; undefined when it takes none. */
export function acceptedForm(accept = '*/*', forms: readonly Form[] = FORMS): Form | undefined {
  const ranges = accept.split(',').map((each) => {
    const [range = '', ...parameters] = each.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { range, quality: weight === undefined ? 1 : Number(weight) };
  });
  // The most exact range that names a form says how much it is liked.
  const quality = (form: string): number =>
    [form, `${form.split('/')[0]}/*`, '*/*']
      .map((range) => ranges.find((each) => each.range === range)?.quality)
      .find((found) => found !== undefined) ?? 0;
  const best = forms.toSorted((a, b) => quality(b) - quality(a))[0]!;
  return quality(best) > 0 ? best : undefined;
}

/** How an answer is told in other forms than JSON. */
export interface OtherForms {
  readonly csv?: () => string;
  /** Plain English, a line at a time. */
  readonly plain?: () => string;
}

/** JSON, unless the caller would rather have another of the forms that there are. @throws ProblemError when it takes none */
export function inAcceptedForm<Answer>(
  { request, reply }: HttpExchange,
  answer: Answer,
  { csv, plain }: OtherForms,
): Answer | string {
  void reply.header('vary', 'Accept');
  const there: Readonly<Record<Form, (() => string) | undefined | true>> = {
    'application/json': true,
    'text/csv': csv,
    'text/plain': plain,
  };
  const forms = FORMS.filter((form) => there[form] !== undefined);
  const form = acceptedForm(request.headers.accept, forms);
  if (form === undefined) throw new ProblemError(406, 'NOT_ACCEPTABLE', `This comes as ${forms.join(' or ')}.`);
  const other = there[form];
  if (typeof other !== 'function') return answer;
  void reply.type(`${form}; charset=utf-8`);
  return other();
}
