import { Get, Param } from '@nestjs/common';
import { Aggregates, isRefused, type Simulated, simulateTerms } from '@app/application';
import {
  type AgreementState,
  approvedCalculation,
  type AssumedOutcomes,
  CALCULATIONS_A_CLIFF,
  describeTerms,
  findCliffs,
  type NameOf,
  type Terms,
  type TermsVersion,
  termsWithNames,
} from '@app/domain';
import { type AgreementDetail, agreementDetail } from '@app/read-models';
import { sightOf } from '../../access/sight-of';
import { Http, type HttpExchange } from '../../api/http.decorator';
import { IdentifierInPath } from '../../api/path-parameters';
import { ProblemError } from '../../api/problems/problem';
import { Reports } from '../../api/reports.service';
import { TABLE_WORK_MAX, versionToTry } from '../../api/terms-to-try';
import { lineForPeople, partyNamed } from '../agreements/words-for-people';
import { addressOf } from '../rendering/addresses';
import { type FieldError } from '../rendering/field-error';
import { PageController, redirect } from '../rendering/page.decorators';
import { type Page, Pages } from '../rendering/pages.service';
import { day, withMinusSigns } from '../tables/format';
import { type AssumedRead, assumedOutcomes } from './assumed-outcomes';
import { type AssumptionGroup, assumptionGroups } from './fields';
import { type Needs, needsOf } from './needs';
import { type RangeRead, readRange, variedChoices } from './range';
import { type FiguresRead, readFigures, typed, type Values } from './read-figures';
import { linesDeclared, recordedFigures } from './recorded-figures';
import { shareChart } from './share-chart';
import { formView } from './simulation-form';
import {
  cliffInWords,
  clausesTable,
  isNothingKnown,
  missingInWords,
  rangeTable,
  sharesTable,
  traceTable,
} from './simulation-tables';

/** Within what a browser and whatever lies in between take for an address. */
const ADDRESS_LENGTH_MAX = 8_000;
/** More figures than this make a form that nobody fills in, and an address that is too long. */
const FIELDS_MAX = 60;
/** Stretches of a range that are looked into for a jump. */
const SEARCHES_MAX = 12;

/** What is tried: an agreement, a version of its terms, one of their test periods, and what they look at in it. */
interface Tried {
  readonly state: AgreementState;
  readonly detail: AgreementDetail;
  readonly version: TermsVersion;
  readonly testPeriodId: string;
  readonly needs: Needs;
  readonly nameOf: NameOf;
  readonly errors: readonly FieldError[];
}

/** What terms would do, before anybody signs them or records an outcome: everything that is assumed is in the address. */
@PageController('agreements')
export class SimulationPageController {
  constructor(
    private readonly pages: Pages,
    private readonly reports: Reports,
    private readonly aggregates: Aggregates,
  ) {}

  @Get(':agreementId/simulate')
  async simulate(@Param('agreementId', IdentifierInPath) agreementId: string, @Http() http: HttpExchange) {
    const { request } = http;
    if (request.url.length > ADDRESS_LENGTH_MAX) {
      throw new ProblemError(414, 'ADDRESS_TOO_LONG', 'This address is longer than one that assumes outcomes can be.');
    }
    const values = request.query as Values;
    const isSent = 'testPeriodId' in values;
    const tried = await this.triedIn(agreementId, values, http);
    const { version, testPeriodId, needs, nameOf } = tried;
    const groups = assumptionGroups(version.terms, needs, nameOf);
    const fieldCount = groups.reduce((sum, { fields }) => sum + fields.length, 0);
    const page = pageOf(tried);
    if (fieldCount > FIELDS_MAX) return this.pages.show(http, { ...page, content: { ...page.content, fieldCount } });
    const shortest = isSent ? shortestAddress(request.url, values, version) : undefined;
    if (shortest !== undefined && tried.errors.length === 0) return redirect(http, shortest);
    const choices = variedChoices(needs);
    // With no figure yet, the form shows those that were recorded; terms that look at none are tried at once.
    const isTried = isSent && (fieldCount === 0 || hasFigure(groups, values));
    const shown = isTried ? values : { ...values, ...recordedFigures(tried.state, needs, testPeriodId) };
    const read = readFigures(groups, isTried ? values : {});
    const assumed = assumedOutcomes(needs, testPeriodId, read.figures);
    const range = readRange(choices, assumed.assumed, values);
    const tell = isTried ? this.try(tried, read, assumed, range) : { errors: tried.errors };
    const { errors, tables, result } = { tables: [], result: undefined, ...tell };
    return this.pages.show(http, {
      ...page,
      errors,
      tables,
      content: { ...page.content, result, form: formView({ ...tried, groups, choices, values: shown, errors }) },
    });
  }

