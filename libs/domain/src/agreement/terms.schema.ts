import { FRACTION_PATTERN, roundingModes } from '../shared/fraction';
import { IDENTIFIER_PATTERN } from '../shared/identifiers';
import { AMOUNT_PENCE_MAX } from '../shared/money';
import { benefitTypes, type BenefitInput, type OutturnLine } from './calculation/inputs';
import { type AssumedOutcomes, type Variation } from './calculation/simulate';
import {
  type Band,
  benefitStages,
  type Cap,
  type Clause,
  contributionBases,
  type Correction,
  correctionKinds,
  type Distribution,
  type Floor,
  type Holder,
  type Investment,
  type Limit,
  type Metric,
  metricUnits,
  type Outcome,
  type Party,
  partyRoles,
  type Payment,
  type Rate,
  type Terms,
  type TestPeriod,
  type Tiers,
  type Trigger,
  type UsageRestriction,
  type Validation,
  validationMethods,
  type Valuation,
  varianceCauses,
  type WaterfallStep,
} from './terms';

/*
 * The types of `terms.ts` as JSON Schema (draft-07). The builders below take each type's own keys, so that a property
 * which is added there and forgotten here does not compile.
 */

/** A JSON Schema, as data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

type OptionalKey<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
type RequiredKey<T> = Exclude<keyof T, OptionalKey<T>>;
/** The schemas of a type's optional properties, to be left out when it has none. */
type OptionalPart<T> = [OptionalKey<T>] extends [never]
  ? readonly []
  : readonly [optional: Readonly<Record<OptionalKey<T>, JsonSchema>>];
/** The members of a union that carry this value of its tag, without the tag. */
type Tagged<Union, Tag extends keyof Union, Value> = Union extends unknown
  ? Value extends Union[Tag]
    ? Omit<Union, Tag>
    : never
  : never;
type Item<List> = NonNullable<List> extends readonly (infer Each)[] ? Each : never;

function object<T extends object>(
  description: string,
  required: Readonly<Record<RequiredKey<T>, JsonSchema>>,
  ...[optional]: OptionalPart<T>
): JsonSchema {
  return {
    description,
    type: 'object',
    additionalProperties: false,
    required: Object.keys(required),
    properties: { ...required, ...optional },
  };
}

/** One of several objects, told apart by one property, so that errors speak of the one that was meant. */
function oneOf<Union extends object, Tag extends keyof Union & string>(
  description: string,
  tag: Tag,
  branches: {
    readonly [Value in Union[Tag] & string]: readonly [
      description: string,
      required: Readonly<Record<RequiredKey<Tagged<Union, Tag, Value>>, JsonSchema>>,
      ...optional: OptionalPart<Tagged<Union, Tag, Value>>,
    ];
  },
): JsonSchema {
  type AnyBranch = readonly [string, Readonly<Record<string, JsonSchema>>, Readonly<Record<string, JsonSchema>>?];
  return {
    description,
    type: 'object',
    discriminator: { propertyName: tag },
    oneOf: Object.entries(branches as unknown as Readonly<Record<string, AnyBranch>>).map(
      ([value, [says, required, optional = {}]]) => ({
        title: value,
        description: says,
        type: 'object',
        additionalProperties: false,
        required: [tag, ...Object.keys(required)],
        properties: {
          [tag]: { title: 'Which of the kinds this is', description: says, const: value },
          ...required,
          ...optional,
        },
      }),
    ),
  };
}

const titled = (title: string, schema: JsonSchema): JsonSchema => ({ title, ...schema });

const list = (title: string, description: string, items: JsonSchema, atLeast: number, atMost: number): JsonSchema => ({
  title,
  description,
  type: 'array',
  items,
  minItems: atLeast,
  maxItems: atMost,
});

const unique = (
  title: string,
  description: string,
  items: JsonSchema,
  atLeast: number,
  atMost: number,
): JsonSchema => ({
  ...list(title, description, items, atLeast, atMost),
  uniqueItems: true,
});

/** One line with something to read in it: no control characters, nothing that breaks a line or turns its direction. */
const LINE =
  '^(?=.*[^\\s\\u00ad\\u200b-\\u200f\\u2060\\ufeff])[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]*$';

const text = (title: string, description: string, maxLength = 200): JsonSchema => ({
  title,
  description,
  type: 'string',
  minLength: 1,
  maxLength,
  pattern: LINE,
});

const id = (title: string, description: string): JsonSchema => ({
  title,
  description: `${description} 1 to 64 of a-z, 0-9 and -, beginning and ending with a letter or digit.`,
  type: 'string',
  pattern: IDENTIFIER_PATTERN.source,
});

