import { ActorNames } from './actor-names';

describe('whoever acted', () => {
  const { called } = new ActorNames([{ actorId: 'sample-treasurer', name: 'Treasurer, Example Borough Council' }]);

  it.each([
    ['a post that is listed', 'sample-treasurer', 'Treasurer, Example Borough Council (sample-treasurer)'],
    ['somebody who is not', 'oidc-0123', 'oidc-0123'],
    ['the ledger itself', 'system:overdue-clock', 'The ledger itself (overdue-clock)'],
    ['nobody', 'constructor', 'constructor'],
  ])('is called by name and id where a name is known: %s', (_, actorId, name) => {
    expect(called(actorId)).toBe(name);
  });
});
