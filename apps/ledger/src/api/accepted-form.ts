/** The forms that a report comes in, the usual one first. */
export const FORMS = ['application/json', 'text/csv'] as const;

/** The form that an Accept header likes best (RFC 9110, 12.5.1), the usual one of equals; undefined when it takes none. */
export function acceptedForm(accept = '*/*'): (typeof FORMS)[number] | undefined {
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
  const best = FORMS.toSorted((a, b) => quality(b) - quality(a))[0]!;
  return quality(best) > 0 ? best : undefined;
}