const agency = (title: string, description: string): JsonSchema => id(title, description);

const agencies = (title: string, description: string): JsonSchema =>
  list(title, description, agency('Agency', 'An agency that is a party.'), 1, PARTIES_MAX);

const date = (title: string, description: string): JsonSchema => ({
  title,
  description: `${description} As 2024-03-31.`,
  type: 'string',
  pattern: '^(?:19|20|21)\\d\\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])$',
});

/** Not negative, without a sign for per cent: what `Fraction.ofPct` and `Fraction.parse` both read. */
const decimal = (title: string, description: string): JsonSchema => ({
  title,
  description: `${description} A number written as text, such as "12.5".`,
  type: 'string',
  pattern: '^\\d{1,15}(?:\\.\\d{1,10})?$',
});

const percentage = (title: string, description: string): JsonSchema => ({
  title,
  description: `${description} A percentage without its sign, written as text, such as "12.5".`,
  type: 'string',
  pattern: '^\\d{1,6}(?:\\.\\d{1,10})?$',
});

const percentageOfAll = (title: string, description: string): JsonSchema => ({
  ...percentage(title, description),
  pattern: '^(?:100(?:\\.0{1,10})?|\\d{1,2}(?:\\.\\d{1,10})?)$',
});

const portion = (title: string, description: string): JsonSchema => ({
  title,
  description: `${description} A part of one, written as text: "15%", "0.15" or "5/6".`,
  type: 'string',
  pattern: '^(?:\\d{1,6}(?:\\.\\d{1,10})?%?|\\d{1,9}/[1-9]\\d{0,8})$',
});

const exactNumber = (title: string, description: string): JsonSchema => ({
  title,
  description: `${description} A number written as text: "12.5", "-3" or "5/6".`,
  type: 'string',
  pattern: FRACTION_PATTERN.source,
});

/** Not negative, and exact: 3,483 1/3 families are `10450/3`. */
const count = (title: string, description: string): JsonSchema => ({
  title,
  description: `${description} A number written as text: "467" or "10450/3".`,
  type: 'string',
  pattern: '^(?:\\d{1,15}(?:\\.\\d{1,10})?|\\d{1,15}/[1-9]\\d{0,9})$',
});

const amountOrNone = (title: string, description: string): JsonSchema => ({
  title,
  description: `${description} In whole pence.`,
  type: 'integer',
  minimum: 0,
  maximum: AMOUNT_PENCE_MAX,
});

const amount = (title: string, description: string): JsonSchema => ({
  ...amountOrNone(title, description),
  minimum: 1,
});

const days = (title: string, description: string): JsonSchema => ({
  title,
  description,
  type: 'integer',
  minimum: 0,
  maximum: 3_660,
});

const months = (title: string, description: string): JsonSchema => ({
  title,
  description,
  type: 'integer',
  minimum: 1,
  maximum: 1_200,
});

const choice = (title: string, description: string, values: readonly string[]): JsonSchema => ({
  title,
  description,
  enum: values,
});

const PARTIES_MAX = 200;
const LINES_MAX = 500;

const metricId = (description: string): JsonSchema => id('Metric', description);
const lineIds = (description: string): JsonSchema =>
  unique('Budget lines', description, id('Budget line', 'The identifier of a budget line.'), 1, LINES_MAX);
const basis = choice(
  'Basis of the contributions',
  'TERMS: the investments that these terms state. AGREED or RECEIVED: what the years of the fund agreed or received.',
  contributionBases,
);
const direction = choice('Direction', 'Whether the metric is to fall or to rise.', ['FALL', 'RISE']);

const distribution = (title: string, description: string): JsonSchema => ({
  title,
  description,
  $ref: '#/definitions/distribution',
});

const limit = titled(
  'Limit',
  oneOf<Limit, 'kind'>('The most that this step takes.', 'kind', {
    PENCE: ['So many pence.', { pence: amount('Amount', 'The most that the step takes.') }],
    INVESTMENT: ['All investments of these terms together.', {}],
    METRIC: [
      'The value of a metric in the test period.',
      { metricId: metricId('A metric in pence, not by agency, which sets the limit.') },
    ],
  }),
);

const waterfallStep = object<WaterfallStep>(
  'A step of a waterfall: it takes what the steps before left, up to its limit.',
  {
    stepId: id('Step', 'What the step is called; once in a clause.'),
    title: text('Title', 'What the step does, in words.'),
    share: distribution('Share', 'How what the step takes is shared.'),
  },
  {
    upTo: limit,
    over: choice(
      'Counted over',
      'PERIOD: the limit is of each test period. CONTRACT: what earlier test periods took counts too. Only with a limit.',
      ['PERIOD', 'CONTRACT'],
    ),
  },
);

