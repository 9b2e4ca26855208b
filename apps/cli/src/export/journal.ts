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

/** An account's part made of an identifier: a capital first, letters, digits and hyphens after, as both programs want. */
const part = (id: string): string => `${/^[a-z]/.test(id) ? '' : 'X'}${id.charAt(0).toUpperCase()}${id.slice(1)}`;

const poolOf = ({ pooledFundId, fundingStreamId }: Movement): string =>
  `Assets:Pool:${part(pooledFundId)}:${part(fundingStreamId)}`;

/** Providers share one account; the transaction names each. Thousands of accounts would help nobody. */
const payeeOf = ({ partyKind, party }: Movement): string =>
  partyKind === 'AGENCY' ? `Expenses:Agencies:${part(party)}` : 'Expenses:Providers';

/**
 * A movement as a transfer between accounts. What is brought forward is none: the account of a funding stream in a pool
 * runs on from year to year.
 */
function transferOf(movement: Movement): Transfer | undefined {
  const { measure, party, pence } = movement;
  switch (measure) {
    case 'received':
      return { to: poolOf(movement), from: `Income:Contributions:${part(party)}`, pence };
    case 'returned':
      return { to: `Income:Contributions:${part(party)}`, from: poolOf(movement), pence };
    case 'paid':
      return { to: payeeOf(movement), from: poolOf(movement), pence };
    case 'refunded':
      return { to: poolOf(movement), from: payeeOf(movement), pence };
    case 'income':
      return { to: poolOf(movement), from: 'Income:Other', pence };
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
    const plain = (text: string): string => text.replace(/[;|\n\r]+/g, ',');
    return `${occurredOn} * (${entryRef}) ${plain(party || 'None')} | ${plain(description)}`;
  }

  private open(account: string, on: string): string {
    if (this.opened.has(account)) return '';
    this.opened.add(account);
    return `${on} open ${account} GBP\n`;
  }
}

const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&').replace(/[\n\r]+/g, ' ')}"`;