  private async triedIn(agreementId: string, values: Values, { request }: HttpExchange): Promise<Tried> {
    const detail = await this.reports.tell(sightOf(request.caller), {}, (look, horizon) =>
      agreementDetail(look, agreementId, horizon),
    );
    const state = await this.aggregates.agreement(agreementId);
    const errors: FieldError[] = [];
    const asked = typed(values, 'version');
    const isVersion = /^[1-9]\d{0,5}$/.test(asked) && Number(asked) <= state.versions.length;
    if (asked !== '' && !isVersion) errors.push({ text: 'Select a version of the terms', href: '#version' });
    const version = versionToTry(state, isVersion ? Number(asked) : undefined);
    const periods = version.terms.period.testPeriods.map((period) => period.testPeriodId);
    const askedPeriod = typed(values, 'testPeriodId');
    const isPeriod = periods.includes(askedPeriod);
    if ('testPeriodId' in values && !isPeriod) errors.push({ text: 'Select a test period', href: '#testPeriodId' });
    const open = periods.find((testPeriodId) => approvedCalculation(state, testPeriodId) === undefined);
    const testPeriodId = isPeriod ? askedPeriod : (open ?? periods.at(-1)!);
    const needs = needsOf(version.terms, testPeriodId, linesDeclared(state, testPeriodId));
    return { state, detail, version, testPeriodId, needs, nameOf: namesIn(detail), errors };
  }

  /** Tries the terms on what was assumed: the result with its tables, or what is wrong with what was assumed. */
  private try(tried: Tried, read: FiguresRead, { assumed, errors }: AssumedRead, range: RangeRead) {
    const wrong = [...tried.errors, ...read.errors, ...errors, ...(read.errors.length > 0 ? [] : range.errors)];
    if (wrong.length > 0) return { errors: wrong };
    const { terms } = tried.version;
    const simulated = simulateTerms({ terms, assumed, ...(range.vary && { vary: range.vary }) }, TABLE_WORK_MAX);
    if (isRefused(simulated)) {
      const { code, sentence } = simulated.refused;
      const href = code === 'VARIATION_NOT_POSSIBLE' ? '#step' : '#assumed';
      return { errors: [{ text: sentence.replace(/\.$/, ''), href }] };
    }
    return { errors: [], ...resultOf(tried, simulated, assumed, range) };
  }
}

const hasFigure = (groups: readonly AssumptionGroup[], values: Values): boolean =>
  groups.some(({ fields }) => fields.some(({ name }) => typed(values, name) !== ''));

/** The names of the parties that any version has; whoever only judges is called by its identifier. */
function namesIn({ versions }: AgreementDetail): NameOf {
  const names = new Map(
    versions.flatMap(({ signatures }) => signatures.map(({ agencyId, agencyName }) => [agencyId, agencyName] as const)),
  );
  return (agencyId) => names.get(agencyId) ?? agencyId;
}