const distributionDefinition = oneOf<Distribution, 'kind'>('Who gets, or bears, how much.', 'kind', {
  FIXED_PCT: [
    'By percentages that the agreement states. They come to exactly 100.',
    {
      shares: list(
        'Shares',
        'A percentage for each party.',
        object<Item<Extract<Distribution, { kind: 'FIXED_PCT' }>['shares']>>('The percentage of one party.', {
          to: agency('Party', 'The party that gets the percentage.'),
          pct: percentage('Percentage', 'The percentage that it gets.'),
        }),
        1,
        PARTIES_MAX,
      ),
    },
  ],
  EQUAL: ['In equal parts.', { among: agencies('Among', 'The parties that share equally.') }],
  NAMED_PARTNER: ['All to one party.', { to: agency('Party', 'The party that gets, or bears, all of it.') }],
  PRO_RATA_CONTRIBUTION: [
    'In proportion to contributions: a ratio that is computed, not stated.',
    { basis },
    { among: agencies('Among', 'The parties that share; all that contribute when absent.') },
  ],
  PRO_RATA_COMMISSIONED: ['In proportion to what each commissioned in the budget lines that are shared.', {}],
  PRO_RATA_METRIC: [
    'In proportion to a metric by agency, such as its population.',
    {
      metricId: metricId('A metric by agency.'),
      among: agencies('Among', 'The parties that share.'),
    },
  ],
  OWN_RISK: ['Each bears, or keeps, the budget lines that are its own.', {}],
  BY_LINE: [
    'Budget lines are shared in ways of their own.',
    {
      lines: list(
        'Groups of lines',
        'Lines that are shared in one way.',
        object<Item<Extract<Distribution, { kind: 'BY_LINE' }>['lines']>>('A group of lines and how it is shared.', {
          lineIds: lineIds('The lines of the group.'),
          share: distribution('Share', 'How these lines are shared.'),
        }),
        1,
        LINES_MAX,
      ),
      otherwise: distribution('Otherwise', 'How all other lines are shared.'),
    },
  ],
  BY_CAUSE: [
    'Budget lines are shared by why they were over- or underspent.',
    {
      causes: list(
        'Causes',
        'Causes with ways of their own.',
        object<Item<Extract<Distribution, { kind: 'BY_CAUSE' }>['causes']>>('A cause and how its lines are shared.', {
          cause: choice('Cause', 'Why the line was over- or underspent.', varianceCauses),
          share: distribution('Share', 'How lines with this cause are shared.'),
        }),
        1,
        varianceCauses.length,
      ),
      otherwise: distribution('Otherwise', 'How lines with any other cause are shared.'),
    },
  ],
  WEIGHTED: [
    'Portions of the whole, each shared in its own way. They come to exactly one.',
    {
      parts: list(
        'Parts',
        'The portions.',
        object<Item<Extract<Distribution, { kind: 'WEIGHTED' }>['parts']>>('A portion and how it is shared.', {
          title: text('Title', 'What the portion is for, in words.'),
          portion: portion('Portion', 'How much of the whole it is.'),
          share: distribution('Share', 'How the portion is shared.'),
        }),
        1,
        50,
      ),
    },
  ],
  TOP_UP: [
    'One body pays so much of all, and the others the rest.',
    {
      by: agency('Topped up by', 'The party that pays the top-up.'),
      pct: percentage('Percentage', 'How much of all it pays, from 0 to 100.'),
      rest: distribution('Rest', 'How the rest is shared.'),
    },
    { upToPence: amount('Most', 'The most that it pays over the contract.') },
  ],
  FIRST_CALL: [
    'Some come first, until each has had so much of its contribution; then the rest is shared.',
    {
      first: agencies('First', 'The parties that come first.'),
      untilPct: percentage('Until', 'How much of its contribution each has first.'),
      basis,
      then: distribution('Then', 'How the rest is shared.'),
    },
  ],
  WATERFALL: [
    'Steps one after another, each up to its limit; the last takes what is left.',
    { steps: list('Steps', 'The steps, in their order.', waterfallStep, 1, 50) },
  ],
  REINVEST: ['Goes into the pooled fund, under the restriction of these terms.', {}],
  RETAIN: ['Stays where it is.', {}],
});

