package quantum.harvestproposal.decide;

import quantum.kernel.kill.KillMemory;
import quantum.kernel.position.Excursion;
import quantum.kernel.position.Position;
import quantum.kernel.value.Price;

/**
 * A position to be judged, with what the judgement needs of its surroundings.
 *
 * @param excursion to the newest price known
 * @param atMillis event time of that price
 * @param memory what harvest-brain's kill score remembers of the position
 */
public record Subject(
    Position position, FoundIn source, Excursion excursion, long atMillis, KillMemory memory) {
  public Price current() {
    return excursion.current();
  }

  public boolean isSynthetic() {
    return source == FoundIn.SYNTHETIC;
  }
}
