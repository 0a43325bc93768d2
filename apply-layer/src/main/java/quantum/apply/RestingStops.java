package quantum.apply;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import quantum.apply.venue.ClientIds;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.StopOrder;
import quantum.apply.venue.StopReport;
import quantum.apply.venue.StopStatus;
import quantum.apply.venue.Venue;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Symbol;

/**
 * Which stops of ours rest, as far as that is known. The exchange's lists are behind what it has
 * accepted and cancelled by up to some seconds; what it said of single stops meanwhile counts more.
 */
final class RestingStops {
  /** A list that is behind is asked for again soon. */
  private static final long LAG_MILLIS = 1_000;

  /** So long lists were seen to be behind, and twice that. */
  private static final long MAY_LAG_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Venue venue;
  private final StopObstacles obstacles;
  private final LongSupplier nanos;
  private final Map<Symbol, List<StopReport>> known = new ConcurrentHashMap<>();

  /** What a moment ago became of stops: the exchange's lists may show them as they were before. */
  private final Map<Symbol, List<Recent>> young = new ConcurrentHashMap<>();

  /** Those that were accepted and that the last look has not seen: nothing is given up for them. */
  private final Map<Symbol, Set<ClientOrderId>> unseen = new ConcurrentHashMap<>();

  private record Recent(StopOrder stop, Fate fate, long nanos) {}

  private enum Fate {
    /** The exchange has said so. */
    ACCEPTED,
    /** Nobody has said anything. */
    UNSURE,
    /** It was to be cancelled, and nobody has said whether it is. */
    PERHAPS_ENDED,
    /** Cancelled, or told as over. */
    ENDED
  }

  RestingStops(Venue venue, StopObstacles obstacles, LongSupplier nanos) {
    this.venue = venue;
    this.obstacles = obstacles;
    this.nanos = nanos;
  }

  /** What rests of this symbol is not sure any more: the next visit looks. */
  void doubt(Symbol symbol) {
    known.remove(symbol);
  }

  /** Whether this stop rests as far as we know. */
  boolean believesIn(Symbol symbol, String id) {
    return known.getOrDefault(symbol, List.of()).stream()
        .anyMatch(stop -> stop.id().value().equals(id));
  }

  /**
   * What rests as far as it is known; asked for if it is not. What bears another position's name
   * may have ended with that one.
   *
   * @param protects whether a position is to be protected by one of them
   * @throws NotNow if the exchange does not say it now
   */
  List<StopReport> of(Symbol symbol, PositionId position, boolean protects) {
    List<StopReport> remembered = known.get(symbol);
    ClientIds ids = venue.terms().clientIds();
    boolean sure =
        remembered != null
            && remembered.stream().allMatch(stop -> ids.isStopOf(stop.id(), position));
    List<StopReport> ours = new ArrayList<>(sure ? remembered : look(symbol));
    if (protects) {
      ours.removeIf(stop -> hasEndedWithAnother(symbol, stop, position));
    }
    return ours;
  }

  /** What rests after a visit. */
  void are(Symbol symbol, List<StopReport> ours) {
    known.put(symbol, List.copyOf(ours));
  }

  /** Nothing rests any more, nor will what may have been placed. */
  void none(Symbol symbol) {
    young.computeIfPresent(
        symbol, (s, all) -> all.stream().filter(one -> one.fate() == Fate.ENDED).toList());
  }

  /** Those that may have been placed without anybody having said so. */
  List<ClientOrderId> unsure(Symbol symbol) {
    return young.getOrDefault(symbol, List.of()).stream()
        .filter(one -> one.fate() == Fate.UNSURE)
        .map(one -> one.stop().id())
        .toList();
  }

  /** Whether one beside this is there for sure, so that this one may be given up. */
  boolean anotherIsSure(Symbol symbol, List<StopReport> ours, ClientOrderId id) {
    Set<ClientOrderId> assumed = unseen.getOrDefault(symbol, Set.of());
    return ours.stream().anyMatch(stop -> !stop.id().equals(id) && !assumed.contains(stop.id()));
  }

  void accepted(StopOrder stop) {
    note(stop, Fate.ACCEPTED);
  }