const trigger = titled(
  'Trigger',
  oneOf<Trigger, 'kind'>('What must have happened before the clause pays.', 'kind', {
    METRIC_VS_BASELINE: [
      'A metric moved by at least so much of its baseline.',
      {
        metricId: metricId('The metric that is measured; not by agency.'),
        direction,
        minChangePct: percentage('Threshold', 'The least change, in per cent of the baseline.'),
      },
    ],
    POOLED_COHORTS: [
      'A metric moved by at least so much over all test periods together; paid with the last of them.',
      {
        metricId: metricId('The metric that is measured; not by agency.'),
        direction,
        minChangePct: percentage('Threshold', 'The least change, in per cent of the baselines together.'),
      },
      {
        insteadOfClauseId: id(
          'Instead of',
          'The clause that pays a test period at once; those that it paid are left out here.',
        ),
      },
    ],
    PER_UNIT: [
      'Claims were validated.',
      {},
      { minUnits: decimal('Minimum', 'The least number of units in the test period.') },
    ],
    BUDGET_VARIANCE: ['The outturn of budget lines was declared.', {}],
    INCOME_GROWTH: [
      'Income rose above its baseline by more than so much.',
      {
        metricId: metricId('The income, a metric in pence; not by agency.'),
        abovePence: amountOrNone('Above', 'Growth up to this is not shared.'),
      },
    ],
    BENEFIT_RECOGNISED: ['Benefits were recognised.', {}],
    CALENDAR: ['Each month of the test period, with no claim.', {}],
  }),
);

const rate = object<Rate>(
  'The price of an outcome.',
  {
    outcomeCode: id('Outcome', 'The outcome that is priced.'),
    pencePerUnit: amountOrNone('Price', 'The price of one unit.'),
  },
  {
    testPeriodId: id('Test period', 'The only test period in which this price holds; all when absent.'),
    aboveUnits: decimal('Above', 'Holds only for units beyond this number, counted over the contract.'),
  },
);

const valuation = titled(
  'Valuation',
  oneOf<Valuation, 'kind'>('How what happened becomes an amount.', 'kind', {
    TARIFF: ['Units of outcomes at prices.', { rates: list('Rates', 'The prices.', rate, 1, 1_000) }],
    UNIT_COST: [
      'Units by which the metric moved, at a price.',
      {
        metricId: metricId('The metric of the trigger.'),
        pencePerUnit: amount('Price', 'The price of one unit.'),
      },
    ],
    MEASURED_SAVING: ['The fall of a metric in pence.', { metricId: metricId('The metric of the trigger, in pence.') }],
    VARIANCE: [
      'Budget less outturn of the lines in scope: an underspend is shared out, an overspend borne.',
      {
        counts: choice('Counts', 'Which of the two the clause shares.', ['OVERSPEND', 'UNDERSPEND', 'EITHER']),
        ringFencedLines: choice('Ring-fenced lines', 'Whether ring-fenced lines are shared.', ['EXCLUDED', 'INCLUDED']),
      },
      { lineIds: lineIds('The lines in scope; all when absent.') },
    ],
    RECOGNISED_BENEFIT: [
      'Fiscal benefits recognised for the test period at one stage, each after the corrections.',
      { stage: choice('Stage', 'How sure the benefits are.', benefitStages) },
    ],
    INCOME_GROWTH: [
      'The rise of a metric in pence above its baseline.',
      { metricId: metricId('The metric of the trigger, in pence.') },
    ],
    AT_STAKE: [
      'A sum held back until performance is known.',
      {
        pence: amount('At stake', 'The sum held back.'),
        metricId: metricId('The metric of the trigger.'),
        direction,
        targetPct: percentage('Target', 'The change that earns all of it, in per cent of the baseline.'),
        earned: choice('Earned', 'Whether part of the target earns part of the sum.', [
          'ALL_OR_NOTHING',
          'IN_PROPORTION',
        ]),
      },
    ],
    FEE: [
      'A percentage of the estimated contract value in equal parts, one for each month.',
      {
        estimatedContractValuePence: amount('Estimated contract value', 'What the contract is estimated to come to.'),
        pct: percentage('Percentage', 'How much of it is the fee, from 0 to 100.'),
        months: months('Months', 'In how many monthly parts the fee is paid.'),
      },
    ],
  }),
);

const correctionKind = choice(
  'Kind',
  'OPTIMISM_BIAS and DEADWEIGHT take their part off, ATTRIBUTION and CASHABILITY leave their part.',
  correctionKinds,
);

const correction = oneOf<Correction, 'by'>('A correction of a gross amount.', 'by', {
  TERMS: ['By a part that these terms state.', { kind: correctionKind, part: portion('Part', 'The part, up to one.') }],
  EVIDENCE: ['By the part that each benefit was recognised with.', { kind: correctionKind }],
});

