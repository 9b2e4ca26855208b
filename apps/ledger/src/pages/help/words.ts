/** A word of this service, for people; `id` is its anchor, so that any page can link to it. */
export interface Word {
  readonly id: string;
  readonly word: string;
  /** Sentences, each a paragraph. */
  readonly means: readonly string[];
}

/** Words under one heading. */
export interface WordGroup {
  readonly heading: string;
  readonly words: readonly Word[];
}

const word = (id: string, text: string, ...means: readonly string[]): Word => ({ id, word: text, means });

/** The words of this service as people meet them; `docs/glossary.md` has them for those who build it. */
export const wordGroups: readonly WordGroup[] = [
  {
    heading: 'Funds and the money in them',
    words: [
      word(
        'pooled-fund',
        'Pooled fund',
        'One pot of money that several public bodies pay into and spend together, for a place. One of them, the host, keeps its accounts.',
      ),
      word(
        'agency',
        'Agency',
        'Any public body, or an investor or voluntary body, that can pay in, gain or commission work.',
      ),
      word(
        'partner',
        'Partner',
        'An agency that has joined a pooled fund. When it leaves, that is a partner exit, never a withdrawal.',
      ),
      word('host', 'Host', 'The partner that keeps the accounts of a pooled fund and appoints its manager.'),
      word(
        'aligned',
        'Aligned and in view',
        'Money that partners plan together (aligned) or watch together (in view) and keep apart. It is never part of a fund’s balance.',
      ),
      word(
        'funding-stream',
        'Funding stream',
        'Where money came from: a grant or a budget, with rules of its own. Every pound in a fund keeps its funding stream until it is spent.',
      ),
      word(
        'ring-fence',
        'Ring-fence',
        'A rule about what a funding stream may be spent on: a purpose, capital only, or passing it on. Money behind a ring-fence cannot be spent on anything else.',
      ),
      word(
        'financial-year',
        'Financial year',
        '1 April to 31 March. A fund has a balance for each year; what is left when a year closes is brought forward into the next.',
      ),
      word('scheme', 'Scheme', 'A named piece of work that a fund pays for, with the agency that leads on it.'),
    ],
  },
  {
    heading: 'Paying in and paying out',
    words: [
      word('contribution', 'Contribution', 'What a partner agrees to put into a fund in a year.'),
      word('agreed', 'Agreed', 'Promised in writing. Nothing need have been paid yet.'),
      word('invoiced', 'Invoiced', 'The host has asked for the money. It is still not there.'),
      word('received', 'Received, or paid in', 'The cash arrived. “Paid in” never means anything else here.'),
      word(
        'in-kind',
        'In kind',
        'Staff, buildings or equipment given instead of cash. It has a value, it is shown beside cash, and it is never added to it.',
      ),
      word('late', 'Late', 'Due before the day that you look at, and not all received by then.'),
      word(
        'match-condition',
        'Match condition',
        'A rule that holds one partner’s cash back until another has paid its part.',
      ),
      word(
        'withdrawal',
        'Withdrawal',
        'Money out of a fund. One person asks for it, another approves it, and a third pays it.',
      ),
      word('refund', 'Refund, or came back', 'Money that was paid out and came back into the fund.'),
      word(
        'reversal',
        'Reversal',
        'How a mistake is put right. The wrong entry stays, and a new one takes its effect away. Nothing is ever changed or deleted.',
      ),
      word(
        'breach',
        'Breach',
        'A rule that a payment had broken when it left the bank. The payment is a fact, so it is recorded together with its breach and is never hidden.',
      ),
    ],
  },
  {
    heading: 'Days and times',
    words: [
      word(
        'as-at',
        'As at',
        'What had happened by the end of that day.',
        'Example: £500 arrives at the bank on 28 March and is recorded on 3 April. As at 31 March the fund has it.',
      ),
      word(
        'as-known-at',
        'As known at',
        'What this ledger had been told by that time. It answers “what did we believe then?”.',
        'Example: as at 31 March but as known at 31 March, the same £500 is missing, because nobody had recorded it yet. Each page tells both times, and its link shows the same figures for ever.',
      ),
      word('effective-date', 'Effective date', 'The day on which something happened or counts from.'),
      word('recorded', 'Recorded', 'The moment at which the ledger came to know. Nobody can choose it.'),
      word(
        'prior-period',
        'Prior period',
        'Something that happened in a month or year that was closed already. It keeps its own date, is booked in the next open period, and carries this mark.',
      ),
      word(
        'not-known',
        'Not known',
        'A figure that cannot be worked out yet. It is not nought, and it is in no total.',
      ),
    ],
  },
  {
    heading: 'Sharing what is saved',
    words: [
      word(
        'agreement',
        'Benefit-sharing agreement',
        'What several agencies agree on who gets how much of what their spending saves. Its terms have versions, and are made of clauses.',
      ),
      word(
        'party',
        'Party',
        'An agency in an agreement: it may invest, commission, provide, host, gain, or only judge.',
      ),
      word(
        'in-force',
        'In force',
        'Terms count from a day on, once every party has approved and signed them. When that day was past already, the page says so.',
      ),
      word('test-period', 'Test period', 'The time whose outcomes are measured and paid for together, such as a year.'),
      word('baseline', 'Baseline', 'The figure that outcomes are measured against. Every party agrees it beforehand.'),
      word(
        'benefit',
        'Benefit',
        'What spending saved or brought. It is fiscal (money of a public body), economic or social; and it is estimated, assured or realised. These are never added to each other.',
      ),
      word('cashable', 'Cashable', 'A saving that can be taken out of a budget and spent on something else.'),
      word(
        'claim',
        'Claim',
        'An outcome that a provider says it achieved. It counts once somebody has found it right.',
      ),
      word('share', 'Share', 'What a party gets of a benefit by the terms.'),
      word(
        'settlement',
        'Settlement',
        'What a party is to receive or to pay: its share less what it holds already. Over all parties it comes to nought.',
      ),
      word(
        'retained',
        'Retained, or stays where it is',
        'Benefit that nobody shares out: it stays with whoever saved it.',
      ),
      word(
        'reinvestment',
        'Reinvestment',
        'Benefit that goes into a pooled fund, to be spent only on what the terms say.',
      ),
      word('cap', 'Cap', 'The most that may be paid. What lies above it is recorded, and not paid.'),
      word(
        'cliff',
        'Cliff, or jump',
        'A place where a small change of the outcome changes a share a lot, because a condition is just met.',
      ),
      word(
        'clawback',
        'Clawback and top-up',
        'When a measured figure is corrected after a share was paid, the difference is due back (clawback) or on top (top-up). The first payment stays as it was.',
      ),
      word(
        'dispute',
        'Dispute',
        'A part of a party’s settlement that is contested. It is frozen until it is decided; the rest is paid.',
      ),
      word('trace', 'Trace', 'A calculation line by line, so that you can follow it by hand.'),
    ],
  },
];