function pageOf({ detail, version, testPeriodId, needs }: Tried): Page {
  const { agreementId, title } = detail;
  const period = version.terms.period.testPeriods.find((each) => each.testPeriodId === testPeriodId)!;
  return {
    template: 'simulation/simulation.njk',
    title: 'What would each party get?',
    section: 'agreements',
    breadcrumbs: [
      { text: 'Agreements', href: '/agreements' },
      { text: title, href: `/agreements/${agreementId}` },
      { text: 'Try the terms' },
    ],
    content: {
      agreementId,
      agreementTitle: title,
      version: version.version,
      period: `${testPeriodId}, ${day(period.from)} to ${day(period.to)}`,
      beyond: needs.beyond,
    },
  };
}

/** The address without what was left empty, and with the version that was tried; undefined when it is that already. */
function shortestAddress(url: string, values: Values, { version }: TermsVersion): string | undefined {
  const given = Object.entries(values).filter((each): each is [string, string] => typeof each[1] === 'string');
  const isShortest = given.every(([, value]) => value !== '') && values['version'] === String(version);
  if (isShortest) return undefined;
  return addressOf(url.split('?', 1)[0]!, { ...Object.fromEntries(given), version: String(version) });
}

function resultOf({ version, nameOf }: Tried, simulated: Simulated, assumed: AssumedOutcomes, range: RangeRead) {
  const { terms } = version;
  const { calculation, table } = simulated;
  const partyName = partyNamed(nameOf);
  const forPeople = lineForPeople(terms, nameOf);
  const { chosen } = range;
  const cliffs =
    table && range.vary ? findCliffs(terms, assumed, range.vary, table.rows, searchesFor(simulated, assumed)) : [];
  return {
    tables: [
      sharesTable(calculation, partyName),
      clausesTable(calculation, terms),
      traceTable(calculation, terms, forPeople),
      ...(table && chosen ? [rangeTable(table, calculation, chosen, partyName)] : []),
    ],
    result: {
      isNothingKnown: isNothingKnown(calculation),
      calculation,
      missing: missingIn(simulated),
      clausesInWords: clausesInWords(terms, nameOf),
      picture:
        table && chosen
          ? shareChart(table, calculation, chosen, cliffs, chosen.assumedAt(assumed), partyName)
          : undefined,
      hasRange: table !== undefined,
      varied: chosen?.text,
      cliffs: chosen ? cliffs.map((cliff) => cliffInWords(cliff, chosen.unit, terms, partyName)) : [],
    },
  };
}

/** How many stretches may be looked into, within the bound of one request's work that the table left. */
function searchesFor({ calculation, table }: Simulated, { claims = [] }: AssumedOutcomes): number {
  const work = calculation.trace.length + claims.length + 1;
  const left = TABLE_WORK_MAX - work * (table?.rows.length ?? 0);
  return Math.max(0, Math.min(SEARCHES_MAX, Math.floor(left / (work * CALCULATIONS_A_CLIFF))));
}

/** Clauses whose figures are not known, a sentence each: what is not known is not nought. */
function missingIn({ calculation, terms }: Simulated): readonly string[] {
  const titles = new Map([
    ...terms.clauses.map(({ clauseId, title }) => [clauseId, title] as const),
    ...terms.metrics.map(({ metricId, title }) => [metricId, title] as const),
  ]);
  return calculation.clauses.flatMap((clause) => {
    if (clause.status !== 'EVIDENCE_MISSING') return [];
    const of = titles.get(clause.what);
    const what = `${missingInWords[clause.missing]}${of === undefined ? '' : ` of “${of}”`}`;
    return `“${titles.get(clause.clauseId)!}” is not worked out, because there is no ${what}. What it would pay is not known: it is not nought, and it is in no figure here.`;
  });
}

/** Each clause as a councillor reads it. */
function clausesInWords(terms: Terms, nameOf: NameOf) {
  const all = describeTerms(termsWithNames(terms, nameOf));
  return terms.clauses.map(({ title }, place) => {
    const path = `clauses[${place}]`;
    const says = all
      .filter((term) => term.path === path || term.path.startsWith(`${path}.`))
      .map((term) => ({ heading: term.heading, says: withMinusSigns(term.says) }));
    return { title, says };
  });
}