const band = object<Band>('A band: from its beginning, included, to its end, not included.', {
  from: decimal('From', 'Where the band begins.'),
  to: {
    title: 'To',
    description: 'Where the band ends; null in the last.',
    anyOf: [decimal('To', 'Where the band ends.'), { type: 'null' }],
  },
  payPct: percentage('Pays', 'How much of it is paid, from 0 to 100.'),
});

const tiers = titled(
  'Tiers',
  object<Tiers>(
    'How much of the amount is paid, by bands.',
    {
      mode: choice(
        'Mode',
        'MARGINAL: each band pays its rate on its own part. CLIFF_EDGE: the band that is reached pays its rate on all.',
        ['MARGINAL', 'CLIFF_EDGE'],
      ),
      of: choice('Of', 'Whether the bands are of the change in per cent or of the amount in pence.', [
        'CHANGE_PCT',
        'AMOUNT_PENCE',
      ]),
      bands: list('Bands', 'The bands, from 0 without a hole to one without an end.', band, 1, 50),
    },
    { countedUpTo: decimal('Counted up to', 'What lies beyond is left out.') },
  ),
);

const heldBy = titled(
  'Held by',
  oneOf<Holder, 'kind'>('Where the money is before it is shared.', 'kind', {
    FUND: ['In the pooled fund.', {}],
    WHERE_IT_FALLS: ['With the agencies in whose budgets the benefit arises.', {}],
    PAYERS: ['With those who undertook to pay.', { share: distribution('Share', 'Who pays how much.') }],
  }),
);

const floor = oneOf<Floor, 'kind'>('The least that a party gets of the clause.', 'kind', {
  AMOUNT: [
    'One party gets at least so much.',
    {
      agencyId: agency('Party', 'The party that has the floor.'),
      pence: amount('Amount', 'The least that it gets in a test period.'),
    },
  ],
  NO_WORSE_OFF: [
    'Nobody gets less than it would have had alone.',
    { metricId: metricId('What each would have had alone: a metric in pence, by agency.') },
  ],
});

const payment = titled(
  'Payment',
  object<Payment>(
    'When what is approved becomes due.',
    {
      kind: choice('Kind', 'What sort of payment it is.', ['ADVANCE', 'RESULT', 'MONTHLY_FEE']),
      dueDays: days('Due after', 'Calendar days from the approval.'),
    },
    {
      instalments: list(
        'Instalments',
        'Parts that become due one after another; their percentages come to 100.',
        object<Item<Payment['instalments']>>('An instalment.', {
          pct: percentage('Percentage', 'How much of the payment it is.'),
          dueDays: days('Due after', 'Calendar days from the approval.'),
        }),
        1,
        60,
      ),
      holdback: titled(
        'Holdback',
        object<NonNullable<Payment['holdback']>>('A part that is due only once a test period has ended.', {
          pct: percentage('Percentage', 'How much is held back, from 0 to 100.'),
          untilTestPeriodId: id('Until', 'The test period that must have ended.'),
        }),
      ),
    },
  ),
);

const clause = object<Clause>(
  'One rule that makes an amount and shares it.',
  {
    clauseId: id('Clause', 'What the clause is called.'),
    title: text('Title', 'What the clause is about, in words.'),
    trigger,
    valuation,
    corrections: list('Corrections', 'Corrections of the gross amount, applied in this order.', correction, 0, 8),
    heldBy,
    distribution: distribution('Distribution', 'Who gets, or bears, how much.'),
    floors: list('Floors', 'The least that parties get.', floor, 0, PARTIES_MAX),
    payment,
  },
  { tiers },
);

const clauseIds = unique(
  'Clauses',
  'The clauses that the cap covers; all when absent.',
  id('Clause', 'A clause of these terms.'),
  1,
  50,
);
const capped = { capId: id('Cap', 'What the cap is called.') };

const partnerLimit = titled(
  'Limit',
  oneOf<Extract<Cap, { scope: 'PARTNER' }>['limit'], 'kind'>('The most that the party gets or bears.', 'kind', {
    PENCE: ['So many pence.', { pence: amount('Amount', 'The most, in a test period.') }],
    CONTRIBUTION: ['As much as it contributed.', { basis }],
  }),
);

