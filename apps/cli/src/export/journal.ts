import { penceToDecimal } from '@app/domain';
import { type Movement } from '@app/read-models';

/** Programs that read plain-text journals. */
export const journalFormats = ['beancount', 'hledger'] as const;
export type JournalFormat = (typeof journalFormats)[number];

/** Two accounts and an amount: what the first gains, the second gives. */
interface Transfer {
  readonly to: string;
  readonly from: string;
  readonly pence: number;
}

/** An account's part made of an identifier: a capital or a digit first, then letters, digits and hyphens, as both programs want. */
const part = (id: string): string => `${id.charAt(0).toUpperCase()}${id.slice(1)}`;

/** Money that a fund does not hold is in no pool's account: the books of others hold it. */
const holdings = { POOLED: 'Pool', ALIGNED: 'Aligned', IN_VIEW: 'InView' } as const;

const fundOf = ({ poolingBasis, pooledFundId, fundingStreamId }: Movement): string =>
  `Assets:${holdings[poolingBasis]}:${part(pooledFundId)}:${part(fundingStreamId)}`;

/** Providers share one account; the transaction names each. Thousands of accounts would help nobody. */
const payeeOf = ({ partyKind, party }: Movement): string =>
  partyKind === 'AGENCY' ? `Expenses:Agencies:${part(party)}` : 'Expenses:Providers';

/**
 * A movement as a transfer between accounts. What is brought forward is none: the account of a funding stream in a fund
 * runs on from year to year.
 */
function transferOf(movement: Movement): Transfer | undefined {
  const { measure, party, pence } = movement;
  switch (measure) {
    case 'received':
      return { to: fundOf(movement), from: `Income:Contributions:${part(party)}`, pence };
    case 'returned':
      return { to: `Income:Contributions:${part(party)}`, from: fundOf(movement), pence };
    case 'paid':
      return { to: payeeOf(movement), from: fundOf(movement), pence };
    case 'refunded':
      return { to: fundOf(movement), from: payeeOf(movement), pence };
    case 'income':
      return { to: fundOf(movement), from: 'Income:Other', pence };
    case 'inKind':
    case 'retained':
    case 'grantDirect': {
      const how = { inKind: 'InKind', retained: 'Retained', grantDirect: 'GrantDirect' }[measure];
      return { to: `Expenses:NonCash:${how}`, from: `Income:NonCash:${part(party)}`, pence };
    }
    default:
      return undefined;
  }
}

/** Writes movements as a journal; beancount wants each account opened before it is used. */
export class JournalWriter {
  private readonly opened = new Set<string>();

  constructor(private readonly format: JournalFormat) {}

  head(): string {
    return this.format === 'beancount'
      ? 'option "title" "Common Purse"\noption "operating_currency" "GBP"\n\n'
      : '; Common Purse\n\n';
  }

  write(movement: Movement): string {
    const transfer = transferOf(movement);
    if (!transfer) return '';
    const { to, from, pence } = transfer;
    const amount = `${penceToDecimal(pence)} GBP`;
    const back = `${penceToDecimal(-pence)} GBP`;
    const opens =
      this.format === 'beancount' ? this.open(to, movement.occurredOn) + this.open(from, movement.occurredOn) : '';
    return `${opens}${this.heading(movement)}\n  ${to}  ${amount}\n  ${from}  ${back}\n\n`;
  }

  private heading({ occurredOn, entryRef, party, description }: Movement): string {
    if (this.format === 'beancount')
      return `${occurredOn} * ${quoted(party || 'None')} ${quoted(description)} ^${entryRef.replaceAll('/', '.')}`;
    // A semicolon begins a comment, a bar parts payee from note.
    const plain = (text: string): string => oneLine(text).replace(/[;|]+/g, ',');
    return `${occurredOn} * (${entryRef}) ${plain(party || 'None')} | ${plain(description)}`;
  }

  private open(account: string, on: string): string {
    if (this.opened.has(account)) return '';
    this.opened.add(account);
    return `${on} open ${account} GBP\n`;
  }
}

/** Line ends of every sort, and other control characters, as one space. */
const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();

const quoted = (text: string): string => `"${oneLine(text).replace(/[\\"]/g, '\\$&')}"`;
