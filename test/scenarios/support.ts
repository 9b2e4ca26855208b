import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import {
  AskAgency,
  AskAgreement,
  AskFundingStream,
  AskPlace,
  AskPooledFund,
  AskPoolYear,
  carryOutPolicy,
  type CommandAnswer,
  type CommandRequest,
  type CommandResult,
  contributeWhatIsReinvested,
  openNextYearWhenYearCloses,
} from '@app/application';
import {
  type AgencyCommand,
  type AgencyKind,
  type AgreementCommand,
  type Asked,
  entryRefOf,
  type EstablishPooledFund,
  FUND_PARTY,
  type FundingStreamCommand,
  type FundingStreamDefined,
  type InPoolYear,
  outstandingPence,
  type Payee,
  type PlaceCommand,
  type PlaceKind,
  type PooledFundCommand,
  type PoolYearCommand,
  signingParties,
  type Terms,
} from '@app/domain';
import {
  agreementDetail,
  benefitShareStatement,
  type Horizon,
  type Look,
  type ReportQuery,
  resolveHorizon,
  type Transaction,
  transactions,
} from '@app/read-models';
import { openTestLedger, type TestLedger, TODAY } from '../support/test-ledger';

type AnyCommand =
  PlaceCommand | AgencyCommand | FundingStreamCommand | PooledFundCommand | PoolYearCommand | AgreementCommand;
type Without<Union, Keys extends PropertyKey> = Union extends unknown ? Omit<Union, Keys> : never;
type FieldsOf<Type> = Without<Extract<AnyCommand, { readonly type: Type }>, 'type' | keyof Asked>;

/** A post in a body that asks under an authority. No person is named (INV-56). */
export interface Somebody {
  /** Asks for what must be recorded, on the day on which it takes effect unless `today` says that it was later. */
  does<Type extends AnyCommand['type']>(
    type: Type,
    occurredOn: string,
    fields: FieldsOf<Type>,
    today?: string,
  ): Promise<CommandAnswer>;
  /** Asks for what must be refused with this code, and leave the log as it was. */
  mayNot<Type extends AnyCommand['type']>(
    code: string,
    type: Type,
    occurredOn: string,
    fields: FieldsOf<Type>,
    today?: string,
  ): Promise<void>;
}

type Report<Query, Answer> = (look: Look, query: Query, horizon: Horizon) => Promise<Answer>;

/** Places, bodies and funding streams by their ids. */
export interface Register {
  readonly places?: Readonly<Record<string, readonly [name: string, kind: PlaceKind, parentPlaceId?: string]>>;
  readonly agencies?: Readonly<Record<string, readonly [legalName: string, kind: AgencyKind]>>;
  readonly fundingStreams?: Readonly<
    Record<
      string,
      readonly [name: string, originAgencyId: string, rules?: Partial<Omit<FundingStreamDefined['data'], 'name'>>]
    >
  >;
}

/** A fund to be established with its partners, all from one day on, and its years to be opened. */
export interface NewFund extends Pick<EstablishPooledFund, 'pooledFundId' | 'placeId' | 'name' | 'hostAgencyId'> {
  readonly partners?: readonly string[];
  readonly years: readonly string[];
  readonly poolingBasis?: EstablishPooledFund['poolingBasis'];
  readonly schemes?: Readonly<Record<string, string>>;
}

/** A real ledger, on which one system's story is told; at its end the reports answer. */
export interface Purse {
  as(post: string, agencyId: string | undefined, authorityRef: string | undefined): Somebody;
  register(on: string, register: Register): Promise<void>;
  openFund(host: Somebody, on: string, fund: NewFund): Promise<void>;
  /** What a report answers, told as at today unless the query says otherwise. */
  tell<Query extends ReportQuery, Answer>(report: Report<Query, Answer>, query: Query): Promise<Answer>;
  /** Every entry in scope, as recorded: the audit trail. */
  entries(query: ReportQuery): Promise<readonly Transaction[]>;
  /** The instant up to which the reports know everything, to ask later what was known then. */
  knownNow(): Promise<string>;
  /** Does what the worker's policies want after all that has happened so far. */
  carryOutPolicies(): Promise<void>;
  readonly sql: TestLedger['sql'];
  readonly ledger: TestLedger;
}

