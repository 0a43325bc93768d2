package quantum.apply.decide;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import quantum.contracts.ClosedPosition;
import quantum.contracts.OpenPosition;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Side;

/**
 * Whose a funding is: it is paid by what was open at its hour, and listed some seconds after it, so
 * the position that paid may have ended and another one begun.
 */
public final class FundingShare {
  private static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);

  /** A payment of the full hour is stamped within so long after it. */
  private static final long STAMPED_WITHIN_MILLIS = TimeUnit.MINUTES.toMillis(1);

  /** The position that paid or was paid. */
  public record Owner(PositionId id, Side side) {}

  private FundingShare() {}

  /**
   * @param open of the symbol
   * @param closed of the symbol, newest first
   * @param timeMillis as the venue stamped it
   * @return empty if nobody here knows of a position then
   */
  public static Optional<Owner> ownerOf(
      Optional<OpenPosition> open, List<ClosedPosition> closed, long timeMillis) {
    long due = due(timeMillis);
    return heldAt(open, closed, due)
        // one that is stamped by the opening fill is of the same moment
        .or(() -> due == timeMillis ? Optional.empty() : heldAt(open, closed, timeMillis));
  }

  private static Optional<Owner> heldAt(
      Optional<OpenPosition> open, List<ClosedPosition> closed, long millis) {
    return closed.stream()
        .filter(one -> one.openedAtMillis() <= millis && millis < one.closedAtMillis())
        .findFirst()
        .map(one -> new Owner(one.id(), one.side()))
        .or(
            () ->
                open.map(OpenPosition::position)
                    .filter(one -> one.openedAtMillis() <= millis)
                    .map(one -> new Owner(one.id(), one.side())))
        // what ended in the very moment held until it
        .or(
            () ->
                closed.stream()
                    .filter(one -> one.openedAtMillis() <= millis)
                    .filter(one -> millis == one.closedAtMillis())
                    .findFirst()
                    .map(one -> new Owner(one.id(), one.side())));
  }

  private static long due(long timeMillis) {
    long past = Math.floorMod(timeMillis, HOUR_MILLIS);
    return past < STAMPED_WITHIN_MILLIS ? timeMillis - past : timeMillis;
  }
}