const cap = oneOf<Cap, 'scope'>('The most that is paid.', 'scope', {
  PERIOD: [
    'The most that is paid in a test period.',
    { ...capped, pence: amount('Amount', 'The most in each test period.') },
    { clauseIds },
  ],
  CONTRACT: [
    'The most that is paid over all test periods.',
    { ...capped, pence: amount('Amount', 'The most over the contract.') },
    { clauseIds },
  ],
  PARTICIPANT: [
    'The most that is paid for one participant over the contract.',
    { ...capped, pence: amount('Amount', 'The most for each participant.') },
    { clauseIds },
  ],
  PARTNER: [
    'The most that one party gets or bears of a clause in a test period.',
    {
      ...capped,
      limit: partnerLimit,
      excess: choice('Excess', 'UNPAID: what is above stays where it is. BY_OTHERS: the other parties take it.', [
        'UNPAID',
        'BY_OTHERS',
      ]),
    },
    { clauseIds, agencyId: agency('Party', 'The party that is capped; each of them when absent.') },
  ],
});

const party = object<Party>(
  'A body that is a party to the agreement.',
  {
    agencyId: agency('Agency', 'The body.'),
    roles: unique(
      'Roles',
      'What it does in the agreement.',
      choice('Role', 'One role.', partyRoles),
      1,
      partyRoles.length,
    ),
  },
  { leadContactPost: text('Lead contact', 'The post that answers for the agreement in that body; never a person.') },
);

const investment = object<Investment>(
  'What a party puts in under these terms.',
  {
    agencyId: agency('Investor', 'The party that invests.'),
    poolingBasis: choice('Pooling basis', 'How the money is put in.', ['POOLED', 'ALIGNED', 'IN_VIEW', 'IN_KIND']),
    amountPence: amount('Amount', 'How much it puts in.'),
  },
  { fundingStreamId: id('Funding stream', 'The funding stream that the money comes from.') },
);

const testPeriod = object<TestPeriod>('A stretch of time whose outcomes are measured and paid for together.', {
  testPeriodId: id('Test period', 'What the test period is called.'),
  from: date('From', 'Its first day.'),
  to: date('To', 'Its last day.'),
});

const metric = object<Metric>(
  'What is measured.',
  {
    metricId: id('Metric', 'What the metric is called.'),
    title: text('Title', 'What is measured, in words.'),
    unit: choice('Unit', 'What it is measured in. Amounts of money are in PENCE.', metricUnits),
  },
  {
    by: {
      title: 'By',
      description: 'AGENCY: it has a value for each of some parties. Absent: it has one value.',
      const: 'AGENCY',
    },
  },
);

const outcome = object<Outcome>(
  'A result that can be claimed.',
  {
    outcomeCode: id('Outcome', 'What the outcome is called.'),
    title: text('Title', 'What the result is, in words.'),
    metricId: metricId('The metric whose baseline is the cohort: no more units are claimed than that.'),
  },
  {
    onceFor: {
      title: 'Once for',
      description:
        'PARTICIPANT: each claim names a participant by an opaque reference, and is not claimed again for it.',
      const: 'PARTICIPANT',
    },
    notAlsoClaimedUnder: unique(
      'Not also claimed under',
      'Other agreements that may not pay for the same participant either.',
      id('Agreement', 'Another agreement.'),
      1,
      50,
    ),
  },
);

const validation = titled(
  'Validation',
  object<Validation>(
    'Who finds claims to be right.',
    {
      methods: unique(
        'Methods',
        'The methods that these terms accept.',
        choice('Method', 'One method.', validationMethods),
        1,
        validationMethods.length,
      ),
    },
    {
      spotCheckFailurePctMax: percentage(
        'Failures in a spot check',
        'More invalid claims than this, and every claim must be checked before anything more is paid. From 0 to 100.',
      ),
    },
  ),
);

const usageRestriction = titled(
  'Restriction on use',
  object<UsageRestriction>('What reinvested benefit may be spent on.', {
    fundingStreamId: id('Funding stream', 'The ring-fence of its own in the pooled fund.'),
    purposes: list('Purposes', 'What it may be spent on.', text('Purpose', 'One purpose, in words.'), 1, 50),
  }),
);

