import { Get, Param } from '@nestjs/common';
import { termsWithNames } from '@app/domain';
import { type AgreementTerms, agreementTerms, type VersionOfTerms } from '@app/read-models';
import { Http, type HttpExchange } from '../../api/http.decorator';
import { IdentifierInPath, NumberInPath } from '../../api/path-parameters';
import { ProblemError } from '../../api/problems/problem';
import { ActorNames } from '../../identity/actor-names';
import { PageController } from '../rendering/page.decorators';
import { tableOf } from '../tables/table';
import { AgreementPages } from './agreement-pages.service';
import { termsCompared } from './terms-compared';
import { termsInSections } from './terms-in-sections';
import { namesOf } from './words-for-people';

/** The terms of an agreement in plain English, and two versions of them side by side. */
@PageController('agreements/:agreementId')
export class AgreementTermsController {
  constructor(
    private readonly pages: AgreementPages,
    private readonly actorNames: ActorNames,
  ) {}

  @Get('terms/:version')
  terms(
    @Param('agreementId', IdentifierInPath) agreementId: string,
    @Param('version', NumberInPath) version: number,
    @Http() http: HttpExchange,
  ) {
    return this.pages.show(
      http,
      (look, horizon) => agreementTerms(look, agreementId, horizon),
      (told) => {
        const chosen = versionOf(told, version);
        const sections = termsInSections(chosen.terms, namesOf(told.bodies));
        return {
          template: 'agreements/terms.njk',
          title: `Terms of version ${version}`,
          tables: [
            tableOf(
              { id: 'terms', caption: 'Every term', nothing: 'There are no terms.' },
              [
                { heading: 'Part', kind: 'text', of: ({ part }) => part },
                { heading: 'Term', kind: 'text', of: ({ heading }) => heading },
                { heading: 'What it says', kind: 'text', of: ({ says }) => says },
              ],
              sections.flatMap(({ heading: part, terms }) =>
                terms.flatMap(({ heading, sentences }) => sentences.map((says) => ({ part, heading, says }))),
              ),
            ),
          ],
          content: {
            agreementTitle: told.title,
            chosen,
            sections,
            isInForce: told.versionInForce === version,
            others: told.versions.filter((each) => each.version !== version).map((each) => each.version),
            dataHref: `/api/v1/agreements/${agreementId}/terms/${version}`,
          },
        };
      },
    );
  }

  @Get('compare')
  compare(@Param('agreementId', IdentifierInPath) agreementId: string, @Http() http: HttpExchange) {
    const query = http.request.query as Readonly<Record<string, unknown>>;
    return this.pages.show(
      http,
      (look, horizon) => agreementTerms(look, agreementId, horizon),
      (told) => {
        const to = versionOf(told, asked(query['to']) ?? told.latestVersion);
        const from = versionOf(told, asked(query['from']) ?? Math.max(1, to.version - 1));
        const nameOf = namesOf(told.bodies);
        const compared = termsCompared(termsWithNames(from.terms, nameOf), termsWithNames(to.terms, nameOf));
        const count = (kind: string): number => compared.filter(({ difference }) => difference === kind).length;
        return {
          template: 'agreements/compare.njk',
          title: `Versions ${from.version} and ${to.version} side by side`,
          tables: [
            tableOf(
              { id: 'differences', caption: 'What differs, term by term', nothing: 'Nothing differs.' },
              [
                { heading: 'Term', kind: 'text', of: ({ heading }) => heading },
                { heading: 'Difference', kind: 'text', of: ({ difference }) => difference },
                { heading: `Version ${from.version} says`, kind: 'text', of: ({ before }) => before },
                { heading: `Version ${to.version} says`, kind: 'text', of: ({ after }) => after },
              ],
              compared,
            ),
          ],
          content: {
            agreementId,
            agreementTitle: told.title,
            from: this.named(from),
            to: this.named(to),
            counts: {
              added: count('Added'),
              removed: count('Removed'),
              changed: count('Changed'),
              moved: count('Moved'),
            },
            versions: told.versions.map(({ version }) => version),
          },
        };
      },
      ['from', 'to'],
    );
  }

  /** A version with what people call whoever recorded it. */
  private named(version: VersionOfTerms): VersionOfTerms {
    const named = (by: VersionOfTerms['draftedBy']) => by && { ...by, actor: this.actorNames.called(by.actor) };
    return { ...version, draftedBy: named(version.draftedBy), proposedBy: named(version.proposedBy) };
  }
}

/** A version that an address asks for; what is no number asks for one that there is not. */
const asked = (text: unknown): number | undefined => (text === undefined || text === '' ? undefined : Number(text));

function versionOf({ agreementId, versions }: AgreementTerms, version: number): VersionOfTerms {
  const found = versions.find((each) => each.version === version);
  if (found) return found;
  throw new ProblemError(404, 'TERMS_VERSION_UNKNOWN', `${agreementId} had no such version of its terms then.`);
}
