import { READING_SCHEMA } from './reading-schema';

/** True of a place and of all places within it, at any depth: Greater Manchester's figures hold Trafford's. */
export const isWithinPlace = (place: string): string => isWithin(`${place}::text`);

/** True of any of some places and of all places within them. */
export const isWithinPlaces = (places: string): string => isWithin(`unnest(${places}::text[])`);

const isWithin = (outermost: string): string => `= any(array(
  with recursive within (place_id) as (
    select ${outermost}
    union select p.place_id from ${READING_SCHEMA}.place p join within w on p.parent_place_id = w.place_id
  ) select place_id from within))`;