/** A ledger for one file of scenarios: opened before its story, closed after its last question. */
export function purseForStory(): Purse {
  let opened: TestLedger;
  beforeAll(async () => {
    opened = await openTestLedger();
  });
  afterAll(() => opened.close());

  const asked = (command: AnyCommand): Promise<CommandResult> =>
    opened.commands.execute<object, CommandResult>(asking(command, { requestId: randomUUID() }) as never);

  const as: Purse['as'] = (post, agencyId, authorityRef) => {
    const command = (type: string, occurredOn: string, fields: object, today: string): AnyCommand =>
      ({
        ...fields,
        type,
        by: { actorId: post, agencyId, kind: 'PERSON' },
        authorityRef,
        occurredOn,
        today,
      }) as unknown as AnyCommand;
    return {
      async does(type, occurredOn, fields, today = occurredOn) {
        const result = await asked(command(type, occurredOn, fields, today));
        if ('refused' in result) throw new Error(`${post}: ${type} is refused. ${result.refused.sentence}`);
        return result.answer;
      },
      async mayNot(code, type, occurredOn, fields, today = occurredOn) {
        const { store } = opened.ledger;
        const before = await store.head();
        const result = await asked(command(type, occurredOn, fields, today));
        expect(result).toMatchObject({ refused: { code } });
        expect(await store.head()).toBe(before);
      },
    };
  };

  const purse: Purse = {
    as,
    async register(on, { places = {}, agencies = {}, fundingStreams = {} }) {
      const registrar = as('registrar', undefined, 'Opening of the register');
      for (const [placeId, [name, kind, parentPlaceId]] of Object.entries(places)) {
        await registrar.does('RegisterPlace', on, { placeId, name, kind, gssCodes: [], parentPlaceId });
      }
      await together(Object.entries(agencies), ([agencyId, [legalName, kind]]) => {
        const tier = kind === 'DEPARTMENT' ? 'CENTRAL' : 'LOCAL';
        return registrar.does('RegisterAgency', on, { agencyId, legalName, kind, tier });
      });
      await together(Object.entries(fundingStreams), ([fundingStreamId, [name, originAgencyId, rules]]) =>
        registrar.does('DefineFundingStream', on, {
          fundingStreamId,
          name,
          originAgencyId,
          ringFence: 'NONE',
          permittedSpendTypes: ['REVENUE', 'CAPITAL'],
          ...rules,
        }),
      );
    },
    async openFund(host, on, { partners = [], years, schemes = {}, poolingBasis = 'POOLED', ...fund }) {
      const { pooledFundId, hostAgencyId } = fund;
      await host.does('EstablishPooledFund', on, {
        ...fund,
        legalBasis: 'MEMORANDUM_OF_UNDERSTANDING',
        poolingBasis,
        pooledFundManager: { post: 'Pooled fund manager', agencyId: hostAgencyId },
        signature: 'NOT_TRACKED',
      });
      for (const agencyId of partners) await host.does('AdmitPartner', on, { pooledFundId, agencyId });
      for (const [schemeId, name] of Object.entries(schemes)) {
        const scheme = { leadCommissionerId: hostAgencyId, vatRegime: 'S33_LOCAL_AUTHORITY' as const };
        await host.does('SpecifyScheme', on, { pooledFundId, schemeId, name, ...scheme });
      }
      for (const financialYear of years) {
        await host.does('OpenPoolYear', `${financialYear.slice(0, 4)}-04-01`, { pooledFundId, financialYear });
      }
    },
    tell: (report, query) =>
      opened.look(async (looking) => report(looking, query, await resolveHorizon(looking, query, TODAY))),
    async entries(query) {
      const rows: Transaction[] = [];
      for (let cursor: string | undefined, more = true; more;) {
        const page = await purse.tell(
          (look, of, horizon) => transactions(look, of, horizon, { limit: 1_000, cursor }),
          query,
        );
        rows.push(...page.rows);
        cursor = page.nextCursor ?? undefined;
        more = cursor !== undefined;
      }
      return rows;
    },
    knownNow: () => purse.tell((_look, _query, { asKnownAt }) => Promise.resolve(asKnownAt!), {}),
    async carryOutPolicies() {
      for (const event of await opened.ledger.store.readAll({ limit: 10_000 })) {
        for (const policy of [contributeWhatIsReinvested, openNextYearWhenYearCloses]) {
          await carryOutPolicy(opened.commands, policy, event, TODAY);
        }
      }
    },
    sql: (text, values) => opened.sql(text, values),
    get ledger() {
      return opened;
    },
  };
  return purse;
}

