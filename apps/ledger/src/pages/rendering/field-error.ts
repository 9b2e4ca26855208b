/** Something wrong with a field, told in the summary and by the field itself. */
export interface FieldError {
  /** A whole sentence without its full stop, that says what to do. */
  readonly text: string;
  /** Where the field is: `#` and the id of its first control. */
  readonly href: string;
}

/** The words by a field that is wrong, as GOV.UK's macros take them; undefined when it is right. */
export const errorMessage = (errors: readonly FieldError[], field: string): { readonly text: string } | undefined => {
  const found = errors.find(({ href }) => href === `#${field}` || href.startsWith(`#${field}-`));
  return found && { text: found.text };
};