  void perhapsAccepted(StopOrder stop) {
    note(stop, Fate.UNSURE);
  }

  void ended(List<StopReport> ours, ClientOrderId id) {
    noteStop(ours, id, Fate.ENDED);
  }

  void perhapsEnded(List<StopReport> ours, ClientOrderId id) {
    noteStop(ours, id, Fate.PERHAPS_ENDED);
  }

  /**
   * A stop that an earlier position of the symbol left may be shown though it went with that one:
   * the living one must not be given up for it.
   */
  private boolean hasEndedWithAnother(Symbol symbol, StopReport stop, PositionId position) {
    if (venue.terms().clientIds().isStopOf(stop.id(), position)
        || !(venue.stop(symbol, stop.id()) instanceof Outcome.Ok<StopReport>(StopReport now))
        || now.status().rests()) {
      return false;
    }
    note(stop.order(), Fate.ENDED);
    return true;
  }

  /**
   * What the exchange shows, with what it has accepted and does not show yet.
   *
   * @throws NotNow if it does not say it now
   */
  List<StopReport> look(Symbol symbol) {
    Outcome<List<StopReport>> told = venue.openStops(symbol);
    if (told instanceof Outcome.Failed<?>(Failure.NotFound n)) {
      return List.of(); // not listed any more: nothing can rest
    }
    try {
      List<StopReport> shown =
          new ArrayList<>(
              VenueRefusal.orValue(told).stream()
                  .filter(stop -> stop.id().isStop() && !isOver(symbol, stop.id()))
                  .toList());
      obstacles.shown(symbol, shown);
      unseen.put(symbol, addYoung(symbol, shown));
      return shown;
    } catch (VenueRefusal refusal) {
      throw new NotNow(LAG_MILLIS, refusal.getMessage());
    }
  }

  /** A list that still shows it is behind: nothing may be given up for such a one. */
  private boolean isOver(Symbol symbol, ClientOrderId id) {
    return recently(symbol, Fate.ENDED).contains(id);
  }

  private Set<ClientOrderId> recently(Symbol symbol, Fate fate) {
    return young.getOrDefault(symbol, List.of()).stream()
        .filter(one -> one.fate() == fate && isYoung(one))
        .map(one -> one.stop().id())
        .collect(Collectors.toSet());
  }

  /**
   * What was accepted a moment ago rests, though no list shows it, unless its end is told.
   *
   * @return those that nothing shows for sure
   */
  private Set<ClientOrderId> addYoung(Symbol symbol, List<StopReport> shown) {
    Set<ClientOrderId> assumed = new HashSet<>(recently(symbol, Fate.PERHAPS_ENDED));
    List<Recent> placed =
        young.getOrDefault(symbol, List.of()).stream().filter(this::isYoung).toList();
    young.put(symbol, placed);
    for (Recent one : placed) {
      if (one.fate() == Fate.ACCEPTED
          && shown.stream().noneMatch(stop -> stop.id().equals(one.stop().id()))) {
        switch (venue.stop(symbol, one.stop().id())) {
          case Outcome.Ok<StopReport>(StopReport report) -> {
            if (report.status().rests()) {
              shown.add(report);
            } else {
              note(one.stop(), Fate.ENDED);
            }
          }
          case Outcome.Failed<StopReport> unknown -> {
            assumed.add(one.stop().id());
            shown.add(new StopReport(one.stop(), StopStatus.NEW, Optional.empty()));
          }
        }
      }
    }
    return assumed;
  }

  private void noteStop(List<StopReport> ours, ClientOrderId id, Fate fate) {
    ours.stream()
        .map(StopReport::order)
        .filter(stop -> stop.id().equals(id))
        .forEach(stop -> note(stop, fate));
  }

  private void note(StopOrder stop, Fate fate) {
    List<Recent> all = new ArrayList<>(young.getOrDefault(stop.symbol(), List.of()));
    all.removeIf(one -> !isYoung(one) || one.stop().id().equals(stop.id()));
    all.add(new Recent(stop, fate, nanos.getAsLong()));
    young.put(stop.symbol(), List.copyOf(all));
  }

  private boolean isYoung(Recent one) {
    return nanos.getAsLong() - one.nanos() < MAY_LAG_NANOS;
  }
}