function asking(command: AnyCommand, request: CommandRequest): object {
  if ('agreementId' in command) return new AskAgreement(command, request);
  if ('financialYear' in command) return new AskPoolYear(command, request);
  if ('pooledFundId' in command) return new AskPooledFund(command, request);
  if ('fundingStreamId' in command) return new AskFundingStream(command, request);
  if ('placeId' in command) return new AskPlace(command, request);
  return new AskAgency(command, request);
}

/** Something for each id, by it. */
export const byId = <Entry>(ids: readonly string[], entryOf: (id: string) => Entry): Readonly<Record<string, Entry>> =>
  Object.fromEntries(ids.map((id) => [id, entryOf(id)]));

/** Does one thing for each of many that have nothing to do with one another. */
export const together = async <Item>(
  items: readonly Item[],
  act: (item: Item, place: number) => Promise<unknown>,
): Promise<void> => void (await Promise.all(items.map(act)));

/** The year of a pooled fund that a command about money is for. */
export const potOf = (pooledFundId: string, financialYear: string): InPoolYear => ({ pooledFundId, financialYear });

/** Agrees a contribution in cash and records that all of it arrived that day. */
export async function payIn(
  who: Somebody,
  pot: InPoolYear,
  on: string,
  money: {
    readonly partnerId: string;
    readonly fundingStreamId: string;
    readonly amountPence: number;
    readonly contributionId?: string;
  },
): Promise<void> {
  const contributionId = money.contributionId ?? `${money.partnerId}-${money.fundingStreamId}`;
  const of = { ...pot, ...money, contributionId };
  await who.does('AgreeContribution', on, { ...of, mode: 'CASH_TRANSFER', recurrence: 'NON_RECURRENT' });
  await who.does('RecordContributionReceipt', on, { ...of, receiptId: contributionId });
}

/** Agrees and records what a partner keeps and spends itself, or gives in kind: never cash of the fund (INV-20). */
export async function giveWithoutCash(
  who: Somebody,
  pot: InPoolYear,
  on: string,
  gift: {
    readonly contributionId: string;
    readonly partnerId: string;
    readonly fundingStreamId: string;
    readonly amountPence: number;
    readonly mode: 'RETAINED_BY_PARTNER' | 'IN_KIND' | 'GRANT_DIRECT';
    readonly valuationBasis?: string;
    readonly schemeId?: string;
  },
): Promise<void> {
  await who.does('AgreeContribution', on, { ...pot, ...gift, recurrence: 'NON_RECURRENT' });
  const { contributionId, amountPence } = gift;
  const evidence = gift.valuationBasis ?? 'Statement of the partner';
  await who.does('RecordNonCashContribution', on, { ...pot, contributionId, amountPence, evidence });
}

/** What is drawn from a pot, for whom and for what. */
export interface Draw {
  readonly withdrawalId: string;
  readonly fundingStreamId: string;
  readonly payee: Payee;
  readonly commissioningAgencyId: string;
  readonly netPence: number;
  readonly purpose: string;
  readonly schemeId?: string;
  readonly purposeCode?: string;
  readonly spendType?: 'REVENUE' | 'CAPITAL';
}

/** The fields of spending that has no VAT in it. */
export const spendingOf = (draw: Omit<Draw, 'withdrawalId' | 'purposeCode'>) => ({
  spendType: 'REVENUE' as const,
  irrecoverableVatPence: 0,
  recoverableVatPence: 0,
  ...draw,
});

