package quantum.apply.decide;

import java.util.Comparator;
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

  /** What is older may be of a time before anybody here kept the positions of the symbol. */
  private static final long NEXT_WITHIN_MILLIS = TimeUnit.MINUTES.toMillis(1);

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

  /**
   * Whose it is where no life of a position covers it: what a hand opens in the moment of a fill of
   * ours is netted with it before it is kept. The position that begins within a minute bears its
   * funding as it bears its fees; else the one that ended last does.
   *
   * @param open of the symbol
   * @param closed of the symbol, newest first
   * @param timeMillis as the venue stamped it
   * @return empty if nothing of the symbol began within a minute after it nor ended within the hour
   *     before it
   */
  public static Optional<Owner> neighbourOf(
      Optional<OpenPosition> open, List<ClosedPosition> closed, long timeMillis) {
    return closed.stream()
        .filter(one -> isNext(one.openedAtMillis(), timeMillis))
        .min(Comparator.comparingLong(ClosedPosition::openedAtMillis))
        .map(FundingShare::owner)
        .or(
            () ->
                open.map(OpenPosition::position)
                    .filter(one -> isNext(one.openedAtMillis(), timeMillis))
                    .map(one -> new Owner(one.id(), one.side())))
        .or(
            () ->
                closed.stream()
                    .filter(one -> one.closedAtMillis() <= timeMillis)
                    .filter(one -> timeMillis - one.closedAtMillis() <= HOUR_MILLIS)
                    .max(Comparator.comparingLong(ClosedPosition::closedAtMillis))
                    .map(FundingShare::owner));
  }

  private static boolean isNext(long openedAtMillis, long timeMillis) {
    return openedAtMillis > timeMillis && openedAtMillis - timeMillis <= NEXT_WITHIN_MILLIS;
  }

  private static Owner owner(ClosedPosition one) {
    return new Owner(one.id(), one.side());
  }

  private static Optional<Owner> heldAt(
      Optional<OpenPosition> open, List<ClosedPosition> closed, long millis) {
    return closed.stream()
        .filter(one -> one.openedAtMillis() <= millis && millis < one.closedAtMillis())
        .findFirst()
        .map(FundingShare::owner)
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
                    .map(FundingShare::owner));
  }

  private static long due(long timeMillis) {
    long past = Math.floorMod(timeMillis, HOUR_MILLIS);
    return past < STAMPED_WITHIN_MILLIS ? timeMillis - past : timeMillis;
  }
}
