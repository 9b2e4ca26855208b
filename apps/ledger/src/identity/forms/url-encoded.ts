import { FormUnreadable } from '../identity-failures';

const FIELDS_MAX = 1_000;
const NAME_LENGTH_MAX = 200;

/** The fields of a form as they came: text, or texts where a name came more than once. It has no prototype. */
export type FormFields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Reads the body of a form that is no file upload. @throws FormUnreadable */
export function parseUrlEncoded(body: string): FormFields {
  const fields = Object.create(null) as Record<string, string | string[]>;
  let count = 0;
  for (const [name, value] of new URLSearchParams(body)) {
    count += 1;
    if (count > FIELDS_MAX) throw new FormUnreadable(413, `A form has at most ${FIELDS_MAX} fields.`);
    if (name.length > NAME_LENGTH_MAX) throw new FormUnreadable(400, 'A field of the form has too long a name.');
    // PostgreSQL cannot keep it, and nobody types it.
    if (`${name}${value}`.includes('\u0000')) throw new FormUnreadable(400, 'A field of the form cannot be read.');
    const before = fields[name];
    fields[name] = before === undefined ? value : [before, value].flat();
  }
  return fields;
}