/** The fields of a request to draw from a pot. */
export const requestOf = (pot: InPoolYear, draw: Draw) => ({
  ...pot,
  ...spendingOf(draw),
  withdrawalId: draw.withdrawalId,
  expenditureKind: 'CONTRACT_PRICE' as const,
});

/** Three posts, so that who asks does not approve and who approves does not pay (INV-31). */
export interface Desk {
  readonly asks: Somebody;
  readonly approves: Somebody;
  readonly pays: Somebody;
  readonly delegationId: string;
}

/** Grants a post the power to approve up to a limit, and puts it between who asks and who pays. */
export async function deskOf(
  purse: Purse,
  pooledFundId: string,
  on: string,
  people: {
    readonly asks: Somebody;
    readonly approver: string;
    readonly approverAgencyId: string;
    readonly limitPence: number;
    readonly pays: Somebody;
  },
  authorityRef = 'Scheme of delegation',
): Promise<Desk> {
  const { asks, approver, approverAgencyId, limitPence, pays } = people;
  const power = { actions: ['APPROVE_WITHDRAWAL'] as const, limitPence };
  const delegation = { pooledFundId, delegationId: approver, holderActorId: approver, ...power };
  await purse.as('monitoring-officer', undefined, authorityRef).does('GrantDelegation', on, delegation);
  return { asks, approves: purse.as(approver, approverAgencyId, authorityRef), pays, delegationId: approver };
}

/** A withdrawal requested, approved and paid. */
export async function drawDown({ asks, approves, pays, delegationId }: Desk, pot: InPoolYear, on: string, draw: Draw) {
  const { withdrawalId } = draw;
  await asks.does('RequestWithdrawal', on, requestOf(pot, draw));
  await approves.does('ApproveWithdrawal', on, { ...pot, withdrawalId, delegationId });
  return pays.does('PayWithdrawal', on, { ...pot, withdrawalId });
}

/** Terms of an agreement that is shipped as an example, as its file in `docs/agreements` has them. */
export function exampleTerms(name: string): Terms {
  const file = path.join(__dirname, '../../docs/agreements', `${name}.json`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly terms: Terms }).terms;
}

/** A version of terms is proposed, approved and signed by each party for itself, and put into force from a day on. */
export async function signTerms(
  purse: Purse,
  agreed: { readonly agreementId: string; readonly version: number; readonly parties: readonly string[] },
  days: { readonly signedOn: string; readonly from: string },
  authorityRef: string,
): Promise<void> {
  const { agreementId, version, parties } = agreed;
  const lead = purse.as('programme-director', parties[0], authorityRef);
  await lead.does('ProposeTerms', days.signedOn, { agreementId, version });
  for (const byAgencyId of parties) {
    const chief = purse.as(`chief-executive-of-${byAgencyId}`, byAgencyId, `${authorityRef} (${byAgencyId})`);
    const posts = { approverPost: 'Cabinet or board', signatoryPost: 'Chief executive' };
    await chief.does('ApproveTerms', days.signedOn, { agreementId, version, byAgencyId, ...posts });
    await chief.does('SignTerms', days.signedOn, { agreementId, version, byAgencyId, ...posts });
  }
  await lead.does('PutTermsIntoForce', days.from, { agreementId, version });
}

/** Drafts an agreement and brings its first version into force. */
export async function agree(
  purse: Purse,
  agreement: {
    readonly agreementId: string;
    readonly placeId: string;
    readonly pooledFundId?: string;
    readonly terms: Terms;
  },
  signedOn: string,
  authorityRef: string,
): Promise<void> {
  const { agreementId, terms } = agreement;
  const parties = signingParties(terms);
  await purse
    .as('programme-director', parties[0], authorityRef)
    .does('DraftBenefitSharingAgreement', signedOn, agreement);
  const from = terms.period.from > signedOn ? terms.period.from : signedOn;
  await signTerms(purse, { agreementId, version: 1, parties }, { signedOn, from }, authorityRef);
}

