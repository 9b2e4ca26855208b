import { choicesNamed, type Choosable, type Look } from '@app/read-models';
import { type Named } from './refusal-in-words';

const keyOf = ({ register, id }: Named): string => `${register}/${id}`;

/** What things of the registers are called, for those that the reader may know of. */
export async function registerNames(
  look: Look,
  named: readonly Named[],
): Promise<(register: Choosable, id: string) => string | undefined> {
  const names = new Map<string, string>();
  for (const each of new Map(named.map((one) => [keyOf(one), one])).values()) {
    const [found] = await choicesNamed(look, each.register, each.id, 1);
    // A text that is no identifier finds whatever holds it in its name.
    if (found?.id === each.id) names.set(keyOf(each), found.name);
  }
  return (register, id) => names.get(keyOf({ register, id }));
}
