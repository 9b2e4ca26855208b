import { PRESETS, type SettingUnknown } from '@app/imports';
import { type ImportAnswers } from '@app/platform';
import { type FieldError } from '../rendering/field-error';
import { readMoney } from '../recording/questions/read-money';

type Values = Readonly<Record<string, unknown>>;

/** The kinds of file that can be read, as people call them. */
export const kindsOfFile: readonly { readonly preset: string; readonly text: string; readonly hint: string }[] = [
  {
    preset: 'trafford',
    text: 'Trafford Council: spending',
    hint: 'Payments to suppliers, as the council publishes them',
  },
  { preset: 'oxford', text: 'Oxford City Council: spending over £500', hint: 'Any quarter, under any of its headings' },
  {
    preset: 'spend-over-25000',
    text: 'A department: spending over £25,000',
    hint: 'The monthly file that every department publishes; each row says which body spent',
  },
  {
    preset: 'interdepartmental',
    text: 'Departments: contributions to programmes',
    hint: 'Who paid into which programme; each programme becomes a funding stream',
  },
  {
    preset: 'auto',
    text: 'Another file with a date, an amount and a name in each row',
    hint: 'The headings decide what is read. Choose the fund and the funding stream below',
  },
];

/** What a form answered, or what is wrong with it. */
export interface AnswersRead {
  readonly answers: ImportAnswers;
  readonly errors: readonly FieldError[];
}

const AUTHORITY_LENGTH_MAX = 200;
const LINE = /^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u;

/** Reads the form about a file. */
export function readAnswers(values: Values): AnswersRead {
  const errors: FieldError[] = [];
  const text = (name: string): string | null => {
    const value = values[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  };
  const preset = text('preset');
  if (preset === null || !Object.hasOwn(PRESETS, preset)) {
    errors.push({ text: 'Select what kind of file it is', href: '#preset' });
  }
  const [pooledFundId, fundingStreamId] = [text('pooledFundId'), text('fundingStreamId')];
  if (preset === 'auto' && pooledFundId === null) {
    errors.push({ text: 'Select the fund that the rows are booked to', href: '#pooledFundId' });
  }
  if (preset === 'auto' && fundingStreamId === null) {
    errors.push({ text: 'Select the funding stream that the rows are booked to', href: '#fundingStreamId' });
  }
  const authorityRef = text('authorityRef');
  if ((authorityRef?.length ?? 0) > AUTHORITY_LENGTH_MAX) {
    errors.push({ text: `Authority must be ${AUTHORITY_LENGTH_MAX} characters or fewer`, href: '#authorityRef' });
  } else if (!LINE.test(authorityRef ?? '')) {
    errors.push({ text: 'Authority must be ordinary text', href: '#authorityRef' });
  }
  const expected = text('expected');
  const expectedPence = expected === null ? null : readTotal(expected);
  if (expectedPence === undefined) {
    errors.push({
      text: 'The total you expect must be an amount of pounds and pence, such as 1,234.56',
      href: '#expected',
    });
  }
  const commissioningAgencyId = text('commissioningAgencyId');
  return {
    errors,
    answers: {
      preset,
      pooledFundId,
      fundingStreamId,
      commissioningAgencyId,
      authorityRef,
      expectedPence: expectedPence ?? null,
    },
  };
}

/** A total may be negative: a file of credits. */
function readTotal(typed: string): string | undefined {
  const [, sign, amount] = /^([-\u2212]?)\s*(.*)$/.exec(typed)!;
  const pence = readMoney(amount!);
  return pence === undefined ? undefined : String(sign && pence !== 0 ? -pence : pence);
}

/** What is wrong with where the rows should go, by its field. */
export const settingError = ({ about, message }: SettingUnknown): FieldError => ({
  text: message.replace(/\.$/, ''),
  href: `#${about}`,
});
