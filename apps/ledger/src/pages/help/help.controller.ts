import { Get } from '@nestjs/common';
import { type Role, roles } from '@app/domain';
import { type CommandType, commandsOf } from '../../access/permissions';
import { Http, type HttpExchange } from '../../api/http.decorator';
import { PageController } from '../rendering/page.decorators';
import { Pages } from '../rendering/pages.service';
import { sentenceCase } from '../rendering/in-words';
import { wordGroups } from './words';

/** What a role is for, in a sentence. */
const about: Readonly<Record<Role, string>> = {
  TREASURER: 'Keeps a fund’s accounts and sees that its figures are right.',
  POOLED_FUND_MANAGER: 'Runs one or more pooled funds from day to day.',
  APPROVER: 'Decides on withdrawals, and approves and signs for an agency.',
  SECTION_151_OFFICER: 'Answers by law for a council’s money.',
  DEPARTMENT_REVIEWER: 'Checks what a department’s agreements yielded.',
  AUDITOR: 'Sees what is recorded and how, and changes nothing.',
  SUBSCRIBER: 'Follows what happens, and changes nothing.',
  OPERATOR: 'Looks after the service: registers bodies and grants roles, moves no money.',
};

/** What a command does as people say it: `RecordPayment` is `record payment`. */
const doing = (type: CommandType): string => type.replace(/(?!^)([A-Z])/g, ' $1').toLowerCase();

/** Words and figures explained, what each role may do, and how figures are quoted and proved. */
@PageController('help')
export class HelpController {
  constructor(private readonly pages: Pages) {}

  @Get()
  help(@Http() http: HttpExchange) {
    return this.pages.show(http, {
      template: 'help/help.njk',
      title: 'Words and figures explained',
      content: {
        wordGroups,
        // Of the table that decides, so that this page cannot tell anything else.
        roles: roles.map((role) => ({
          name: sentenceCase(role),
          about: about[role],
          may: commandsOf(role).map(doing),
        })),
      },
    });
  }
}