/** The shape of terms as JSON Schema draft-07; ajv reads it with `discriminator: true`. */
export const termsSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://common-purse.example/schemas/benefit-sharing-terms-1.json',
  title: 'Terms of a benefit-sharing agreement',
  ...object<Terms>(
    'All that the parties agreed on. Amounts are whole pence; percentages and ratios are text, so that they are exact.',
    {
      title: text('Title', 'What the agreement is called.'),
      legalBasis: text('Legal basis', 'The power or agreement that it rests on.'),
      parties: list('Parties', 'The bodies that agree.', party, 1, PARTIES_MAX),
      investments: list('Investments', 'What the parties put in.', investment, 0, 1_000),
      period: titled(
        'Period',
        object<Terms['period']>('How long the agreement runs.', {
          from: date('From', 'Its first day.'),
          to: date('To', 'Its last day.'),
          testPeriods: list(
            'Test periods',
            'The test periods; they lie within it and do not overlap.',
            testPeriod,
            1,
            200,
          ),
        }),
      ),
      metrics: list('Metrics', 'What is measured.', metric, 0, 100),
      outcomes: list('Outcomes', 'Results that can be claimed.', outcome, 0, 200),
      clauses: list('Clauses', 'The rules, computed in this order.', clause, 1, 50),
      caps: list('Caps', 'The most that is paid.', cap, 0, 200),
      rounding: titled(
        'Rounding',
        object<Terms['rounding']>('How exact amounts become whole pence.', {
          mode: choice(
            'Mode',
            'HALF_UP: half a penny up. HALF_EVEN: half a penny to the even one. DOWN: towards nought.',
            roundingModes,
          ),
          tieOrder: agencies('Order for ties', 'All parties that share: who comes first gets the odd penny.'),
        }),
      ),
      validation,
      review: titled(
        'Review',
        object<Terms['review']>('When the terms are looked at again.', {
          everyMonths: months('Every so many months', 'How many months lie between two reviews.'),
          by: text('By', 'The board or post that reviews.'),
        }),
      ),
      dispute: titled(
        'Dispute',
        object<Terms['dispute']>('What happens when the parties disagree.', {
          steps: list(
            'Steps',
            'Who decides, one after another.',
            object<Item<Terms['dispute']['steps']>>('A step.', {
              to: text('To', 'The board, post or mediator that the dispute goes to.'),
              withinDays: days('Within', 'Calendar days in which it decides.'),
            }),
            0,
            20,
          ),
        }),
      ),
      exit: titled(
        'Exit',
        object<Terms['exit']>('What happens when a party leaves.', {
          noticeDays: days('Notice', 'Calendar days of notice.'),
          onExit: choice('On exit', 'Whether the others go on or the agreement ends.', ['CONTINUES', 'DISSOLVES']),
        }),
      ),
    },
    {
      description: text('Description', 'What the agreement is for.', 2_000),
      source: text('Source', 'Where these terms were found, when they are those of a published agreement.', 2_000),
      usageRestriction,
      milestones: list(
        'Milestones',
        'Dates that the parties look forward to.',
        object<Item<Terms['milestones']>>('A milestone.', {
          title: text('Title', 'What is to have happened.'),
          on: date('On', 'The day.'),
        }),
        0,
        100,
      ),
    },
  ),
  definitions: { distribution: distributionDefinition },
} satisfies JsonSchema;

const testPeriodId = id('Test period', 'A test period of the terms; the one that is assumed when absent.');
const byAgency = agency('Agency', 'Whose value it is, when the metric is by agency.');

const outturnLine = object<OutturnLine>(
  'A budget line at its outturn.',
  {
    lineId: id('Line', 'The identifier of the line.'),
    budgetPence: amountOrNone('Budget', 'What was planned.'),
    outturnPence: amountOrNone('Outturn', 'What was spent.'),
    cause: choice('Cause', 'Why it was over- or underspent.', varianceCauses),
    ringFenced: { title: 'Ring-fenced', description: 'Whether the line is ring-fenced.', type: 'boolean' },
  },
  {
    title: text('Title', 'What the line is called.'),
    ownerAgencyId: agency('Owner', 'Whose line it is, where each bears its own.'),
    commissioned: list(
      'Commissioned',
      'What each commissioned in the line.',
      object<Item<OutturnLine['commissioned']>>('What one agency commissioned.', {
        agencyId: agency('Agency', 'The agency.'),
        pence: amountOrNone('Amount', 'What it commissioned.'),
      }),
      1,
      PARTIES_MAX,
    ),
  },
);

const benefit = object<Item<AssumedOutcomes['benefits']>>(
  'A benefit that is assumed: fiscal, realised and cashable as a whole, unless said otherwise.',
  {
    agencyId: agency('Agency', 'In whose budget it arises.'),
    grossPence: amountOrNone('Gross', 'The benefit before anything is taken off.'),
    deliveryCostPence: amountOrNone('Cost of delivery', 'What it cost to bring about.'),
  },
  {
    benefitId: id('Benefit', 'What the benefit is called.'),
    testPeriodId,
    benefitType: choice('Type', 'Only a fiscal benefit is money that can be shared.', benefitTypes),
    stage: choice('Stage', 'How sure it is.', benefitStages),
    optimismBiasPct: percentageOfAll('Optimism bias', 'Taken off where the terms go by evidence.'),
    attributionPct: percentageOfAll('Attribution', 'Left where the terms go by evidence.'),
    deadweightPct: percentageOfAll('Deadweight', 'Taken off where the terms go by evidence.'),
    cashablePct: percentageOfAll('Cashable', 'Left where the terms go by evidence.'),
  } satisfies Record<
    Exclude<keyof BenefitInput, 'source' | 'agencyId' | 'grossPence' | 'deliveryCostPence'>,
    JsonSchema
  >,
);

