import { type Breach } from '@app/domain';
import { type EntryStory, type RelatedEntries, type Transaction } from '@app/read-models';
import { agencyHref } from '../agencies/agency-address';
import { addressOf } from '../rendering/addresses';
import { breachSentences, whatHappened } from '../rendering/entry-words';
import { sentenceCase } from '../rendering/in-words';
import { day, money } from '../tables/format';
import { type Table, tableOf } from '../tables/table';
import { countsAs, entriesTable, entryHref, signedPence } from '../transactions/entries-table';

/** A line of what is told of an entry: a text, or what the template knows how to show. */
interface Line {
  readonly key: string;
  readonly text?: string;
  readonly href?: string;
  /** An instant, shown by the clock in London with the exact time beside it. */
  readonly at?: string;
}

/**
 * The page of an entry: what is told of it line by line, and the entries that belong to it.
 * @param called what people call whoever recorded it
 */
export function entryPage(
  story: EntryStory,
  called: (actorId: string) => string,
): {
  readonly title: string;
  readonly tables: readonly Table[];
  readonly content: Readonly<Record<string, unknown>>;
} {
  const { entry, reversalChain, knownBefore } = story;
  const { pooledFundId, financialYear, agreementId, recordedAt } = entry;
  const scope = { pooledFundId, financialYear: pooledFundId === null ? undefined : financialYear };
  const statement = pooledFundId !== null && agreementId === null ? `/funds/${pooledFundId}/${financialYear}` : '/';
  return {
    title: whatHappened(entry.type),
    tables: [
      ...(story.postings.length > 1 ? [postingsTable(story.postings)] : []),
      ...relatedTables(story),
      ...(reversalChain.length > 1
        ? [
            entriesTable(
              { id: 'reversal-chain', caption: 'What was reversed, and by what', nothing: '' },
              reversalChain,
            ),
          ]
        : []),
    ],
    content: {
      entryRef: entry.entryRef,
      lines: linesOf(entry, called),
      breaches: entry.breaches.map((breach) => breachSentences[breach as Breach] ?? sentenceCase(breach)),
      reversedBy: linkTo(entry.reversedByEntry),
      reverses: linkTo(entry.reversesEntry),
      isMoreRelated: [story.ofWithdrawal, story.ofContribution, story.ofAgreement].some((each) => each?.isMore),
      knownBefore,
      recordedAt,
      beforeHref: addressOf(statement, { ...(statement === '/' ? scope : {}), asKnownAt: knownBefore }),
      afterHref: addressOf(statement, { ...(statement === '/' ? scope : {}), asKnownAt: recordedAt }),
      changesHref: addressOf('/changes', {
        report: pooledFundId !== null && agreementId === null ? 'fund-statement' : 'who-gained',
        ...scope,
        knownFrom: knownBefore,
        knownTo: recordedAt,
      }),
    },
  };
}

const linkTo = (entryRef: string | null) =>
  entryRef === null ? undefined : { text: entryRef, href: entryHref(entryRef) };

/** What is told of an entry; a line that says nothing is left out. */
function linesOf(entry: Transaction, called: (actorId: string) => string): readonly Line[] {
  const { pooledFundId, agreementId, irrecoverableVatPence, recoverableVatPence } = entry;
  const pence = signedPence(entry);
  // A reversal repeats the purpose of what it undoes; why it does so stands in the event.
  const { reason = null } = (entry.detail ?? {}) as { readonly reason?: string };
  const lines: (Line | undefined)[] = [
    { key: 'Reference', text: entry.entryRef },
    pence === '' ? undefined : { key: 'Amount', text: `${money(pence)} (${countsAs(entry)})` },
    irrecoverableVatPence
      ? { key: 'VAT that cannot be reclaimed', text: `${money(irrecoverableVatPence)}, part of the amount` }
      : undefined,
    recoverableVatPence
      ? { key: 'VAT that is reclaimed', text: `${money(recoverableVatPence)}, beside the amount` }
      : undefined,
    said('Party', entry.partyName, entry.agencyId),
    said('On behalf of', entry.commissioningAgencyName, entry.commissioningAgencyId),
    pooledFundId === null
      ? undefined
      : {
          key: 'Fund',
          text: `${entry.pooledFundName ?? pooledFundId}, ${entry.financialYear}`,
          href: `/funds/${pooledFundId}/${entry.financialYear}`,
        },
    said('Funding stream', entry.fundingStreamName),
    agreementId === null
      ? undefined
      : { key: 'Agreement', text: entry.agreementTitle ?? agreementId, href: `/agreements/${agreementId}` },
    said('Scheme', entry.schemeName),
    said('Type of spending', entry.spendType && sentenceCase(entry.spendType)),
    said('Purpose or reason', entry.description),
    said('Why', reason === entry.description ? null : reason),
    { key: 'Took effect on', text: day(entry.occurredOn) },
    { key: 'Recorded', at: entry.recordedAt },
    {
      key: 'Recorded by',
      text: [called(entry.recordedBy), entry.recordedByAgencyName].filter((part) => part !== null).join(', for '),
    },
    { key: 'Authority', text: entry.authorityRef ?? 'None: the ledger recorded it by itself' },
    said('Bank reference', entry.bankRef),
    entry.sourceFile === null
      ? undefined
      : {
          key: 'Evidence',
          text: `Line ${entry.sourceLine ?? 'not known'} of the published file whose SHA-256 begins ${entry.sourceFile}`,
        },
    entry.period === null
      ? undefined
      : {
          key: 'Booked in',
          text: `Period ${entry.period} of ${entry.financialYear}${entry.priorPeriod ? '. It belongs to an earlier period, which was locked or closed when it was recorded' : ''}`,
        },
    said('Withdrawal', entry.withdrawalId),
    said('Contribution', entry.contributionId),
    said('Receipt', entry.receiptId),
  ];
  return lines.filter((line) => line !== undefined);
}

/** @param agencyId the agency that the text is the name of: whoever sees an entry sees its agencies */
const said = (key: string, text: string | null, agencyId: string | null = null): Line | undefined =>
  text === null || text === '' ? undefined : { key, text, href: agencyId === null ? undefined : agencyHref(agencyId) };

function postingsTable(postings: readonly Transaction[]): Table {
  return tableOf(
    { id: 'postings', caption: 'All that this entry counts towards', nothing: '' },
    [
      { heading: 'Party', kind: 'text', of: ({ partyName }) => partyName ?? 'The fund' },
      { heading: 'Funding stream', kind: 'text', of: ({ fundingStreamName }) => fundingStreamName ?? '' },
      { heading: 'Counts as', kind: 'text', of: countsAs },
      { heading: 'Amount', kind: 'money', of: signedPence },
    ],
    postings,
  );
}

function relatedTables({ ofWithdrawal, ofContribution, ofAgreement }: EntryStory): readonly Table[] {
  const tables: readonly (readonly [string, string, RelatedEntries | null])[] = [
    ['withdrawal', 'All entries of the same withdrawal', ofWithdrawal],
    ['contribution', 'All entries of the same contribution', ofContribution],
    ['agreement', 'Entries of the agreement about the same thing', ofAgreement],
  ];
  return tables.flatMap(([id, caption, related]) =>
    related && related.entries.length > 1 ? [entriesTable({ id, caption, nothing: '' }, related.entries)] : [],
  );
}
