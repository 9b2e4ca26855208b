import { type Configuration } from '@app/platform';
import { type DevelopmentPerson } from './identity/development-provider/development-provider';
import { sentenceCase } from './pages/rendering/in-words';
import { samplePeople } from './sample/sample-people';

const firstOperator: DevelopmentPerson = {
  actorId: 'first-operator',
  name: 'First operator',
  about: 'Holds every role, over everything: whoever begins a ledger grants the others theirs.',
  role: 'Every role',
};

/** Whom the development provider knows: the posts of the sample ledger, one for each role at least, or the first operator. */
export const peopleOf = ({ withSample }: Pick<Configuration, 'withSample'>): readonly DevelopmentPerson[] =>
  withSample ? samplePeople.map((person) => ({ ...person, role: sentenceCase(person.role) })) : [firstOperator];