/** Works out the shares of a test period and has somebody else approve them; answers the calculation's id. */
export async function approveShares(
  purse: Purse,
  agreementId: string,
  testPeriodId: string,
  on: string,
): Promise<string> {
  const accountant = purse.as('accountant', undefined, 'Year-end timetable');
  await accountant.does('CalculateShares', on, { agreementId, testPeriodId });
  const { calculations } = await purse.ledger.aggregates.agreement(agreementId);
  const calculationId = [...calculations.keys()].at(-1)!;
  const director = purse.as('finance-director', undefined, 'Programme board, approval of shares');
  await director.does('ApproveShares', on, { agreementId, calculationId });
  return calculationId;
}

/** Pays all that is due; what a fund pays or is paid is recorded in its own year first, from a funding stream. */
export async function payAllDues(
  purse: Purse,
  agreementId: string,
  on: string,
  fund?: { readonly pot: InPoolYear; readonly fundingStreamId: string; readonly reason: string },
): Promise<void> {
  const cashier = purse.as('cashier', undefined, 'Payment run');
  const { dues } = await purse.ledger.aggregates.agreement(agreementId);
  for (const due of [...dues.values()].filter((each) => outstandingPence(each) > 0)) {
    const { dueId, fromId, toId } = due;
    const amountPence = outstandingPence(due);
    const throughFund = fund !== undefined && (fromId === FUND_PARTY || toId === FUND_PARTY);
    const fundEntryRef = throughFund ? await moveThroughFund({ fromId, toId, amountPence }, fund) : undefined;
    await cashier.does('PayShare', on, { agreementId, dueId, paymentId: `pay-${dueId}`, amountPence, fundEntryRef });
  }

  async function moveThroughFund(
    { fromId, toId, amountPence }: { readonly fromId: string; readonly toId: string; readonly amountPence: number },
    { pot, fundingStreamId, reason }: NonNullable<typeof fund>,
  ): Promise<string> {
    const money = { ...pot, fundingStreamId, amountPence };
    const { events } =
      toId === FUND_PARTY
        ? await cashier.does('RecordContributionReceipt', on, { ...money, partnerId: fromId, receiptId: randomUUID() })
        : await cashier.does('ReturnUnderspend', on, { ...money, partnerId: toId, reason });
    return entryRefOf(pot.pooledFundId, pot.financialYear, events[0]!.entryNo);
  }
}

/** The statement of a test period, as a report to be told. */
export const statementOf =
  (agreementId: string, testPeriodId: string) => (look: Look, _query: ReportQuery, horizon: Horizon) =>
    benefitShareStatement(look, agreementId, testPeriodId, horizon);

/** An agreement as it stands, as a report to be told. */
export const detailOf = (agreementId: string) => (look: Look, _query: ReportQuery, horizon: Horizon) =>
  agreementDetail(look, agreementId, horizon);

/** A column of a report added up by what tells some of its rows apart; what comes to nought is left out. */
export function sumBy<Row>(rows: readonly Row[], key: keyof Row, column: keyof Row): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const row of rows) {
    const of = String(row[key]);
    sums[of] = (sums[of] ?? 0) + ((row[column] as number | null) ?? 0);
  }
  return Object.fromEntries(Object.entries(sums).filter(([, pence]) => pence !== 0));
}

/** A column of a report added up. */
export const sumOf = <Row>(rows: readonly Row[], column: keyof Row): number =>
  rows.reduce((sum, row) => sum + ((row[column] as number | null) ?? 0), 0);

type Benefit = FieldsOf<'RecogniseBenefit'>;
/** A fiscal benefit, corrected by nothing unless the story says so; what it cost to bring about must be said (INV-54). */
export const benefitOf = (
  benefit: Pick<Benefit, 'agreementId' | 'testPeriodId' | 'agencyId' | 'stage' | 'grossPence' | 'deliveryCostPence'> &
    Partial<Benefit>,
): Benefit => ({
  benefitId: `${benefit.agencyId}-${benefit.testPeriodId}`,
  title: 'Fewer crises',
  benefitType: 'FISCAL',
  optimismBiasPct: '0',
  attributionPct: '100',
  deadweightPct: '0',
  cashablePct: '100',
  ...benefit,
});