const assumed = titled(
  'Assumed outcomes',
  object<AssumedOutcomes>(
    'Outcomes that nobody has recorded, to try the terms on.',
    { testPeriodId: id('Test period', 'The test period of the terms that is tried.') },
    {
      baselines: list(
        'Baselines',
        'What the metrics are measured against.',
        object<Item<AssumedOutcomes['baselines']>>(
          'A baseline.',
          { metricId: metricId('The metric.'), value: exactNumber('Value', 'Its baseline.') },
          { testPeriodId, agencyId: byAgency },
        ),
        0,
        1_000,
      ),
      measurements: list(
        'Measurements',
        'What the metrics came to.',
        object<Item<AssumedOutcomes['measurements']>>(
          'A measurement.',
          { metricId: metricId('The metric.'), value: exactNumber('Value', 'What it came to.') },
          { testPeriodId, agencyId: byAgency },
        ),
        0,
        10_000,
      ),
      claims: list(
        'Claims',
        'Outcomes that were claimed and validated.',
        object<Item<AssumedOutcomes['claims']>>(
          'A claim.',
          {
            outcomeCode: id('Outcome', 'The outcome.'),
            units: count('Units', 'How many of it.'),
          },
          {
            testPeriodId,
            participantRef: text('Participant', 'An opaque reference to the participant; never a name.', 64),
          },
        ),
        0,
        10_000,
      ),
      benefits: list('Benefits', 'Benefits that were recognised.', benefit, 0, 1_000),
      outturn: list('Outturn', 'Budget lines at their outturn.', outturnLine, 0, LINES_MAX),
      contributions: list(
        'Contributions',
        'What parties put into the fund.',
        object<Item<AssumedOutcomes['contributions']>>('What one party put in.', {
          agencyId: agency('Party', 'The party.'),
          agreedPence: amountOrNone('Agreed', 'What the years of the fund agreed.'),
          receivedPence: amountOrNone('Received', 'What the years of the fund received.'),
        }),
        0,
        PARTIES_MAX,
      ),
      usedBefore: {
        title: 'Used before',
        description:
          'What earlier test periods used of each limit over the contract: a cap by its name, a step as clause/step, a top-up as clause/top-up-agency. In whole pence.',
        type: 'object',
        propertyNames: { pattern: '^[a-z0-9-]{1,64}(?:/[a-z0-9-]{1,64}){0,2}$' },
        additionalProperties: amountOrNone('Used', 'What was used of it.'),
        maxProperties: 1_000,
      },
    },
  ),
);

const range = {
  from: exactNumber('From', 'Where the range begins.'),
  to: exactNumber('To', 'Where the range ends, included.'),
  step: decimal('Step', 'How far two values lie apart; more than 0.'),
};

const vary = titled(
  'Variation',
  oneOf<Variation, 'of'>('One assumption that runs over a range, both ends included.', 'of', {
    CHANGE_PCT: [
      'The fall or rise of a metric, in per cent of its baseline.',
      { ...range, metricId: metricId('The metric that is varied.'), direction },
    ],
    UNITS: ['The number of units of an outcome.', { ...range, outcomeCode: id('Outcome', 'The outcome.') }],
    BENEFIT_PCT: ['All benefits, in per cent of what is assumed.', range],
  }),
);

/** What a simulation is asked for, and a file of worked examples holds. */
interface Simulation {
  readonly title?: string;
  readonly terms: Terms;
  readonly assumed: AssumedOutcomes;
  readonly vary?: Variation;
  readonly expect?: object;
}

/** The shape of terms with outcomes to try them on. It refers to `termsSchema`, which must be known beside it. */
export const simulationSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://common-purse.example/schemas/benefit-sharing-simulation-1.json',
  title: 'Simulation of a benefit-sharing agreement',
  ...object<Simulation>(
    'What these terms would do with these outcomes.',
    {
      terms: { title: 'Terms', description: 'The terms that are tried.', $ref: termsSchema.$id },
      assumed,
    },
    {
      title: text('Title', 'What is tried, in words.'),
      vary,
      expect: { title: 'Expected', description: 'What the result is expected to be.', type: 'object' },
    },
  ),
} satisfies JsonSchema;
