package quantum.kernel.harvest;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.kernel.harvest.HarvestDecision.Hold;
import quantum.kernel.harvest.HarvestDecision.MoveStop;
import quantum.kernel.lock.StopRatchet;
import quantum.kernel.position.Position;
import quantum.kernel.value.Price;

/** The order of decisions that every policy keeps. */
final class Decisions {
  /** Most ticks decide nothing; they share these lists. */
  private static final Map<HoldReason, List<HarvestDecision>> HOLDS = holds();

  private Decisions() {}

  /** The stop move, if any, then the tranche; a lone hold if both are missing. */
  static List<HarvestDecision> ordered(Optional<MoveStop> move, HarvestDecision next) {
    if (next instanceof Hold(HoldReason why)) {
      return move.isPresent() ? List.of(move.get()) : HOLDS.get(why);
    }
    return move.isPresent() ? List.of(move.get(), next) : List.of(next);
  }

  /** Why the level reached is not harvested, if it is not. */
  static Optional<HoldReason> holdAt(double level, HarvestProgress progress) {
    if (progress.isTaken(level)) {
      return Optional.of(HoldReason.LEVELS_TAKEN);
    }
    return progress.isEmitted(level) ? Optional.of(HoldReason.LEVEL_UNRESOLVED) : Optional.empty();
  }

  static Optional<MoveStop> move(
      StopReason why,
      Position position,
      Optional<Price> effective,
      BigDecimal candidate,
      Price current) {
    return StopRatchet.tighten(position, effective, candidate, current)
        .map(stop -> new MoveStop(why, effective, stop));
  }

  private static Map<HoldReason, List<HarvestDecision>> holds() {
    Map<HoldReason, List<HarvestDecision>> lists = new EnumMap<>(HoldReason.class);
    for (HoldReason why : HoldReason.values()) {
      lists.put(why, List.of(new Hold(why)));
    }
    return lists;
  }
}
