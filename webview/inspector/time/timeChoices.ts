/** What was chosen of the inspector's time; kept while the page is away. */
import type { PlayerSettings } from '../../parts/time/epochPlayer';

export interface TimeChoices extends PlayerSettings {
  /** The dashboard's slider moves this one, and the other way round. */
  readonly isFollowing: boolean;
}
